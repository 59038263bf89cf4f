"""The door for files: checked whole, then taken in one transaction, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from arrears.book.intake.actions.payments import take_payments
from arrears.book.intake.actions.portfolio import take_portfolio
from arrears.book.intake.actions.receipt import Receipt, record_refused
from arrears.book.intake.actions.totals import take_totals
from arrears.book.intake.contracts import (
    AcceptReport,
    ControlTotals,
    FileKind,
    IntakeError,
    SecondPersonNeeded,
)
from arrears.book.intake.contracts.mapping import Mapping
from arrears.book.intake.formats import Source, open_table
from arrears.book.intake.formats.source import source_of
from arrears.book.intake.queries.files import needs_second_person
from arrears.book.intake.queries.mappings import mapping_for
from arrears.book.intake.rules.mapping import matched, plan
from arrears.foundation.api import creditor as creditor_facts
from arrears.foundation.contracts import Actor, CreditorFacts, Progress, require_scope
from arrears.kernel.words import Words

_TAKERS: dict[FileKind, Callable[[Receipt], AcceptReport]] = {
    FileKind.PORTFOLIO: take_portfolio,
    FileKind.PAYMENTS: take_payments,
    FileKind.TOTALS: take_totals,
}
_SECOND_PERSON = Words(
    "该委托方的文件须由第二人接收，请先提交",
    "this creditor's files are accepted by a second person: propose the file first",
)


def accept(
    source: Path | bytes,
    *,
    creditor: str,
    mapping: str,
    business_date: date,
    actor: Actor,
    dry_run: bool = False,
    name: str | None = None,
    expected: ControlTotals | None = None,
    batch: str | None = None,
    progress: Progress | None = None,
) -> AcceptReport:
    """Take a creditor's file: portfolio, payments or daily totals, as its mapping says.

    One transaction for the file: good accounts come in whole, rows that do not are named in the report and
    written to a rejects file in the sender's own format. The same file twice changes nothing. With `dry_run`
    everything is done and undone, so the report is exact and nothing stays. `business_date`: the day the
    file speaks of; a portfolio file older than the last one is refused. `expected`: control totals from the
    sender; `batch`: the placement batch to put accounts in.

    Raises IntakeError when the file as a whole cannot be used: nothing was loaded, and the file is listed as
    refused. SecondPersonNeeded where the creditor wants files accepted by a second person: see `propose`.
    NoSuchCreditor for an unknown code, OutOfScope when the actor may not see the creditor.
    """
    facts = creditor_facts(creditor)
    require_scope(actor, facts.id)
    if not dry_run and needs_second_person(facts):
        raise SecondPersonNeeded("acceptance", _SECOND_PERSON)
    rules = mapping_for(facts.id, mapping)
    content = source_of(source, name)
    try:
        return take(
            facts,
            rules,
            content,
            business_date=business_date,
            actor=actor,
            dry_run=dry_run,
            expected=expected,
            batch=batch,
            progress=progress,
        )
    except IntakeError as error:
        if not dry_run:
            record_refused(facts, rules, content, business_date, actor, error)
        raise


def take(
    facts: CreditorFacts,
    rules: Mapping,
    content: Source,
    *,
    business_date: date,
    actor: Actor,
    dry_run: bool = False,
    expected: ControlTotals | None = None,
    batch: str | None = None,
    progress: Progress | None = None,
) -> AcceptReport:
    """Take a file whose acceptance is settled. IntakeError: nothing was loaded and nothing is listed."""
    table = open_table(content, lambda row: matched(rules, row))
    receipt = Receipt(
        creditor=facts,
        mapping=rules,
        source=content,
        sha256=content.sha256(),
        table=table,
        plan=plan(rules, table.headings),
        business_date=business_date,
        actor=actor,
        dry_run=dry_run,
        expected=expected,
        batch=batch,
        progress=progress,
    )
    return _TAKERS[rules.kind](receipt)
