"""Rows of a figure with the names that a reader sees: masked debtors, creditors, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor, creditors, users
from arrears.kernel.money import Money
from arrears.kernel.words import Words
from arrears.reports.contracts import Cell as Given
from arrears.reports.contracts import FigureRow, FigureRows, Grid, Unit
from arrears.reports.documents.sheet import Cell, Sheet
from arrears.reports.meanings import MEANINGS
from arrears.reports.wording import said

HEADS = (
    Words("客户（脱敏）", "Debtor (masked)"),
    Words("委托方", "Creditor"),
    Words("内容", "What"),
    Words("日期", "Date"),
    Words("人员", "Person"),
    Words("币种", "Currency"),
    Words("数值", "Value"),
    Words("基数", "Base"),
)
_DEFINITIONS = Words("定义", "Definitions")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a page shows it."""

    row: FigureRow
    debtor_masked: str
    creditor: str
    person: str


def lines_of(found: FigureRows, actor: Actor) -> list[Line]:
    """The rows of a page with names, three queries for any number."""
    names = portfolio.masked_names(actor, [one.debtor_id for one in found.rows if one.debtor_id])
    houses = {one.id: one.name for one in creditors(actor)}
    people = {one.id: one.name for one in users(actor)}
    return [
        Line(
            one,
            names.get(one.debtor_id or 0, "–"),
            houses.get(one.creditor_id, "–"),
            people.get(one.user_id or 0, ""),
        )
        for one in found.rows
    ]


def sheet_of(found: FigureRows, language: str, actor: Actor) -> tuple[list[str], list[list[Cell]]]:
    """The rows for a spreadsheet: amounts in major units, dates as dates."""
    money = found.definition.unit is Unit.MONEY or (
        found.base is not None and any(r.currency for r in found.rows)
    )

    def number(value: int | None, currency: str) -> Cell:
        return Money(value, currency).decimal if money and value is not None and currency else value

    rows: list[list[Cell]] = [
        [
            line.debtor_masked,
            line.creditor,
            line.row.what,
            line.row.day,
            line.person,
            line.row.currency,
            number(line.row.value, line.row.currency),
            number(line.row.base, line.row.currency)
            if found.definition.code == "recovery_rate"
            else line.row.base,
        ]
        for line in lines_of(found, actor)
    ]
    return [head.in_(language) for head in HEADS], rows


def definition_sheet(found: FigureRows, currency: str, language: str) -> Sheet:
    """What a figure means and comes to."""
    definition = found.definition
    told = said(found.total, definition.unit, currency, language)
    heads = [Words("指标", "Figure"), Words("定义", "Definition"), Words("数值", "Value")]
    return Sheet(
        title=_DEFINITIONS.in_(language), heads=[one.in_(language) for one in heads],
        rows=[[definition.label.in_(language), definition.meaning.in_(language), told]],
    )  # fmt: skip


def grid_sheet(grid: Grid, language: str, address: str = "") -> Sheet:
    """A table of analytics for a spreadsheet: money in major units, shares as shares, words in one language. Cells
    that have rows are links to them at `address`."""

    def cell(value: Given, unit: Unit) -> Cell:
        if isinstance(value, Words):
            return value.in_(language)
        if value is None or isinstance(value, str | date):
            return value
        if unit is Unit.MONEY and isinstance(value, int):
            return Money(value, grid.currency).decimal
        if unit is Unit.SHARE:
            return Fraction(value)
        return value if isinstance(value, int) else Decimal(f"{float(value):.4f}")

    title = grid.title.in_(language) + (f" {grid.currency}" if grid.currency else "")
    rows = [
        [cell(value, column.unit) for value, column in zip(row, grid.columns, strict=True)]
        for row in grid.rows
    ]
    at = {column.code: place for place, column in enumerate(grid.columns)}
    links = {
        (row, at[code]): address.rstrip("/") + ref
        for (row, code), ref in grid.refs.items()
        if ref.startswith("/")
    }
    return Sheet(
        title=title, heads=[column.label.in_(language) for column in grid.columns], rows=rows, links=links
    )


def meaning_sheet(page: str, language: str) -> Sheet:
    """What the columns of a page's tables mean."""
    heads = [Words("指标", "Figure").in_(language), Words("定义", "Definition").in_(language)]
    rows: list[list[Cell]] = [[one.label.in_(language), one.words.in_(language)] for one in MEANINGS[page]]
    return Sheet(title=_DEFINITIONS.in_(language), heads=heads, rows=rows)
