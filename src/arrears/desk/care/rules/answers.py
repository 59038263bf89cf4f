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
