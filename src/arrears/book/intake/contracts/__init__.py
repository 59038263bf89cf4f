"""What the intake takes in and gives out: reports, rejects, notices, heading guesses.

Amounts are whole minor units. Personal values are masked in everything that leaves this room; the clear
ones are only in the rejects file, which goes back to the sender.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from arrears.book.payments.contracts import FigureDifference
from arrears.foundation.contracts import FileRef
from arrears.kernel.words import Words

REJECTS_SHOWN_MAX = 1_000


class FileKind(StrEnum):
    """What the rows of a file are."""

    PORTFOLIO = "portfolio"
    PAYMENTS = "payments"
    TOTALS = "totals"


class FileState(StrEnum):
    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class NoticeKind(StrEnum):
    """What a creditor tells us beside the money; the day's clockwork passes it on as a stop."""

    DISPUTE = "dispute"
    DEATH = "death"
    OPT_OUT = "opt_out"
    REPRESENTED = "represented"


class IntakeError(ValueError):
    """The file as a whole cannot be used; nothing of it was loaded.

    `place`: where in the file ("file", "row 1", "column 3", a sheet name); `words`: what is wrong and what
    the sender can do.
    """

    def __init__(self, place: str, words: Words) -> None:
        super().__init__(f"{place}: {words.en}")
        self.place = place
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One cell that could not be taken. `row` counts as the sender's program does: the headings are a row.

    `held`: the row was kept out of the book. When it is False the row came in without this value.
    """

    row: int
    column: str
    value: str
    reason: Words
    held: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A dispute, death, opt-out or representation that a file told us of.

    `id` is None in a dry run; so are the book's `account_id` and `debtor_id` of an account that is new.
    """

    kind: NoticeKind
    creditor_id: int
    account_number: str
    business_date: date
    detail: str = ""
    id: int | None = None
    account_id: int | None = None
    debtor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotals:
    """What the sender says the file holds, or what we counted. None and absent keys: not stated.

    `amounts_minor`: field code (`item.principal`, `payment.amount`) to sum over all rows.
    """

    rows: int | None = None
    accounts: int | None = None
    amounts_minor: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReport:
    """What became of a file.

    `rows` counts data rows; `accepted` + `rejected` = `rows`. `new`, `changed`, `unchanged`, `paid`,
    `missing` count accounts (payment files: `new` and `unchanged` count entries). `paid`: accounts that the
    file states as settled. `missing`: open accounts of the creditor that the file does not name; nothing is
    done with them. `accounts`: accounts that came in. `differences`: where the file's outstanding figures
    and our ledger disagree (first 1,000; the figures rule). `totals`: sums over the rows that passed.
    `wiped`: ways to reach somebody that were wiped at their request and stay out.
    """

    file_id: int | None
    kind: FileKind
    dry_run: bool
    business_date: date
    rows: int
    accounts: int
    accepted: int
    rejected: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    paid: int = 0
    missing: int = 0
    wiped: int = 0
    differences: tuple[FigureDifference, ...] = ()
    differences_count: int = 0
    same_file_as: int | None = None
    rejects: tuple[Reject, ...] = ()
    rejects_file: FileRef | None = None
    notices: tuple[Notice, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    totals: ControlTotals = field(default_factory=ControlTotals)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingGuess:
    """What a column probably is. `field` is None when nothing fits; `confidence` lies in 0..1.

    `unit` is `yuan`, `wan` or `fen` for money, else None; `samples` are the first few cells, masked
    where the guess is a personal value.
    """

    place: int
    heading: str
    field: str | None
    confidence: float
    why: Words
    unit: str | None = None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFacts:
    """A mapping that a creditor may use: shipped with the product (version 0) or saved."""

    code: str
    version: int
    kind: FileKind
    title: Words
    saved_by: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A file that came in, as lists show it."""

    file_id: int
    creditor_id: int
    mapping: str
    mapping_version: int
    kind: FileKind
    name: str
    sha256: str
    business_date: date
    received_at: datetime
    received_by: str
    state: FileState
    rows: int
    accepted: int
    rejected: int
    accounts: int
    refused_because: Words | None = None
    rejects_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyTotals:
    """A creditor's whole portfolio of one product on one day, overdue or not (MISSION M26).

    Counts and minor units of one currency; None: the creditor did not say.
    """

    creditor_id: int
    business_date: date
    product: str
    currency: str
    contracts: int | None
    active_customers: int | None
    merchants: int | None
    balance_minor: int | None
    non_performing_minor: int | None
    income_minor: int | None


class SecondPersonNeeded(IntakeError):
    """The creditor wants its files accepted by a second person: propose the file instead."""


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFacts:
    """A file that waits for a second person, or what became of it.

    `summary`: the report of the dry run when it was proposed. `file_id`: the file as taken in, once accepted;
    its own report (`file_report`) may differ from the summary where the book changed between. `why`: the
    words of who refused or withdrew it.
    """

    proposal_id: int
    creditor_id: int
    mapping: str
    mapping_version: int
    kind: FileKind
    name: str
    sha256: str
    size: int
    business_date: date
    proposed_by: str
    proposed_by_id: int | None
    proposed_at: datetime
    state: ProposalState
    summary: AcceptReport
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""
    file_id: int | None = None


class WatchedState(StrEnum):
    """What a look at the watched folder did with a file."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"  # it waits for a second person
    REFUSED = "refused"
    WAITING = "waiting"  # somebody may still be writing it
    FAILED = "failed"  # a fault of ours: the file stays where it is and is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedFile:
    """One file of a watched folder. `words` say why where it was not accepted."""

    creditor: str
    mapping: str
    name: str
    state: WatchedState
    report: AcceptReport | None = None
    words: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """What one look at a watched folder did. `busy`: creditors that another watcher was at."""

    files: tuple[WatchedFile, ...] = ()
    busy: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # folders that no creditor or mapping is named as
