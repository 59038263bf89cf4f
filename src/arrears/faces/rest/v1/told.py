"""What became of a file, as the API tells it."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from arrears.book.intake.contracts import AcceptReport, Reject
from arrears.kernel.money import Money


class RejectOut(Schema):
    """A value that could not be taken. `held`: its row stayed out of the book; else it came in without it.

    `place`: where it stands in the body of a JSON placement; empty for files, where row and column say it.
    """

    row: int
    column: str
    place: str
    value: str
    held: bool
    zh: str
    en: str


class NoticeOut(Schema):
    """A dispute, death, opt-out or representation that was told: contact stops for it."""

    kind: str
    account: str


class DifferenceOut(Schema):
    """Where the creditor's outstanding figure and our ledger disagreed; the creditor's rules."""

    account: str
    currency: str
    ledger: str
    file: str


class TakenOut(Schema):
    """What became of a file or a placement. Counts of rows, then of accounts (payment files: of entries).

    `proposal_id`: it waits for a second person; the counts say what accepting it would do.
    """

    file_id: int | None
    proposal_id: int | None
    dry_run: bool
    business_date: date
    rows: int
    accepted: int
    rejected: int
    accounts: int
    new: int
    changed: int
    unchanged: int
    paid: int
    missing: int
    same_file_as: int | None
    ignored_columns: list[str]
    rejects: list[RejectOut]
    notices: list[NoticeOut]
    differences: list[DifferenceOut]


_SAME = (
    "file_id", "dry_run", "business_date", "rows", "accepted", "rejected", "accounts", "new", "changed",
    "unchanged", "paid", "missing", "same_file_as",
)  # fmt: skip


def reject_out(one: Reject, place: str = "") -> RejectOut:
    return RejectOut(
        row=one.row,
        column=one.column,
        place=place,
        value=one.value,
        held=one.held,
        zh=one.reason.zh,
        en=one.reason.en,
    )


def amount(minor: int, currency: str) -> str:
    """Minor units as the API writes them: major units as text."""
    return str(Money(minor, currency).decimal)


def taken(
    report: AcceptReport, rejects: list[RejectOut] | None = None, proposal_id: int | None = None
) -> TakenOut:
    return TakenOut(
        proposal_id=proposal_id,
        **{name: getattr(report, name) for name in _SAME},
        ignored_columns=list(report.ignored_columns),
        rejects=[reject_out(one) for one in report.rejects] if rejects is None else rejects,
        notices=[NoticeOut(kind=one.kind.value, account=one.account_number) for one in report.notices],
        differences=[
            DifferenceOut(
                account=one.number,
                currency=one.currency,
                ledger=amount(one.ledger_minor, one.currency),
                file=amount(one.file_minor, one.currency),
            )
            for one in report.differences
        ],
    )
