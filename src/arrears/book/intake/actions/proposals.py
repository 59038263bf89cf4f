"""Files that one person proposes and another accepts, where the creditor's settings ask for it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.db import transaction

from arrears.book.intake.actions.accept import take
from arrears.book.intake.contracts import (
    AcceptReport,
    ControlTotals,
    IntakeError,
    ProposalFacts,
    ProposalState,
)
from arrears.book.intake.formats.source import Source, source_of
from arrears.book.intake.models import IntakeProposal
from arrears.book.intake.queries.files import NoSuchProposal, proposal_facts
from arrears.book.intake.queries.mappings import mapping_for
from arrears.book.intake.rules.reports import report_as_json, totals_from_json
from arrears.foundation.api import audit, creditor_by_id, read_file, store_file
from arrears.foundation.api import creditor as creditor_facts
from arrears.foundation.contracts import Actor, FileRef, Progress, require_scope
from arrears.foundation.files import FILE_BYTES_MAX
from arrears.kernel.clock import now
from arrears.kernel.words import Words

_OWN = Words(
    "不能接收自己提交的文件，请由另一人接收", "whoever proposed a file cannot accept it; another must"
)
_NOBODY = Words("须由一位用户接收", "a person has to accept it")
_DECIDED = Words("该文件已有决定", "this file was decided already")
_NO_WHY = Words("请说明理由", "say why")


def propose(
    source: Path | bytes,
    *,
    creditor: str,
    mapping: str,
    business_date: date,
    actor: Actor,
    name: str | None = None,
    expected: ControlTotals | None = None,
    batch: str | None = None,
    progress: Progress | None = None,
) -> ProposalFacts:
    """Try a file (a dry run), keep its content sealed and what the run said, and let it wait for another
    person; a file that waits already is that proposal again. IntakeError when the file cannot be used, or is
    over 1 GiB."""
    facts = creditor_facts(creditor)
    require_scope(actor, facts.id)
    content = source_of(source, name)
    if content.size > FILE_BYTES_MAX:
        raise IntakeError(
            "file",
            Words(
                f"待他人接收的文件不能超过 {FILE_BYTES_MAX // 1024**3} GiB",
                f"a file that waits for a second person may have {FILE_BYTES_MAX // 1024**3} GiB at most",
            ),
        )
    rules = mapping_for(facts.id, mapping)
    report = take(
        facts,
        rules,
        content,
        business_date=business_date,
        actor=actor,
        dry_run=True,
        expected=expected,
        batch=batch,
        progress=progress,
    )
    with transaction.atomic():
        row, made = IntakeProposal.objects.get_or_create(
            creditor_id=facts.id,
            mapping=rules.code,
            business_date=business_date,
            sha256=content.sha256(),
            state=ProposalState.PROPOSED.value,
            defaults={
                "kind": rules.kind.value,
                "mapping_version": rules.version,
                "name": content.name,
                "size": content.size,
                "batch": (batch or "")[:80],
                "expected": asdict(expected) if expected else None,
                "content_id": _stored(content, facts.id, actor).id,
                "summary": report_as_json(report),
                "proposed_by": actor.name[:80],
                "proposed_by_id": actor.user_id,
            },
        )
        if made:
            _noted(row, "intake.proposed", actor)
    return proposal_facts(row)


def accept_proposal(proposal_id: int, *, actor: Actor, progress: Progress | None = None) -> AcceptReport:
    """Take a proposed file into the book; the report says what it did now, which may differ from the summary.

    IntakeError when the actor proposed it, when it was decided already, or when the file no longer fits the
    book (nothing was loaded then, and the proposal waits on). NoSuchProposal, OutOfScope.
    """
    with transaction.atomic():
        row = _waiting(proposal_id, actor)
        if actor.user_id is None:
            raise IntakeError("proposal", _NOBODY)
        if actor.user_id == row.proposed_by_id:
            raise IntakeError("proposal", _OWN)
        report = take(
            creditor_by_id(row.creditor_id),
            mapping_for(row.creditor_id, row.mapping, row.mapping_version),
            source_of(read_file(row.content_id, actor), row.name),
            business_date=row.business_date,
            actor=actor,
            expected=totals_from_json(row.expected) if row.expected else None,
            batch=row.batch or None,
            progress=progress,
        )
        _decide(row, ProposalState.ACCEPTED, actor, file_id=report.file_id)
    return report


def refuse_proposal(proposal_id: int, *, actor: Actor, why: str) -> ProposalFacts:
    """Leave a proposed file out, with a reason. Its proposer withdraws it in the same way."""
    if not why.strip():
        raise IntakeError("proposal", _NO_WHY)
    with transaction.atomic():
        row = _waiting(proposal_id, actor)
        own = actor.user_id is not None and actor.user_id == row.proposed_by_id
        _decide(row, ProposalState.WITHDRAWN if own else ProposalState.REFUSED, actor, why=why.strip())
    return proposal_facts(row)


def _stored(content: Source, creditor_id: int, actor: Actor) -> FileRef:
    with content.open() as handle:
        return store_file(
            handle.read(),
            name=content.name,
            media_type="application/octet-stream",
            creditor_id=creditor_id,
            actor=actor,
        )


def _waiting(proposal_id: int, actor: Actor) -> IntakeProposal:
    """The proposal under its lock, still undecided."""
    row = IntakeProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None:
        raise NoSuchProposal(str(proposal_id))
    require_scope(actor, row.creditor_id)
    if row.state != ProposalState.PROPOSED.value:
        raise IntakeError("proposal", _DECIDED)
    return row


def _decide(
    row: IntakeProposal, state: ProposalState, actor: Actor, *, why: str = "", file_id: int | None = None
) -> None:
    row.state, row.decided_at = state.value, now()
    row.decided_by, row.decided_by_id = actor.name[:80], actor.user_id
    row.why, row.file_id = why[:500], file_id
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_id", "why", "file_id"])
    _noted(row, f"intake.proposal_{state.value}", actor)


def _noted(row: IntakeProposal, action: str, actor: Actor) -> None:
    audit(
        actor,
        action,
        f"intake_proposal:{row.pk}",
        {"sha256": row.sha256, "mapping": row.mapping, "business_date": row.business_date.isoformat()},
    )
