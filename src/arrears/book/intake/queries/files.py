"""Files that came in, and files that wait for a second person."""

from __future__ import annotations

from django.db.models import QuerySet

from arrears.book.intake.contracts import (
    AcceptReport,
    FileFacts,
    FileKind,
    FileState,
    ProposalFacts,
    ProposalState,
)
from arrears.book.intake.models import IntakeFile, IntakeProposal
from arrears.book.intake.rules.reports import report_from_json
from arrears.foundation.contracts import Actor, CreditorFacts, require_scope
from arrears.kernel.words import Words

FILES_SHOWN_MAX = 500
SECOND_PERSON = "intake_second_person"  # a creditor's setting: true when files need a second person


class NoSuchIntakeFile(LookupError):
    """No file with this id came in."""


class NoSuchProposal(LookupError):
    """No proposed file with this id."""


def needs_second_person(creditor: CreditorFacts) -> bool:
    """Whether a creditor's files have to be proposed by one person and accepted by another."""
    return creditor.settings.get(SECOND_PERSON) is True


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


def file_facts(file_id: int, actor: Actor) -> FileFacts:
    """A file that came in. NoSuchIntakeFile, OutOfScope."""
    return _file(_known_file(file_id, actor))


def file_report(file_id: int, actor: Actor) -> AcceptReport | None:
    """The report as it was given when the file came in, rejects with it; None for a file refused as a whole."""
    kept = _known_file(file_id, actor).report
    return report_from_json(kept) if kept else None


def _known_file(file_id: int, actor: Actor) -> IntakeFile:
    row = IntakeFile.objects.filter(pk=file_id).first()
    if row is None:
        raise NoSuchIntakeFile(str(file_id))
    require_scope(actor, row.creditor_id)
    return row


def proposals(
    actor: Actor,
    *,
    state: ProposalState | None = ProposalState.PROPOSED,
    creditor_id: int | None = None,
    limit: int = FILES_SHOWN_MAX,
    before: int | None = None,
) -> tuple[ProposalFacts, ...]:
    """Proposed files in the actor's scope, newest first. `state` None: whatever became of them.

    `before`: the id of the last proposal of the page above.
    """
    rows: QuerySet[IntakeProposal] = IntakeProposal.objects.order_by("-pk")
    if state is not None:
        rows = rows.filter(state=state.value)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if creditor_id is not None:
        require_scope(actor, creditor_id)
        rows = rows.filter(creditor_id=creditor_id)
    elif not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(proposal_facts(row) for row in rows[: min(limit, FILES_SHOWN_MAX)])


def proposal(proposal_id: int, actor: Actor) -> ProposalFacts:
    """One proposed file. NoSuchProposal, OutOfScope."""
    row = IntakeProposal.objects.filter(pk=proposal_id).first()
    if row is None:
        raise NoSuchProposal(str(proposal_id))
    require_scope(actor, row.creditor_id)
    return proposal_facts(row)


def proposal_facts(row: IntakeProposal) -> ProposalFacts:
    return ProposalFacts(
        proposal_id=row.pk,
        creditor_id=row.creditor_id,
        mapping=row.mapping,
        mapping_version=row.mapping_version,
        kind=FileKind(row.kind),
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        business_date=row.business_date,
        proposed_by=row.proposed_by,
        proposed_by_id=row.proposed_by_id,
        proposed_at=row.proposed_at,
        state=ProposalState(row.state),
        summary=report_from_json(row.summary),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
        file_id=row.file_id,
    )
