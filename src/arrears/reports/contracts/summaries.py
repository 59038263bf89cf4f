"""A work summary before and after it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from arrears.kernel.words import Words
from arrears.reports.contracts.figures import Figure, Period, Scope
from arrears.reports.contracts.targets import TargetLine


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure that a rule chose, with the rule's name and the figures it saw."""

    rule: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAmount:
    """A case with what is overdue of it at the end of the period, in minor units. `name` is masked."""

    creditor_id: int
    debtor_id: int
    name: str
    currency: str
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What the days of work of a coming period are made of: who works, on which days, and who is away when."""

    period: Period
    people: tuple[int, ...]
    days: tuple[date, ...]
    away: tuple[tuple[int, date], ...]

    @property
    def person_days(self) -> int:
        return len(self.people) * len(self.days) - len(self.away)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The period after a summary's: its targets, and the working days of the people less their absences.

    `people`: who worked in this period, or who is in the team; `days`: working days of the coming period.
    """

    period: Period
    targets: tuple[TargetLine, ...]
    people: int
    days: int
    person_days: int


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
    largest: Mapping[str, tuple[CaseAmount, ...]] = field(default_factory=dict)
    plan: Plan | None = None

    def figure(self, code: str, currency: str = "") -> Figure:
        """One figure; KeyError when the summary has none."""
        for one in self.figures:
            if one.code == code and one.currency == currency:
                return one
        raise KeyError((code, currency))

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted({one.currency for one in self.figures if one.currency}))


SECTIONS = ("results", "methods", "problems", "measures", "next", "care")
"""Sections of a summary to which somebody may add own words."""


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
