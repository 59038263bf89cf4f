"""Reads of care."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from arrears.desk.care.contracts import (
    ConcernCounts,
    ConcernFacts,
    ConcernKind,
    ConcernState,
    DataRequest,
    DeletionAsked,
    ReasonFacts,
)
from arrears.desk.care.models import Concern, ConcernEvent, RecordedReason
from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, creditors, require_scope
from arrears.kernel.reasons import Reason

LIST_MAX = 500


class NoSuchConcern(LookupError):
    """No concern with this id."""


def concern_facts(row: Concern, *, text: str = "", answer: str = "") -> ConcernFacts:
    return ConcernFacts(
        id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        account_id=row.account_id,
        kind=ConcernKind(row.kind),
        state=ConcernState(row.state),
        amount_minor=row.amount_minor,
        written=row.written,
        channel=row.channel,
        attempt_id=row.attempt_id,
        opened_on=row.opened_on,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        due_on=row.due_on,
        due_rule=row.due_rule,
        owner_id=row.owner_id,
        stop_ids=tuple(row.stops),
        closed_on=row.closed_on,
        closed_by=row.closed_by,
        result=row.result,
        root_cause=row.root_cause,
        evidence=tuple(uuid.UUID(entry) for entry in row.evidence),
        data_request=DataRequest(row.data_request) if row.data_request else None,
        about_user_id=row.about_user_id,
        answer_pdf=row.answer_pdf,
        answer_docx=row.answer_docx,
        package_json=row.package_json,
        package_docx=row.package_docx,
        deletion=_deletion(row),
        text=text,
        answer=answer,
    )


def _deletion(row: Concern) -> DeletionAsked | None:
    asked = row.detail.get("deletion")
    if asked is None:
        return None
    return DeletionAsked(
        by_user_id=asked["by_user"],
        by=asked["by"],
        contact_point_ids=tuple(asked["points"]),
        party=asked["party"],
    )


def scope_ids(actor: Actor) -> list[int]:
    return [facts.id for facts in creditors(actor)]


def concern_row(concern_id: int, actor: Actor, *, lock: bool = False) -> Concern:
    rows = Concern.objects.select_for_update() if lock else Concern.objects.all()
    row = rows.filter(pk=concern_id).first()
    if row is None:
        raise NoSuchConcern(f"no concern {concern_id}")
    require_scope(actor, row.creditor_id)
    return row


def concern(concern_id: int, actor: Actor, *, reveal: bool = False) -> ConcernFacts:
    """One concern. `reveal` opens its text and answer and leaves an audit line."""
    row = concern_row(concern_id, actor)
    if not reveal:
        return concern_facts(row)
    audit(actor, "concern.read", f"concern:{row.pk}", {})
    return concern_facts(row, text=vault.unseal(row.text_sealed), answer=vault.unseal(row.answer_sealed))


def concerns_of(actor: Actor, debtor_id: int) -> tuple[ConcernFacts, ...]:
    """The concerns of a case in the actor's scope: open ones first, newest first."""
    rows = Concern.objects.filter(creditor_id__in=scope_ids(actor), debtor_id=debtor_id)
    return tuple(concern_facts(row) for row in rows.order_by("-state", "-opened_on", "-pk")[:LIST_MAX])


def open_concerns(
    actor: Actor, *, kind: str | None = None, owner_id: int | None = None
) -> tuple[ConcernFacts, ...]:
    """Open concerns in scope, the next answer due first: the compliance officer's list."""
    rows = Concern.objects.filter(creditor_id__in=scope_ids(actor), state=ConcernState.OPEN.value)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    listed = sorted(rows[:LIST_MAX], key=lambda row: (row.due_on or date.max, row.pk))
    return tuple(concern_facts(row) for row in listed)


def counts(actor: Actor, today: date) -> ConcernCounts:
    """Open concerns in scope and those past their day."""
    rows = Concern.objects.filter(creditor_id__in=scope_ids(actor), state=ConcernState.OPEN.value)
    by_kind = Counter(rows.values_list("kind", flat=True))
    return ConcernCounts(
        open=sum(by_kind.values()),
        overdue=rows.filter(due_on__lt=today).count(),
        by_kind=dict(sorted(by_kind.items())),
    )


def events_of(concern_id: int, actor: Actor) -> tuple[tuple[datetime, str, Mapping[str, str], str], ...]:
    """What was done about a concern, in order: (at, kind, detail, by)."""
    concern_row(concern_id, actor)
    rows = ConcernEvent.objects.filter(concern_id=concern_id).order_by("pk")
    return tuple((row.at, row.kind, row.detail, row.by) for row in rows)


def reasons_of(actor: Actor, debtor_id: int, *, reveal: bool = False) -> tuple[ReasonFacts, ...]:
    """The newest recorded reason of each account of a case. `reveal` opens the evidence (audited)."""
    rows = RecordedReason.objects.filter(creditor_id__in=scope_ids(actor), debtor_id=debtor_id)
    newest = list(rows.order_by("account_id", "-recorded_on", "-pk").distinct("account_id"))
    if reveal and newest:
        audit(actor, "reason.read", f"case:{debtor_id}", {})
    return tuple(
        ReasonFacts(
            account_id=row.account_id,
            reason=Reason(row.reason),
            evidence_attempts=tuple(row.evidence_attempts),
            recorded_on=row.recorded_on,
            recorded_by=row.by,
            suggested=row.suggested,
            evidence=vault.unseal(row.evidence_sealed) if reveal else "",
        )
        for row in newest
    )
