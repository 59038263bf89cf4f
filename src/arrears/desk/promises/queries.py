"""Reads of promises and agreements."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from arrears.desk.promises.contracts import (
    AgreementFacts,
    AgreementKind,
    AgreementState,
    ApprovalFacts,
    Consent,
    ConsentKind,
    LineFacts,
    LineState,
    OfferLink,
    OfferState,
    PromiseFacts,
    PromiseState,
    Reliability,
    VerdictFacts,
)
from arrears.desk.promises.models import (
    Agreement,
    AgreementLine,
    AgreementVerdict,
    Approval,
    Promise,
    PromiseVerdict,
)
from arrears.desk.promises.models import OfferLink as Link
from arrears.desk.promises.rules.judge import score
from arrears.foundation.api import Actor, creditors, require_scope
from arrears.kernel.words import Words

LIST_MAX = 200
STARTED = (AgreementState.ACTIVE, AgreementState.COMPLETED, AgreementState.BROKEN)


class NoSuchPromise(LookupError):
    """No promise or agreement with this id."""


def kept_by_script(actor: Actor, first: date, last: date) -> dict[str, tuple[int, int]]:
    """What became of promises taken in talks by a script: (kept, judged) for those taken from a day to a day.
    Late counts as judged, not as kept; what is still open is not judged."""
    rows = (
        Promise.objects.filter(
            creditor_id__in=[facts.id for facts in creditors(actor)],
            taken_on__range=(first, last),
            attempt__isnull=False,
        )
        .exclude(state__in=(PromiseState.OPEN.value, PromiseState.WITHDRAWN.value))
        .values_list("attempt__script")
        .annotate(kept=Count("pk", filter=Q(state=PromiseState.KEPT.value)), judged=Count("pk"))
    )
    return {script: (kept, judged) for script, kept, judged in rows}


def promise_facts(row: Promise) -> PromiseFacts:
    return PromiseFacts(
        id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        account_id=row.account_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        taken_on=row.taken_on,
        due_on=row.due_on,
        grace_days=row.grace_days,
        way=row.way,
        taken_by=row.taken_by,
        attempt_id=row.attempt_id,
        taken_at=row.taken_at,
        state=PromiseState(row.state),
        judged_on=row.judged_on,
        received_minor=row.received_minor,
        completed_on=row.completed_on,
        remind_on=row.remind_on,
    )


def scope_ids(actor: Actor) -> list[int]:
    """Creditors in the actor's scope: what leads every index here."""
    return [facts.id for facts in creditors(actor)]


def of_debtor(actor: Actor, debtor_id: int) -> tuple[PromiseFacts, ...]:
    """The promises of a case in the actor's scope, newest due day first."""
    rows = Promise.objects.filter(creditor_id__in=scope_ids(actor), debtor_id=debtor_id)
    return tuple(promise_facts(row) for row in rows.order_by("-due_on", "-pk")[:LIST_MAX])


def promise(promise_id: int, actor: Actor) -> PromiseFacts:
    """One promise. NoSuchPromise, OutOfScope."""
    row = Promise.objects.filter(pk=promise_id).first()
    if row is None:
        raise NoSuchPromise(f"no promise {promise_id}")
    require_scope(actor, row.creditor_id)
    return promise_facts(row)


def verdicts_of(promise_id: int, actor: Actor) -> tuple[VerdictFacts, ...]:
    """Every verdict on a promise in the order they were written."""
    promise(promise_id, actor)
    rows = PromiseVerdict.objects.filter(promise_id=promise_id).order_by("pk")
    return tuple(
        VerdictFacts(
            as_of=row.as_of, state=row.state, received_minor=row.received_minor, recorded_at=row.recorded_at
        )
        for row in rows
    )


def reliability(actor: Actor, debtor_id: int) -> Reliability:
    """How the promises of a debtor were kept, with a score that a collector can read out."""
    rows = Promise.objects.filter(creditor_id__in=scope_ids(actor), debtor_id=debtor_id)
    count = Counter(rows.values_list("state", flat=True))
    kept, late, partly, broken = (count[name] for name in ("kept", "late", "partly_kept", "broken"))
    judged = kept + late + partly + broken
    if judged:
        words = Words(
            f"{judged}次到期承诺中按时履行{kept}次，逾期{late}次，部分{partly}次，未履行{broken}次",
            f"Of {judged} promises due, {kept} kept, {late} late, {partly} in part, {broken} broken",
        )
    else:
        words = Words("还没有到期的承诺", "No promise has fallen due yet")
    return Reliability(
        kept=kept,
        late=late,
        partly_kept=partly,
        broken=broken,
        open=count["open"],
        withdrawn=count["withdrawn"],
        score=score(kept, late, partly, broken),
        words=words,
    )


def agreement_row(agreement_id: int, actor: Actor, *, lock: bool = False) -> Agreement:
    rows = Agreement.objects.select_for_update() if lock else Agreement.objects.all()
    row = rows.filter(pk=agreement_id).first()
    if row is None:
        raise NoSuchPromise(f"no agreement {agreement_id}")
    require_scope(actor, row.creditor_id)
    return row


def agreement(agreement_id: int, actor: Actor) -> AgreementFacts:
    """One agreement with its lines and approvals. NoSuchPromise, OutOfScope."""
    return agreement_facts([agreement_row(agreement_id, actor)])[0]


def agreements_of(actor: Actor, debtor_id: int) -> tuple[AgreementFacts, ...]:
    """The agreements of a case in the actor's scope, newest first."""
    rows = Agreement.objects.filter(creditor_id__in=scope_ids(actor), debtor_id=debtor_id)
    return agreement_facts(rows.order_by("-pk")[:LIST_MAX])


def waiting_for(actor: Actor) -> tuple[AgreementFacts, ...]:
    """The approvals inbox: requests in scope that still need this actor's role, oldest first."""
    if actor.role is None or actor.user_id is None:
        return ()
    rows = (
        Agreement.objects.filter(
            state=AgreementState.REQUESTED.value,
            creditor_id__in=scope_ids(actor),
            needs_roles__contains=[actor.role.value],
        )
        .exclude(requested_by_user_id=actor.user_id)
        .exclude(pk__in=Approval.objects.filter(user_id=actor.user_id).values("agreement_id"))
        .order_by("pk")
    )
    open_ = [row for row in rows[:LIST_MAX] if actor.role.value in outstanding(row)]
    return agreement_facts(open_)


def waivers_waiting(actor: Actor) -> tuple[AgreementFacts, ...]:
    """Settlements that were paid and whose rest the ledger has not let through yet."""
    rows = Agreement.objects.filter(
        creditor_id__in=scope_ids(actor),
        state=AgreementState.COMPLETED.value,
        waive_minor__gt=0,
        waived_entry__isnull=True,
    )
    return agreement_facts(rows.order_by("pk")[:LIST_MAX])


def outstanding(row: Agreement) -> tuple[str, ...]:
    """Roles that have not granted a request yet."""
    granted = set(Approval.objects.filter(agreement_id=row.pk, granted=True).values_list("role", flat=True))
    return tuple(role for role in row.needs_roles if role not in granted)


def lines_by_agreement(ids: Iterable[int]) -> dict[int, tuple[LineFacts, ...]]:
    """Lines with what the last judgement wrote, in their order."""
    found: dict[int, list[LineFacts]] = {}
    for row in AgreementLine.objects.filter(agreement_id__in=list(ids)).order_by("agreement_id", "sequence"):
        found.setdefault(row.agreement_id, []).append(
            LineFacts(
                sequence=row.sequence,
                due_on=row.due_on,
                amount_minor=row.amount_minor,
                received_minor=row.received_minor,
                state=LineState(row.state),
                paid_on=row.paid_on,
            )
        )
    return {key: tuple(value) for key, value in found.items()}


def agreement_facts(rows: Iterable[Agreement] | QuerySet[Agreement]) -> tuple[AgreementFacts, ...]:
    """Facts of several agreements with their lines and approvals, in three round trips."""
    listed = list(rows)
    ids = [row.pk for row in listed]
    lines = lines_by_agreement(ids)
    approvals: dict[int, list[ApprovalFacts]] = {}
    for given in Approval.objects.filter(agreement_id__in=ids).order_by("pk"):
        approvals.setdefault(given.agreement_id, []).append(
            ApprovalFacts(by=given.by, role=given.role, granted=given.granted, why=given.why, at=given.at)
        )
    return tuple(
        _agreement_facts(row, lines.get(row.pk, ()), tuple(approvals.get(row.pk, ()))) for row in listed
    )


def _agreement_facts(
    row: Agreement, lines: tuple[LineFacts, ...], approvals: tuple[ApprovalFacts, ...]
) -> AgreementFacts:
    next_line = next((line for line in lines if line.paid_on is None), None)
    return AgreementFacts(
        id=row.pk,
        kind=AgreementKind(row.kind),
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        account_id=row.account_id,
        state=AgreementState(row.state),
        currency=row.currency,
        owed_minor=row.owed_minor,
        pay_minor=row.pay_minor,
        waive_minor=row.waive_minor,
        waive_component=row.waive_component or None,
        cost_minor=row.cost_minor,
        annual_rate=row.annual_rate,
        method=row.method,
        way=row.way,
        why=row.why,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        starts_on=row.starts_on,
        expires_on=row.expires_on,
        grace_days=row.grace_days,
        needs_roles=tuple(row.needs_roles),
        approvals=approvals,
        consent=_consent(row),
        lines=lines,
        received_minor=row.received_minor,
        next_due_on=next_line.due_on if next_line else None,
        next_due_minor=next_line.amount_minor - next_line.received_minor if next_line else 0,
        stop_id=row.stop,
        document_id=row.document,
        document_docx_id=row.document_docx,
        judged_on=row.judged_on,
    )


def _consent(row: Agreement) -> Consent | None:
    if not row.consent_kind or row.consent_at is None:
        return None
    return Consent(
        kind=ConsentKind(row.consent_kind),
        at=row.consent_at,
        attempt_id=row.consent_attempt_id,
        file_id=uuid.UUID(str(row.consent_file)) if row.consent_file else None,
    )


def agreement_verdicts(agreement_id: int, actor: Actor) -> tuple[VerdictFacts, ...]:
    """Every verdict on an agreement in the order they were written."""
    agreement_row(agreement_id, actor)
    rows = AgreementVerdict.objects.filter(agreement_id=agreement_id).order_by("pk")
    return tuple(
        VerdictFacts(
            as_of=row.as_of, state=row.state, received_minor=row.received_minor, recorded_at=row.recorded_at
        )
        for row in rows
    )


def offer_state(link: Link, row: Agreement, today: date) -> OfferState:
    """What a link is on a day: how it ended, else open while its agreement waits for the debtor."""
    if link.ended_how:
        return OfferState(link.ended_how)
    waits = row.state == AgreementState.APPROVED.value and today <= link.expires_on
    return OfferState.OPEN if waits else OfferState.LAPSED


def link_facts(link: Link, row: Agreement, today: date, *, token: str = "") -> OfferLink:
    return OfferLink(
        id=link.pk,
        agreement_id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        state=offer_state(link, row, today),
        made_by=link.made_by,
        made_at=link.made_at,
        expires_on=link.expires_on,
        opened_at=link.opened_at,
        ended_at=link.ended_at,
        failed=link.failed,
        token=token,
    )


def offer_links(agreement_id: int, actor: Actor, today: date) -> tuple[OfferLink, ...]:
    """The links to an agreement, newest first. NoSuchPromise, OutOfScope."""
    row = agreement_row(agreement_id, actor)
    links = Link.objects.filter(agreement=row).order_by("-pk")[:LIST_MAX]
    return tuple(link_facts(link, row, today) for link in links)
