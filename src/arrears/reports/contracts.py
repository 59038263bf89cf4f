"""Values that pass the door of reports: figures, tables, and a summary made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from arrears.kernel.days import add_months, month_first, month_last
from arrears.kernel.words import Words


class Unit(StrEnum):
    """How a value is read: whole count, minor units of a currency, a share of one, a plain ratio, a text, a day."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"
    TEXT = "text"
    DAY = "day"


class ScopeKind(StrEnum):
    COMPANY = "company"
    TEAM = "team"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from first to last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on or after its first day")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The period of the same length that ends the day before this one; whole months before whole months."""
        if self.first == month_first(self.first) and self.last == month_last(self.last):
            months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
            return Period(first=add_months(self.first, -months), last=self.first - timedelta(days=1))
        return Period(first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    @property
    def year_before(self) -> Period:
        """The same days a year earlier; a month's last day stays the month's last."""
        ends = self.last == month_last(self.last)
        last = add_months(self.last, -12)
        return Period(first=add_months(self.first, -12), last=month_last(last) if ends else last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose work: which creditors, and which users (None: everybody, the automatic steps too)."""

    kind: ScopeKind
    title: Words
    creditor_ids: tuple[int, ...]
    user_ids: tuple[int, ...] | None = None

    @property
    def person_id(self) -> int | None:
        """Whom the scope is about when it is one person."""
        return self.user_ids[0] if self.kind is ScopeKind.PERSON and self.user_ids else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a figure means, once for pages, REST, Word and Excel."""

    code: str
    label: Words
    meaning: Words
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value of a definition; None when it cannot be known (a share of nothing), never zero instead.

    `before` is the value of the period before, `year_before` of the same days a year earlier, `team` of the
    team of a person. Money is minor units of `currency`.
    """

    code: str
    value: int | Fraction | None
    before: int | Fraction | None = None
    year_before: int | Fraction | None = None
    team: int | Fraction | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: a label and values by column code; `what` and `bucket` narrow the rows behind it."""

    label: Words
    values: Mapping[str, int | Fraction | None]
    currency: str = ""
    what: str = ""
    bucket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; an empty table is not shown."""

    code: str
    title: Words
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Cell = str | int | Fraction | float | date | Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    code: str
    label: Words
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of analytics, the same for page, REST and Excel. Money in minor units of `currency`."""

    code: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    currency: str = ""
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a page of analytics is asked: whose work, which accounts, which days, by what.

    `day`: the closing that is looked at; `first`: the earlier one of a flow. `by` as the page knows it.
    """

    scope: Scope
    filters: RowFilters
    currency: str
    period: Period
    day: date | None = None
    first: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure that a rule chose, with the rule's name and the figures it saw."""

    rule: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A work summary before it is written: figures by code and currency, tables, measures."""

    scope: Scope
    period: Period
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    measures: tuple[Measure, ...]
    made_at: datetime
    own_words: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[TargetLine, ...] = ()
    team: Scope | None = None

    def figure(self, code: str, currency: str = "") -> Figure:
        """One figure; KeyError when the summary has none."""
        for one in self.figures:
            if one.code == code and one.currency == currency:
                return one
        raise KeyError((code, currency))

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted({one.currency for one in self.figures if one.currency}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilters:
    """What the rows of a figure are narrowed to; empty and None mean no limit."""

    creditor_id: int | None = None
    currency: str = ""
    product: str = ""
    region: str = ""
    batch_id: int | None = None
    bucket: str = ""
    what: str = ""

    @property
    def narrows_accounts(self) -> bool:
        return bool(self.product or self.region or self.batch_id is not None or self.bucket)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row behind a figure. `value` is what it adds; `base` what it adds to the whole of a share.

    `what` is the account's number, the channel and outcome, the rule or the state: what the source is about.
    """

    creditor_id: int
    debtor_id: int
    account_id: int | None
    day: date | None
    what: str
    user_id: int | None
    currency: str
    value: int
    base: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRows:
    """A page of rows, and over all pages: their count, and the total that is the figure."""

    definition: Definition
    total: int | Fraction | None
    value: int
    base: int | None
    rows: tuple[FigureRow, ...]
    number: int
    size: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))


SECTIONS = ("results", "methods", "problems", "measures", "next")
"""Sections of a summary to which somebody may add own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOrder:
    """A summary after each period (`span`: day, week, month, quarter, half, year), sent to users."""

    scope: str
    ref: str
    span: str
    language: str
    form: str
    reader_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """A schedule as lists show it; `last_sent`: (last day of the period, reader's name, state), newest first."""

    id: int
    scope: str
    ref: str
    span: str
    language: str
    form: str
    readers: tuple[str, ...]
    made_by: str
    last_sent: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """A summary that was written, as lists show it."""

    id: int
    kind: str
    title: str
    first: date
    last: date
    language: str
    form: str
    file_id: UUID
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPage:
    items: tuple[SummaryFacts, ...]
    number: int
    size: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFiles:
    """What the clockwork's last step wrote: file names and their ids."""

    files: tuple[str, ...]
    file_ids: tuple[str, ...]
    received_minor: Mapping[str, int]
    overdue_minor: Mapping[str, int]


class TargetKind(StrEnum):
    """Money to bring in; a share of what was overdue to bring in; a share of overdue to press down to."""

    RECEIVED = "received"
    RECOVERY = "recovery"
    OVERDUE_SHARE = "overdue_share"


TARGET_WORDS: Mapping[TargetKind, Words] = {
    TargetKind.RECEIVED: Words("回款金额", "Money received"),
    TargetKind.RECOVERY: Words("收回期初逾期的比例", "Share of the opening arrears to collect"),
    TargetKind.OVERDUE_SHARE: Words("逾期占比降至", "Share of overdue pressed down to"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOrder:
    """A goal for a scope, shared out down to its people. `amount_minor` for money, `share` (0 to 1) otherwise.

    `even`: the same for each person of a money goal instead of by what was overdue with each.
    """

    kind: TargetKind
    scope: Scope
    period: Period
    currency: str
    amount_minor: int | None = None
    share: Fraction | None = None
    even: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target as it stands at the end of `day`; amounts in minor units, shares as fractions.

    `depth`: 0 for a whole, 1 for its parts, 2 for parts of parts. `needed`: per remaining working day, None
    when there is none left or for a share. `light` and `why` as in analytics.targets.
    """

    id: int
    depth: int
    kind: TargetKind
    scope: Scope
    period: Period
    day: date
    currency: str
    base: int
    goal: int | Fraction
    actual: int | Fraction | None
    needed: int | None
    expected: int | Fraction | None
    days_left: int
    light: str
    why: Words
    made_by: str

    @property
    def done(self) -> Fraction | None:
        """How much of a money goal is reached."""
        return Fraction(self.actual, self.goal) if isinstance(self.actual, int) and self.goal else None


class TargetRefused(ValueError):
    """A goal that cannot be set; says why in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class NoSuchTarget(LookupError):
    """No target with this id in the reader's scope."""


class NoSuchScope(LookupError):
    """No person, team or creditor of this name in the reader's scope."""
