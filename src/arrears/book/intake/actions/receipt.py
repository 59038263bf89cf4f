"""A file on its way in: who sends what for which day, and how its outcome is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from arrears.book.intake.contracts import (
    REJECTS_SHOWN_MAX,
    AcceptReport,
    ControlTotals,
    FileState,
    IntakeError,
    Notice,
    Reject,
)
from arrears.book.intake.contracts.mapping import Mapping, Plan
from arrears.book.intake.contracts.raw import Refusal
from arrears.book.intake.formats import Source, Table
from arrears.book.intake.models import IntakeFile
from arrears.book.intake.queries.files import last_accepted
from arrears.book.intake.rules.reports import report_as_json
from arrears.book.payments.contracts import FigureDifference
from arrears.foundation import vault
from arrears.foundation.api import audit
from arrears.foundation.contracts import Actor, CreditorFacts, FileRef, Progress

_LOCK = 7_311  # advisory lock class: one file per creditor at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`expected`: what the sender says the file holds; `batch`: the placement batch, if it names one."""

    creditor: CreditorFacts
    mapping: Mapping
    source: Source
    sha256: str
    table: Table
    plan: Plan
    business_date: date
    actor: Actor
    dry_run: bool
    expected: ControlTotals | None = None
    batch: str | None = None
    progress: Progress | None = None

    def lock(self) -> None:
        """One file per creditor at a time: what was looked up stays true until the commit."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, self.creditor.id])

    def before(self) -> IntakeFile | None:
        return last_accepted(self.creditor.id, self.mapping.code, self.mapping.kind)


@dataclass(slots=True)
class Outcome:
    """What a file did, as counted on the way. `held`: the rows that stayed out."""

    rows: int = 0
    held: int = 0
    accounts: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    paid: int = 0
    missing: int = 0
    wiped: int = 0
    differences: tuple[FigureDifference, ...] = ()
    differences_count: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    totals: ControlTotals = field(default_factory=ControlTotals)
    rejects_file: FileRef | None = None
    notices: tuple[Notice, ...] = ()


def record(receipt: Receipt, outcome: Outcome, state: FileState = FileState.ACCEPTED) -> IntakeFile:
    """Write the file down; the audit line holds counts, no content."""
    row = IntakeFile.objects.create(
        creditor_id=receipt.creditor.id,
        kind=receipt.mapping.kind.value,
        mapping=receipt.mapping.code,
        mapping_version=receipt.mapping.version,
        name=receipt.source.name,
        sha256=receipt.sha256,
        size=receipt.source.size,
        business_date=receipt.business_date,
        received_by=receipt.actor.name[:80],
        state=state.value,
        rows=outcome.rows,
        accepted=outcome.rows - outcome.held,
        rejected=outcome.held,
        accounts=outcome.accounts,
        totals={"amounts_minor": dict(outcome.totals.amounts_minor)},
        rejects_file_id=outcome.rejects_file.id if outcome.rejects_file else None,
    )
    audit(
        receipt.actor,
        "intake.accepted",
        f"creditor:{receipt.creditor.code}",
        {"file": row.pk, "sha256": receipt.sha256, "rows": outcome.rows, "rejected": outcome.held},
    )
    return row


def record_refused(
    creditor: CreditorFacts, mapping: Mapping, source: Source, day: date, actor: Actor, error: IntakeError
) -> None:
    """A file that could not be used at all is remembered with the reason; nothing of it was loaded."""
    row = IntakeFile.objects.create(
        creditor_id=creditor.id,
        kind=mapping.kind.value,
        mapping=mapping.code,
        mapping_version=mapping.version,
        name=source.name,
        sha256=source.sha256(),
        size=source.size,
        business_date=day,
        received_by=actor.name[:80],
        state=FileState.REFUSED.value,
        refused_because={"place": error.place, **error.words.as_dict()},
    )
    audit(
        actor,
        "intake.refused",
        f"creditor:{creditor.code}",
        {"file": row.pk, "because": error.words.en[:200]},
    )


def report(receipt: Receipt, outcome: Outcome, file_id: int | None) -> AcceptReport:
    return AcceptReport(
        file_id=file_id,
        kind=receipt.mapping.kind,
        dry_run=receipt.dry_run,
        business_date=receipt.business_date,
        rows=outcome.rows,
        accounts=outcome.accounts,
        accepted=outcome.rows - outcome.held,
        rejected=outcome.held,
        new=outcome.new,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        paid=outcome.paid,
        missing=outcome.missing,
        wiped=outcome.wiped,
        differences=outcome.differences,
        differences_count=outcome.differences_count,
        rejects=shown(outcome.refusals),
        rejects_file=outcome.rejects_file,
        notices=outcome.notices,
        ignored_columns=receipt.plan.ignored,
        totals=outcome.totals,
    )


def told(receipt: Receipt, outcome: Outcome, file: IntakeFile) -> AcceptReport:
    """The report on a file that came in, kept beside it."""
    said = report(receipt, outcome, file.pk)
    file.report = report_as_json(said)
    file.save(update_fields=["report"])
    return said


def unchanged(receipt: Receipt, before: IntakeFile) -> AcceptReport:
    """The report on a file that is the last one again, byte for byte: nothing is done."""
    return AcceptReport(
        file_id=before.pk,
        kind=receipt.mapping.kind,
        dry_run=receipt.dry_run,
        business_date=receipt.business_date,
        rows=before.rows,
        accounts=before.accounts,
        accepted=before.accepted,
        rejected=before.rejected,
        unchanged=before.accounts,
        same_file_as=before.pk,
        ignored_columns=receipt.plan.ignored,
    )


def shown(refusals: Sequence[Refusal]) -> tuple[Reject, ...]:
    """The first refusals as a screen may show them: personal values masked, long ones cut."""
    return tuple(
        Reject(
            row=refusal.row,
            column=refusal.column,
            value=vault.mask(refusal.personal, refusal.text) if refusal.personal else _visible(refusal.text),
            reason=refusal.words,
            held=refusal.held,
        )
        for refusal in refusals[:REJECTS_SHOWN_MAX]
    )


def _visible(text: str) -> str:
    short = "".join(letter if letter.isprintable() else "�" for letter in text[:80])
    return short + ("…" if len(text) > len(short) else "")


def same_bytes(receipt: Receipt, before: IntakeFile | None) -> bool:
    return (
        before is not None
        and before.sha256 == receipt.sha256
        and before.mapping_version == receipt.mapping.version
        and before.business_date == receipt.business_date
    )
