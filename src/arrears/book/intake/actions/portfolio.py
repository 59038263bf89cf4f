"""A portfolio file into the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from arrears.book.intake import checking
from arrears.book.intake.actions import notices
from arrears.book.intake.actions.receipt import (
    Outcome,
    Receipt,
    record,
    report,
    same_bytes,
    told,
    unchanged,
)
from arrears.book.intake.actions.rejects import write_rejects
from arrears.book.intake.columns.accounts import NO_KEY, AccountCheck
from arrears.book.intake.columns.book import BookWriter
from arrears.book.intake.columns.whole import Whole, judge_whole
from arrears.book.intake.contracts import AcceptReport, ControlTotals, IntakeError
from arrears.book.intake.contracts.raw import Refusal, Verdict
from arrears.book.intake.models import IntakeFile
from arrears.book.intake.rules.fields import PARTY_GROUPS
from arrears.book.payments.api import take_over_figures
from arrears.book.portfolio.api import BookColumns, debtors_person_refs, load_columns, party_refs
from arrears.book.portfolio.contracts import OF_DEBTOR, Figures, LoadRefusal, LoadSummary
from arrears.kernel.words import Words

CHUNK_ACCOUNTS = 5_000


def take_portfolio(receipt: Receipt) -> AcceptReport:
    """Check the whole file first, then load what is good in one transaction."""
    before = receipt.before()
    _check_order(receipt, before)
    if before is not None and same_bytes(receipt, before):
        return unchanged(receipt, before)
    check = checking.account_check(receipt.plan, receipt.business_date)
    spool = checking.Spool()
    try:
        for raw in checking.raws(receipt.table, lambda: len(check.refusals), receipt.progress):
            batch = check.feed(raw)
            if batch is not None:
                spool.add(batch)
        if check.rows == 0:
            raise IntakeError("file", Words("列名下面没有数据", "there are no rows under the headings"))
        verdict, whole = judge_whole(check)
        checking.check_totals(check, receipt.expected, _accounts(whole))
        return _load(receipt, check, verdict, whole, spool)
    finally:
        spool.close()


def _check_order(receipt: Receipt, before: IntakeFile | None) -> None:
    if before is not None and before.business_date > receipt.business_date:
        known = before.business_date.isoformat()
        raise IntakeError(
            "business date",
            Words(
                f"已接收过数据日期为 {known} 的文件，较早的文件不能再导入",
                f"a file of {known} was taken already; an older one cannot follow it",
            ),
        )


def _load(
    receipt: Receipt, check: AccountCheck, verdict: Verdict, whole: Whole, spool: checking.Spool
) -> AcceptReport:
    writer = BookWriter(
        plan=receipt.plan,
        whole=whole,
        roles={code: group.role for code, group in PARTY_GROUPS.items()},
        refer=_refer,
        chunk_accounts=CHUNK_ACCOUNTS,
    )
    with transaction.atomic():
        receipt.lock()
        before = receipt.before()
        _check_order(receipt, before)
        summary = load_columns(
            receipt.creditor.id,
            _columns(writer, spool),
            batch=receipt.batch,
            business_date=receipt.business_date,
            actor=receipt.actor,
            figures=Figures(receipt.plan.figure.value),
            progress=_later(receipt, check.rows),
            accounts=_accounts(whole),
        )
        taken = take_over_figures(
            receipt.creditor.id, receipt.business_date, summary.figures_changed, receipt.actor
        )
        refusals, held = _with_refused(verdict, whole, summary)
        totals = ControlTotals(
            rows=writer.sums.rows, accounts=writer.sums.accounts, amounts_minor=writer.sums.amounts
        )
        outcome = Outcome(
            rows=verdict.rows,
            held=len(held),
            accounts=summary.accounts_new + summary.accounts_changed + summary.accounts_unchanged,
            new=summary.accounts_new,
            changed=_changed(summary),
            paid=writer.sums.settled if receipt.plan.figure.value == Figures.OUTSTANDING.value else 0,
            missing=summary.missing,
            wiped=summary.contacts_wiped,
            differences=taken.differences,
            differences_count=taken.differences_count,
            refusals=refusals,
            totals=totals,
        )
        outcome.unchanged = outcome.accounts - outcome.new - outcome.changed
        if receipt.dry_run:
            outcome.notices = notices.foreseen(receipt, writer.notices)
            transaction.set_rollback(True)
            return report(receipt, outcome, None)
        outcome.rejects_file = write_rejects(receipt, refusals)
        file = record(receipt, outcome)
        outcome.notices = notices.keep_notices(receipt, file, before, writer.notices)
        return told(receipt, outcome, file)


def _later(receipt: Receipt, rows: int) -> checking.Progress | None:
    progress = receipt.progress
    if progress is None:
        return None
    return lambda done, _total: progress(rows + done, 0)


def _columns(writer: BookWriter, spool: checking.Spool) -> Iterator[BookColumns]:
    for chunk in writer.chunks(spool.batches()):
        yield BookColumns(
            accounts=chunk.accounts,
            parties=chunk.parties,
            contacts=chunk.contacts,
            items=chunk.items,
            roles=chunk.roles,
            collateral=chunk.collateral,
        )


def _refer(group: str, part: Mapping[str, pa.Array], numbers: pa.Array, debtors: pa.Array) -> pa.Array:
    """The creditor's key of a party where there is one, else the portfolio's derivation."""
    own, ids = part.get("ref"), part.get("id_number")
    if own is not None and own.null_count == 0:
        return own
    id_numbers: Sequence[str | None] = [None] * len(numbers) if ids is None else ids.to_pylist()
    refs = party_refs(id_numbers, [f"{number}:{group}" for number in numbers.to_pylist()])
    role = PARTY_GROUPS[group].role
    if role in OF_DEBTOR and "name" in part:
        people = debtors_person_refs(debtors.to_pylist(), role, part["name"].to_pylist())
        refs = [
            ref if number else person or ref
            for ref, number, person in zip(refs, id_numbers, people, strict=True)
        ]
    made = pa.array(refs, pa.string())
    return made if own is None else pc.coalesce(own, made)


def _changed(summary: LoadSummary) -> int:
    """Accounts whose own facts or whose instalments changed; both are rarely one account, so this is at most
    what changed, and never more than there are."""
    return min(
        summary.accounts_changed + summary.accounts_unchanged,
        summary.accounts_changed + len(summary.figures_changed),
    )


def _accounts(whole: Whole) -> int:
    return len(np.unique(whole.head_key[whole.head_key != NO_KEY]))


def _with_refused(verdict: Verdict, whole: Whole, summary: LoadSummary) -> tuple[list[Refusal], np.ndarray]:
    """Add the accounts that the book itself refused, with all their rows."""
    if not summary.refused_count:
        return verdict.refusals, verdict.held
    if summary.refused_count > len(summary.refused):
        first: LoadRefusal = summary.refused[0]
        raise IntakeError(
            "file",
            Words(
                f"{summary.refused_count} 个合同与账簿不符，例如：{first.reason.zh}",
                f"{summary.refused_count} accounts do not fit the book, for instance: {first.reason.en}",
            ),
        )
    keys = whole.head_key[whole.item_head]
    refusals = list(verdict.refusals)
    for refusal in summary.refused:
        rows = whole.item_row[keys == hash(refusal.number)]
        refusals += [Refusal(row=int(row), column="", text="", words=refusal.reason) for row in rows]
    refusals.sort(key=lambda one: one.row)
    held = np.array(sorted({refusal.row for refusal in refusals if refusal.held}), np.int64)
    return refusals, held
