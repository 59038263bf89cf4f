"""Which approved letter carries the answer to a concern."""

from __future__ import annotations

from arrears.desk.care.contracts import ConcernKind

ANSWER_LETTERS = {
    ConcernKind.COMPLAINT: "complaint_answer_letter",
    ConcernKind.DISPUTE: "dispute_answer_letter",
    ConcernKind.DATA_REQUEST: "data_request_answer_letter",
}


def reference_of(concern_id: int) -> str:
    """What stands on letters about a concern."""
    return f"Q-{concern_id}"


def papers_of(concern_id: int) -> tuple[str, ...]:
    """The names under which a concern's letters and packages are stored, whichever version."""
    reference = reference_of(concern_id)
    return (*(f"{reference}.{ending}" for ending in ("pdf", "docx")),
            *(f"{reference}-data.{ending}" for ending in ("json", "docx")))  # fmt: skip
