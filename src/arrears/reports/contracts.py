"""Values that pass the door of reports: figures, tables, and a summary made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from arrears.kernel.words import Words


class Unit(StrEnum):
    """How a value is read: whole count, minor units of a currency, or a share of one."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"


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
        """The period of the same length that ends the day before this one."""
        return Period(first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose work: which creditors, and which users (None: everybody, the automatic steps too)."""

    kind: ScopeKind
    title: Words
    creditor_ids: tuple[int, ...]
    user_ids: tuple[int, ...] | None = None


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

    `before` is the value of the period before. Money is minor units of `currency`.
    """

    code: str
    value: int | Fraction | None
    before: int | Fraction | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: a label and values by column code."""

    label: Words
    values: Mapping[str, int | Fraction | None]
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; an empty table is not shown."""

    code: str
    title: Words
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


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
class DayFiles:
    """What the clockwork's last step wrote: file names and their ids."""

    files: tuple[str, ...]
    file_ids: tuple[str, ...]
    received_minor: Mapping[str, int]
    overdue_minor: Mapping[str, int]


class NoSuchScope(LookupError):
    """No person, team or creditor of this name in the reader's scope."""
