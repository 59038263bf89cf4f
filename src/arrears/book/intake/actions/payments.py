"""A payment file into the ledger. The creditor's transaction number makes a payment happen once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from django.db import transaction

from arrears.book.intake import checking
from arrears.book.intake.actions.receipt import Outcome, Receipt, record, report, same_bytes, unchanged
from arrears.book.intake.actions.rejects import write_rejects
from arrears.book.intake.contracts import AcceptReport, ControlTotals, IntakeError
from arrears.book.intake.contracts.raw import Refusal
from arrears.book.payments.api import post_many
from arrears.book.payments.contracts import PaymentOrder, PostSummary
from arrears.book.portfolio.api import accounts_by_number
from arrears.book.portfolio.contracts import AccountKey
from arrears.kernel.money import Money
from arrears.kernel.words import Words

_NO_ACCOUNT = Words("账簿中没有这个合同号", "the book has no account with this number")
_OTHER_CURRENCY = Words("币种与合同不一致", "the currency is not the account's")
_DEFAULT_WAY = "transfer"


@dataclass(frozen=True, slots=True)
class Paid:
    """One good row of a payment file."""

    row: int
    number: str
    on: date
    minor: int
    currency: str
    way: str
    key: str
    reverses: str | None
    memo: str


def take_payments(receipt: Receipt) -> AcceptReport:
    """Check the whole file first, then post what is good in one transaction.

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
    paid = _rows(tables, set(verdict.held.tolist()), receipt.mapping.currency)
    checking.check_totals(check, receipt.expected, len({one.number for one in paid}))
    with transaction.atomic():
        receipt.lock()
        refusals = list(verdict.refusals)
        keys = accounts_by_number(receipt.creditor.id, {one.number for one in paid})
        good = _known(paid, keys, receipt, refusals)
        payments = [one for one in good if one.reverses is None]
        posted = post_many(
            _orders(payments, keys, receipt.creditor.id), receipt.actor, _later(receipt, check.rows)
        )
        _refused(posted, payments, receipt, refusals)
        outcome = _outcome(receipt, check.rows, good, posted, refusals)
        if receipt.dry_run:
            transaction.set_rollback(True)
            return report(receipt, outcome, None)
        outcome.rejects_file = write_rejects(receipt, outcome.refusals)
        file = record(receipt, outcome)
        return report(receipt, outcome, file.pk)


def _rows(tables: list[pa.Table], held: set[int], currency: str) -> list[Paid]:
    found: list[Paid] = []
    for table in tables:
        columns = {name: table.column(name).to_pylist() for name in table.column_names}
        none = [None] * table.num_rows
        found += [
            Paid(row, number, on, minor, ccy or currency, way or _DEFAULT_WAY, key, reverses, memo or "")
            for row, number, on, minor, ccy, way, key, reverses, memo in zip(
                columns["_row"],
                columns["payment.account"],
                columns["payment.on"],
                columns["payment.amount"],
                columns.get("payment.currency", none),
                columns.get("payment.way", none),
                columns["payment.key"],
                _taken_back(columns, none),
                columns.get("payment.memo", none),
                strict=True,
            )
            if row not in held
        ]
    return found


def _taken_back(columns: Mapping[str, list[str | None]], none: list[None]) -> list[str | None]:
    """The number of the payment that a row takes back; None for a payment."""
    kinds = columns.get("payment.kind", none)
    originals = columns.get("payment.reverses", none)
    return [original if kind == "reversal" else None for kind, original in zip(kinds, originals, strict=True)]


def _known(
    paid: list[Paid], keys: Mapping[str, AccountKey], receipt: Receipt, refusals: list[Refusal]
) -> list[Paid]:
    """Rows about accounts of the book; the others are refused."""
    good = []
    column = receipt.plan.column("payment.account")
    heading = column.heading if column is not None else ""
    for one in paid:
        key = keys.get(one.number)
        if key is not None and key.currency == one.currency:
            good.append(one)
            continue
        words = _NO_ACCOUNT if key is None else _OTHER_CURRENCY
        refusals.append(Refusal(row=one.row, column=heading, text=one.number, words=words))
    return good


def _orders(payments: list[Paid], keys: Mapping[str, AccountKey], creditor_id: int) -> Iterator[PaymentOrder]:
    for one in payments:
        yield PaymentOrder(
            creditor_id=creditor_id,
            account_id=keys[one.number].account_id,
            amount=Money(one.minor, one.currency),
            effective_on=one.on,
            key=one.key,
            way=one.way,
            memo=one.memo,
        )


def _later(receipt: Receipt, rows: int) -> checking.Progress | None:
    progress = receipt.progress
    if progress is None:
        return None
    return lambda done, _total: progress(rows + done, 0)


def _refused(posted: PostSummary, given: list[Paid], receipt: Receipt, refusals: list[Refusal]) -> None:
    """Turn the ledger's refusals into refusals of rows."""
    if posted.refused_count > len(posted.refused):
        first = posted.refused[0].reason
        raise IntakeError(
            "file",
            Words(
                f"{posted.refused_count} 笔还款无法入账，例如：{first.zh}",
                f"{posted.refused_count} payments cannot be posted, for instance: {first.en}",
            ),
        )
    column = receipt.plan.column("payment.key")
    heading = column.heading if column is not None else ""
    for refused in posted.refused:
        row = given[refused.place].row
        refusals.append(Refusal(row=row, column=heading, text=refused.key, words=refused.reason))


def _outcome(
    receipt: Receipt, rows: int, good: list[Paid], posted: PostSummary, refusals: list[Refusal]
) -> Outcome:
    refusals.sort(key=lambda one: one.row)
    held = {refusal.row for refusal in refusals if refusal.held}
    came_in = [one for one in good if one.row not in held]
    return Outcome(
        rows=rows,
        held=len(held),
        accounts=len({one.number for one in came_in}),
        new=posted.posted,
        unchanged=posted.repeated,
        refusals=refusals,
        totals=ControlTotals(
            rows=len(came_in),
            accounts=len({one.number for one in came_in}),
            amounts_minor={"payment.amount": sum(one.minor for one in came_in if one.reverses is None)},
        ),
    )
