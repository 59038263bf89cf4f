"""Direct debit: mandates, files out to the bank, result files back into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from arrears.book.payments.actions.posting import post_many
from arrears.book.payments.contracts import DebitSummary, PaymentOrder, PostingRefused
from arrears.book.payments.models import DebitBatch, DebitOrder, Mandate
from arrears.book.payments.queries.balances import balance
from arrears.book.payments.queries.histories import entries_by_key
from arrears.book.payments.rules.debit_files import Debit, DebitResult, Layout, read, write
from arrears.book.portfolio.api import account_key, account_keys
from arrears.foundation import vault
from arrears.foundation.api import audit, store_file
from arrears.foundation.contracts import Actor, FileRef, require_scope
from arrears.kernel.money import Money
from arrears.kernel.words import Words

NUMBER_SHOWN = 4
_MEDIA = {Layout.CSV: "text/csv", Layout.FIXED: "text/plain"}
_ENDING = {Layout.CSV: "csv", Layout.FIXED: "txt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitFile:
    """A batch that went out: its stored file, how many debits and what they come to."""

    batch_id: int
    file: FileRef
    debits: int
    total_minor: int


def add_mandate(
    account_id: int, *, reference: str, bank_code: str, holder: str, number: str, since: date, actor: Actor
) -> int:
    """Keep a debtor's consent to be debited; the bank account is sealed. Returns the mandate's id."""
    key = account_key(account_id)
    require_scope(actor, key.creditor_id)
    digits = "".join(number.split())
    if not reference.strip() or not holder.strip() or not digits.isalnum():
        raise PostingRefused(Words("授权资料不完整", "The mandate is incomplete"))
    with transaction.atomic():
        row, made = Mandate.objects.get_or_create(
            creditor_id=key.creditor_id,
            reference=reference.strip()[:60],
            defaults={
                "account_id": account_id,
                "bank_code": bank_code.strip()[:20],
                "holder_sealed": vault.seal(holder.strip()),
                "number_sealed": vault.seal(digits),
                "number_masked": "*" * 4 + digits[-NUMBER_SHOWN:],
                "since": since,
            },
        )
        if not made and row.account_id != account_id:
            raise PostingRefused(Words("授权编号已用于另一账户", "The reference belongs to another account"))
        if made:
            audit(actor, "mandate.added", f"account:{account_id}", {"reference": row.reference})
    return row.pk


def end_mandate(mandate_id: int, on: date, actor: Actor) -> None:
    """The consent ends on a day; from it on nothing is debited."""
    row = Mandate.objects.filter(pk=mandate_id).first()
    if row is None:
        raise PostingRefused(Words("没有这个授权", "There is no such mandate"))
    require_scope(actor, row.creditor_id)
    with transaction.atomic():
        Mandate.objects.filter(pk=mandate_id, ended_on__isnull=True).update(ended_on=on)
        audit(actor, "mandate.ended", f"account:{row.account_id}", {"on": on.isoformat()})


def make_debit_file(
    creditor_id: int,
    code: str,
    *,
    due_on: date,
    currency: str,
    layout: Layout,
    actor: Actor,
    amounts: Mapping[int, int] | None = None,
) -> DebitFile:
    """Make a batch and its file. `amounts`: minor units by account; None asks for all that is due by the day
    on every account with a mandate. PostingRefused when the code is used or nothing is to be debited."""
    require_scope(actor, creditor_id)
    with transaction.atomic():
        if DebitBatch.objects.filter(creditor_id=creditor_id, code=code).exists():
            raise PostingRefused(Words("批次号已使用", "The batch code is used already"))
        wanted = _wanted(creditor_id, due_on, currency, amounts)
        if not wanted:
            raise PostingRefused(Words("没有可代扣的账户", "There is nothing to debit"))
        batch = DebitBatch.objects.create(
            creditor_id=creditor_id,
            code=code,
            layout=layout.value,
            currency=currency,
            due_on=due_on,
            by=actor.name[:80],
        )
        DebitOrder.objects.bulk_create(
            DebitOrder(
                creditor_id=creditor_id,
                batch=batch,
                line=line,
                account_id=mandate.account_id,
                mandate=mandate,
                amount_minor=amount,
            )
            for line, (mandate, amount) in enumerate(wanted, start=1)
        )
        debits = [
            Debit(
                line=line,
                bank=mandate.bank_code,
                account=vault.unseal(mandate.number_sealed),
                holder=vault.unseal(mandate.holder_sealed),
                amount=Money(amount, currency),
                reference=mandate.reference,
            )
            for line, (mandate, amount) in enumerate(wanted, start=1)
        ]
        file = store_file(
            write(layout, code, due_on, currency, debits),
            name=f"{code}.{_ENDING[layout]}",
            media_type=_MEDIA[layout],
            creditor_id=creditor_id,
            actor=actor,
        )
        total = sum(amount for _, amount in wanted)
        audit(actor, "debit.sent", f"debit_batch:{batch.pk}", {"debits": len(wanted), "total": total})
    return DebitFile(batch_id=batch.pk, file=file, debits=len(wanted), total_minor=total)


def _wanted(
    creditor_id: int, due_on: date, currency: str, amounts: Mapping[int, int] | None
) -> list[tuple[Mandate, int]]:
    """Live mandates with what is to be debited, by account; the newest mandate of an account counts."""
    rows = Mandate.objects.filter(creditor_id=creditor_id, since__lte=due_on).order_by("since", "pk")
    live = {row.account_id: row for row in rows if row.ended_on is None or row.ended_on > due_on}
    keys = account_keys(live)
    found = []
    for account_id, mandate in sorted(live.items()):
        if keys[account_id].currency != currency or (amounts is not None and account_id not in amounts):
            continue
        amount = _due(account_id, due_on) if amounts is None else amounts[account_id]
        if amount > 0:
            found.append((mandate, amount))
    return found


def _due(account_id: int, day: date) -> int:
    return sum(one.owed_minor for one in balance(account_id, day).items if one.due_on <= day)


def take_debit_results(
    creditor_id: int, content: bytes, *, layout: Layout, effective_on: date, actor: Actor
) -> DebitSummary:
    """Take the bank's result file: what was collected is posted, what failed keeps the bank's code.

    The same file again changes nothing. PostingRefused when the file cannot be read or names another batch
    than one of ours; then nothing of it is taken.
    """
    require_scope(actor, creditor_id)
    results = read(layout, content)
    with transaction.atomic():
        batch = _batch_of(creditor_id, results)
        rows = {row.line: row for row in DebitOrder.objects.select_for_update().filter(batch=batch)}
        known = [one for one in results if one.line in rows]
        fresh = [one for one in known if rows[one.line].state == "sent"]
        good = [one for one in fresh if one.succeeded]
        orders = [_order(batch, rows[one.line], one, effective_on) for one in good]
        done = post_many(orders, actor)
        for refused in done.refused:
            raise PostingRefused(refused.reason)
        entries = entries_by_key(creditor_id, (order.key for order in orders))
        for one in fresh:
            row = rows[one.line]
            entry = entries.get(_key(batch, one.line))
            row.state, row.result_code = ("collected" if one.succeeded else "failed"), one.code[:10]
            row.entry_id = entry.pk if entry else None
        DebitOrder.objects.bulk_update(
            [rows[one.line] for one in fresh], ["state", "result_code", "entry"], batch_size=1_000
        )
        audit(
            actor, "debit.results", f"debit_batch:{batch.pk}", {"collected": len(good), "lines": len(results)}
        )
    return DebitSummary(
        batch_id=batch.pk,
        collected=len(good),
        failed=len(fresh) - len(good),
        repeated=len(known) - len(fresh),
        unknown=len(results) - len(known),
        collected_minor=sum(one.collected_minor for one in good),
    )


def _batch_of(creditor_id: int, results: list[DebitResult]) -> DebitBatch:
    codes = {one.batch for one in results}
    batch = DebitBatch.objects.filter(creditor_id=creditor_id, code__in=codes).first()
    if len(codes) != 1 or batch is None:
        raise PostingRefused(
            Words("回盘文件不属于任何一个批次", "The result file belongs to no batch of ours")
        )
    return batch


def _key(batch: DebitBatch, line: int) -> str:
    return f"debit/{batch.code}/{line}"


def _order(batch: DebitBatch, row: DebitOrder, one: DebitResult, effective_on: date) -> PaymentOrder:
    return PaymentOrder(
        creditor_id=batch.creditor_id,
        account_id=row.account_id,
        amount=Money(one.collected_minor, batch.currency),
        effective_on=effective_on,
        key=_key(batch, one.line),
        way="direct_debit",
    )
