"""Tables of analytics, and what a page of them is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from arrears.kernel.words import Words
from arrears.reports.contracts.figures import Period, RowFilters, Scope, Unit

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
    refs: Mapping[tuple[int, str], str] = field(default_factory=dict)


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
