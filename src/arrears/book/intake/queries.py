"""Reads of the intake: mappings, files, notices, totals, and a first look at a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import resources
from itertools import islice
from pathlib import Path

from arrears.book.intake import checking
from arrears.book.intake.contracts import (
    DailyTotals,
    FileFacts,
    FileKind,
    FileState,
    HeadingGuess,
    IntakeError,
    MappingFacts,
    Notice,
    NoticeKind,
)
from arrears.book.intake.contracts.mapping import Cell, Column, DateOrder, Mapping, PlannedColumn, Unit
from arrears.book.intake.formats import Table, open_table
from arrears.book.intake.formats.source import source_of
from arrears.book.intake.models import IntakeFile, IntakeNotice, MappingVersion, PortfolioTotal
from arrears.book.intake.rules import headings as heading_rules
from arrears.book.intake.rules.fields import FIELDS
from arrears.book.intake.rules.mapping import matched, read_mapping
from arrears.foundation import vault
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.words import Words

PREVIEW_ROWS = 50
FILES_SHOWN_MAX = 500
_SHIPPED = resources.files("arrears.book.intake") / "mappings"


def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the product, by code."""
    texts = sorted((entry.name, entry.read_text(encoding="utf-8")) for entry in _SHIPPED.iterdir())
    return tuple(
        read_mapping(text, code=name.removesuffix(".toml")) for name, text in texts if name.endswith(".toml")
    )


def mapping_for(creditor_id: int, code: str) -> Mapping:
    """The creditor's newest version of a mapping, else the shipped one. IntakeError when there is neither."""
    saved = MappingVersion.objects.filter(creditor_id=creditor_id, code=code).order_by("-version").first()
    if saved is not None:
        return read_mapping(saved.body, code=code, version=saved.version)
    known = {mapping.code: mapping for mapping in shipped_mappings()}
    if code not in known:
        raise IntakeError(
            "mapping",
            Words(
                f"没有名为“{code}”的映射，可用：{'、'.join(known)}",
                f"no mapping {code!r}; there are {', '.join(known)}",
            ),
        )
    return known[code]


def mappings(creditor_id: int, actor: Actor) -> tuple[MappingFacts, ...]:
    """The mappings that a creditor's files may use: its own newest versions, and the shipped ones."""
    require_scope(actor, creditor_id)
    found = {
        mapping.code: MappingFacts(code=mapping.code, version=0, kind=mapping.kind, title=mapping.title)
        for mapping in shipped_mappings()
    }
    for row in MappingVersion.objects.filter(creditor_id=creditor_id).order_by("code", "version"):
        mapping = read_mapping(row.body, code=row.code, version=row.version)
        found[row.code] = MappingFacts(
            code=row.code,
            version=row.version,
            kind=mapping.kind,
            title=mapping.title,
            saved_by=row.saved_by,
            saved_at=row.saved_at,
        )
    return tuple(found[code] for code in sorted(found))


def mapping_text(creditor_id: int, code: str, actor: Actor) -> str:
    """The TOML of the mapping that a creditor's next file will be read with."""
    require_scope(actor, creditor_id)
    return mapping_for(creditor_id, code).source


def last_accepted(creditor_id: int, mapping: str, kind: FileKind) -> IntakeFile | None:
    """The newest accepted file of a stream: same creditor, same mapping, same kind."""
    return (
        IntakeFile.objects.filter(
            creditor_id=creditor_id,
            mapping=mapping,
            kind=kind.value,
            state__in=[FileState.ACCEPTED.value, FileState.UNCHANGED.value],
        )
        .order_by("-business_date", "-pk")
        .first()
    )


def files(
    actor: Actor,
    creditor_id: int | None = None,
    limit: int = FILES_SHOWN_MAX,
    before: int | None = None,
) -> tuple[FileFacts, ...]:
    """Files that came in, newest first, of one creditor or of all in the actor's scope.

    `before`: the id of the last file of the page above.
    """
    rows = IntakeFile.objects.order_by("-received_at", "-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if creditor_id is not None:
        require_scope(actor, creditor_id)
        rows = rows.filter(creditor_id=creditor_id)
    elif not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(_file(row) for row in rows[: min(limit, FILES_SHOWN_MAX)])


def _file(row: IntakeFile) -> FileFacts:
    because = row.refused_because
    return FileFacts(
        file_id=row.pk,
        creditor_id=row.creditor_id,
        mapping=row.mapping,
        mapping_version=row.mapping_version,
        kind=FileKind(row.kind),
        name=row.name,
        sha256=row.sha256,
        business_date=row.business_date,
        received_at=row.received_at,
        received_by=row.received_by,
        state=FileState(row.state),
        rows=row.rows,
        accepted=row.accepted,
        rejected=row.rejected,
        accounts=row.accounts,
        refused_because=Words(because["zh"], because["en"]) if because else None,
        rejects_file=str(row.rejects_file_id) if row.rejects_file_id else None,
    )


def notice_of(row: IntakeNotice) -> Notice:
    return Notice(
        id=row.pk,
        kind=NoticeKind(row.kind),
        creditor_id=row.creditor_id,
        account_number=row.account_number,
        account_id=row.account_id,
        debtor_id=row.debtor_id,
        detail=row.detail,
        business_date=row.business_date,
    )


def pending_notices(business_date: date) -> tuple[Notice, ...]:
    """What files told us up to a business date and nobody has passed on yet, oldest first."""
    rows = IntakeNotice.objects.filter(passed_at=None, business_date__lte=business_date)
    return tuple(notice_of(row) for row in rows.order_by("business_date", "pk"))


def daily_totals(actor: Actor, first: date, last: date) -> tuple[DailyTotals, ...]:
    """Whole-portfolio totals from first to last, both included, in the actor's scope (MISSION M26)."""
    rows = PortfolioTotal.objects.filter(business_date__range=(first, last))
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(
        DailyTotals(
            creditor_id=row.creditor_id,
            business_date=row.business_date,
            product=row.product,
            currency=row.currency,
            contracts=row.contracts,
            active_customers=row.active_customers,
            merchants=row.merchants,
            balance_minor=row.balance_minor,
            non_performing_minor=row.non_performing_minor,
            income_minor=row.income_minor,
        )
        for row in rows.order_by("creditor_id", "business_date", "product", "currency")
    )


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
