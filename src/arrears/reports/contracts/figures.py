"""Whose work, which days, and the figures with the rows behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

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
    def after(self) -> Period:
        """The period of the same length that begins the day after this one; whole months after whole months."""
        start = self.last + timedelta(days=1)
        if self.first == month_first(self.first) and self.last == month_last(self.last):
            months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
            return Period(first=start, last=add_months(start, months) - timedelta(days=1))
        return Period(first=start, last=start + timedelta(days=self.days - 1))

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
class RowFilters:
    """What the rows of a figure are narrowed to; empty and None mean no limit. `hour`: of contacts, as `09`;
    `on`: rows of one day, as the period sees them."""

    creditor_id: int | None = None
    currency: str = ""
    product: str = ""
    region: str = ""
    batch_id: int | None = None
    bucket: str = ""
    what: str = ""
    hour: str = ""
    debtor_id: int | None = None
    on: date | None = None

    @property
    def narrows_accounts(self) -> bool:
        return bool(self.product or self.region or self.batch_id is not None or self.bucket)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row behind a figure. `value` is what it adds; `base` what it adds to the whole of a share.

    `what` is the account's number, the channel and outcome, the rule or the state: what the source is about.
    `debtor_id` is None for a row that is about no case, as a person's day.
    """

    creditor_id: int
    debtor_id: int | None
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


class NoSuchScope(LookupError):
    """No person, team or creditor of this name in the reader's scope."""
