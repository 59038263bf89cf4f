"""A totals file: a creditor's whole portfolio by product on one day (MISSION M26)."""

from __future__ import annotations

import pyarrow as pa
from django.db import transaction

from arrears.book.intake import checking
from arrears.book.intake.actions.receipt import Outcome, Receipt, record, report, same_bytes, told, unchanged
from arrears.book.intake.actions.rejects import write_rejects
from arrears.book.intake.contracts import AcceptReport, ControlTotals
from arrears.book.intake.models import IntakeFile, PortfolioTotal

_AMOUNTS = ("balance", "non_performing", "income")
_COUNTS = ("contracts", "active_customers", "merchants")
_FIELDS = (*_COUNTS, *(f"{name}_minor" for name in _AMOUNTS))


def take_totals(receipt: Receipt) -> AcceptReport:
    """Write the day's totals; a file sent again for the same day replaces what it said."""
    before = receipt.before()
    if before is not None and same_bytes(receipt, before):
        return unchanged(receipt, before)
    check = checking.flat_check(receipt.plan, receipt.business_date)
    tables = []
    for raw in checking.raws(receipt.table, lambda: len(check.refusals), receipt.progress):
        table = check.feed(raw)
        if table is not None:
            tables.append(table)
    verdict = check.verdict()
    checking.check_totals(check, receipt.expected, 0)
    held = set(verdict.held.tolist())
    with transaction.atomic():
        receipt.lock()
        known = _known(receipt)
        outcome = Outcome(rows=verdict.rows, held=len(held), refusals=verdict.refusals)
        if not receipt.dry_run:
            outcome.rejects_file = write_rejects(receipt, verdict.refusals)
        file = record(receipt, outcome)
        rows = [row for table in tables for row in _totals(table, held, receipt, file)]
        said = {(row.product, row.currency): _values(row) for row in rows}
        outcome.new = len(said.keys() - known.keys())
        outcome.unchanged = sum(known.get(key) == values for key, values in said.items())
        outcome.changed = len(said) - outcome.new - outcome.unchanged
        balance = sum(row.balance_minor or 0 for row in rows)
        outcome.totals = ControlTotals(rows=len(rows), amounts_minor={"totals.balance": balance})
        PortfolioTotal.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["creditor", "business_date", "product", "currency"],
            update_fields=[*_FIELDS, "file"],
        )
        if receipt.dry_run:
            transaction.set_rollback(True)
            return report(receipt, outcome, None)
        return told(receipt, outcome, file)


def _known(receipt: Receipt) -> dict[tuple[str, str], tuple[int | None, ...]]:
    rows = PortfolioTotal.objects.filter(creditor_id=receipt.creditor.id, business_date=receipt.business_date)
    return {(row.product, row.currency): _values(row) for row in rows}


def _values(row: PortfolioTotal) -> tuple[int | None, ...]:
    return tuple(getattr(row, name) for name in _FIELDS)


def _totals(table: pa.Table, held: set[int], receipt: Receipt, file: IntakeFile) -> list[PortfolioTotal]:
    found = []
    for row in table.to_pylist():
        if row["_row"] in held:
            continue
        total = PortfolioTotal(
            creditor_id=receipt.creditor.id,
            business_date=receipt.business_date,
            product=row["totals.product"],
            currency=row.get("totals.currency") or receipt.mapping.currency,
            file=file,
        )
        for name in _COUNTS:
            setattr(total, name, row.get(f"totals.{name}"))
        for name in _AMOUNTS:
            setattr(total, f"{name}_minor", row.get(f"totals.{name}"))
        found.append(total)
    return found
