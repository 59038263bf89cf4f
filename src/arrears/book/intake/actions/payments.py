"""A payment file into the ledger. The creditor's transaction number makes a payment happen once."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from arrears.book.intake import checking
from arrears.book.intake.actions.receipt import Outcome, Receipt, record, report, same_bytes, told, unchanged
from arrears.book.intake.actions.rejects import write_rejects
from arrears.book.intake.contracts import AcceptReport, ControlTotals, IntakeError
from arrears.book.intake.contracts.raw import Refusal
from arrears.book.payments.api import PAYMENT_COLUMNS, post_columns
from arrears.book.payments.contracts import PostSummary
from arrears.kernel.words import Words

_DEFAULT_WAY = "transfer"


def take_payments(receipt: Receipt) -> AcceptReport:
    """Check the whole file first, then post what is good in one transaction; reversals after payments.

    Payment files may come in any order of dates: each payment counts from its own day.
    """
    before = receipt.before()
    if before is not None and same_bytes(receipt, before):
        return unchanged(receipt, before)
    check = checking.flat_check(receipt.plan, receipt.business_date)
    tables: list[pa.Table] = []
    for raw in checking.raws(receipt.table, lambda: len(check.refusals), receipt.progress):
        table = check.feed(raw)
        if table is not None:
            tables.append(table)
    verdict = check.verdict()
    rows = _payments(tables, verdict.held, receipt.mapping.currency)
    checking.check_totals(check, receipt.expected, pc.count_distinct(rows.column("number")).as_py())
    with transaction.atomic():
        receipt.lock()
        posted = post_columns(
            receipt.creditor.id, rows.drop_columns(["_row"]), receipt.actor, _later(receipt, check.rows)
        )
        refusals = verdict.refusals + _refused(posted, rows, receipt)
        refusals.sort(key=lambda one: one.row)
        outcome = _outcome(verdict.rows, rows, posted, refusals)
        if receipt.dry_run:
            transaction.set_rollback(True)
            return report(receipt, outcome, None)
        outcome.rejects_file = write_rejects(receipt, refusals)
        file = record(receipt, outcome)
        return told(receipt, outcome, file)


def _payments(tables: list[pa.Table], held: object, currency: str) -> pa.Table:
    """Good rows in the ledger's columns, with `_row`."""
    schema = PAYMENT_COLUMNS.append(pa.field("_row", pa.int64()))
    if not tables:
        return schema.empty_table()
    good = pa.concat_tables(tables)
    good = good.filter(pc.invert(pc.is_in(good.column("_row"), pa.array(held, pa.int64()))))

    def said(name: str, default: str | None = None) -> pa.ChunkedArray:
        if f"payment.{name}" not in good.column_names:
            return pa.chunked_array([pa.array([default] * good.num_rows, pa.string())])
        values = good.column(f"payment.{name}")
        return values if default is None else pc.fill_null(values, default)

    return pa.table(
        {
            "number": said("account"),
            "effective_on": good.column("payment.on"),
            "amount_minor": good.column("payment.amount"),
            "currency": said("currency", currency),
            "way": said("way", _DEFAULT_WAY),
            "key": said("key"),
            "kind": said("kind", "payment"),
            "reverses_key": said("reverses"),
            "memo": said("memo"),
            "_row": good.column("_row"),
        },
        schema=schema,
    )


def _later(receipt: Receipt, rows: int) -> checking.Progress | None:
    progress = receipt.progress
    if progress is None:
        return None
    return lambda done, _total: progress(rows + done, 0)


def _refused(posted: PostSummary, rows: pa.Table, receipt: Receipt) -> list[Refusal]:
    """The ledger's refusals as refusals of rows."""
    if posted.refused_count > len(posted.refused):
        first = posted.refused[0].reason
        raise IntakeError(
            "file",
            Words(
                f"{posted.refused_count} 笔还款无法入账，例如：{first.zh}",
                f"{posted.refused_count} payments cannot be posted, for instance: {first.en}",
            ),
        )
    column = receipt.plan.column("payment.account")
    heading = column.heading if column is not None else ""
    numbers, places = rows.column("number"), rows.column("_row")
    return [
        Refusal(
            row=places[one.place].as_py(), column=heading, text=numbers[one.place].as_py(), words=one.reason
        )
        for one in posted.refused
    ]


def _outcome(count: int, rows: pa.Table, posted: PostSummary, refusals: list[Refusal]) -> Outcome:
    held = {refusal.row for refusal in refusals if refusal.held}
    there = rows.filter(pc.invert(pc.is_in(rows.column("_row"), pa.array(sorted(held), pa.int64()))))
    paid = there.filter(pc.equal(there.column("kind"), "payment"))
    accounts = pc.count_distinct(there.column("number")).as_py()
    return Outcome(
        rows=count,
        held=len(held),
        accounts=accounts,
        new=posted.posted,
        unchanged=posted.repeated,
        refusals=refusals,
        totals=ControlTotals(
            rows=there.num_rows,
            accounts=accounts,
            amounts_minor={"payment.amount": pc.sum(paid.column("amount_minor")).as_py() or 0},
        ),
    )
