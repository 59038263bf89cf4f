"""A first look at a file before anything is done with it: guesses and a preview."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from arrears.book.intake import checking
from arrears.book.intake.contracts import FileKind, HeadingGuess
from arrears.book.intake.contracts.mapping import Cell, Column, DateOrder, PlannedColumn, Unit
from arrears.book.intake.formats import Table, open_table
from arrears.book.intake.formats.source import source_of
from arrears.book.intake.queries.mappings import mapping_for
from arrears.book.intake.rules import headings as heading_rules
from arrears.book.intake.rules.fields import FIELDS
from arrears.book.intake.rules.mapping import matched
from arrears.foundation import vault
from arrears.foundation.contracts import Actor, require_scope

PREVIEW_ROWS = 50


def guess_headings(
    source: Path | bytes, *, kind: FileKind = FileKind.PORTFOLIO, name: str | None = None
) -> tuple[HeadingGuess, ...]:
    """What the columns of an unknown file probably are, from headings and cells; a person confirms it."""
    table = open_table(source_of(source, name), lambda row: _known_words(row, kind))
    samples = _samples(table)
    guesses = heading_rules.guess(table.headings, samples, kind, _looks_like)
    return tuple(
        HeadingGuess(
            place=guess.place,
            heading=table.headings[guess.place],
            field=guess.field.code if guess.field else None,
            confidence=guess.confidence,
            why=guess.why,
            unit=guess.unit.value if guess.unit else None,
            samples=tuple(_masked(text, guess.field.personal if guess.field else None) for text in cells[:3]),
        )
        for guess, cells in zip(guesses, samples, strict=True)
    )


def _known_words(row: Sequence[str], kind: FileKind) -> int:
    """How many cells of a row look like headings of this kind of file."""
    found = heading_rules.guess(row, [()] * len(row), kind, _looks_like)
    return sum(guess.confidence >= 0.5 for guess in found)


def _samples(table: Table) -> list[list[str]]:
    for raw in islice(table.batches(), 1):
        return [
            [text for text in column.slice(0, PREVIEW_ROWS).to_pylist() if text.strip()]
            for column in raw.cells
        ]
    return [[] for _ in table.headings]


def _looks_like(cell: Cell, samples: Sequence[str]) -> float:
    """The share of cells that read as a kind of cell; for free text that says little."""
    if not samples or cell in (Cell.TEXT, Cell.NUMBER, Cell.CHOICE):
        return 0.5
    field = next(one for one in FIELDS.values() if one.cell is cell)
    column = PlannedColumn(
        place=0,
        heading="",
        column=Column(heading="", field=field),
        unit=Unit.YUAN,
        currency="CNY",
        date_order=DateOrder.YMD,
    )
    good = sum(checking.reads_as(column, text) for text in samples)
    return good / len(samples)


def _masked(text: str, personal: str | None) -> str:
    return vault.mask(personal, text) if personal else text[:60]


def preview(
    source: Path | bytes, *, creditor_id: int, mapping: str, actor: Actor, name: str | None = None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The headings of a file and its first rows as the sender wrote them, personal columns masked."""
    require_scope(actor, creditor_id)
    rules = mapping_for(creditor_id, mapping)
    table = open_table(source_of(source, name), lambda row: matched(rules, row))
    personal = checking.personal_columns(rules, table.headings)
    for guess in heading_rules.guess(table.headings, _samples(table), rules.kind, _looks_like):
        if guess.field is not None and guess.field.personal:
            personal.setdefault(guess.place, guess.field.personal)
    for raw in islice(table.batches(), 1):
        columns = [
            [_masked(text, personal.get(place)) for text in column.slice(0, PREVIEW_ROWS).to_pylist()]
            for place, column in enumerate(raw.cells)
        ]
        return table.headings, tuple(zip(*columns, strict=True))
    return table.headings, ()
