"""Reaching somebody: the gate is asked, an attempt is kept, the channel sends.

No code path reaches a channel without a Permit that was used. An attempt is kept before anything goes out,
so that after a crash the worst is an attempt of which we say honestly that we do not know.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.desk.contact.actions.preparing import Prepared, prepare
from arrears.desk.contact.case_values import letter_page
from arrears.desk.contact.channels.sending import Sending, Sent
from arrears.desk.contact.contracts import (
    STATE_WORDS,
    AttemptState,
    ReachError,
    ReachOrder,
    ReachResult,
    ReachState,
)
from arrears.desk.contact.models import Attempt, AttemptEvent, Refused
from arrears.desk.contact.queries import denial_of
from arrears.desk.contact.rules.words_for import CaseFigures
from arrears.foundation import vault
from arrears.foundation.api import Actor
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words

STALE = timedelta(hours=1)
BALANCE_PURPOSES = frozenset({"collect", "remind", "remedy_notice"})
INTERRUPTED = "interrupted: not known whether it went out"


def reach(order: ReachOrder, actor: Actor) -> ReachResult:
    """Make one contact, if the gate permits it.

    The same `key` gives the first result again and reaches nobody twice. Raises ReachError for an order
    that cannot be asked, OutOfScope for somebody else's case.
    """
    repeated = _repeated(order)
    if repeated is not None:
        return repeated
    prepared = prepare(order, actor)
    if prepared.channel.leaves():
        asked = ask(prepared, actor)
        return asked if isinstance(asked, ReachResult) else send(asked, prepared, actor)
    with transaction.atomic():
        asked = ask(prepared, actor)
        return asked if isinstance(asked, ReachResult) else send(asked, prepared, actor)


def _repeated(order: ReachOrder) -> ReachResult | None:
    kept = Attempt.objects.filter(key=order.key).first() if order.key else None
    return result_of(kept) if kept else None


def result_of(row: Attempt) -> ReachResult:
    state = AttemptState(row.state)
    shown = {AttemptState.QUEUED: ReachState.FAILED, AttemptState.DELIVERED: ReachState.SENT}
    return ReachResult(
        attempt_id=row.pk,
        state=shown[state] if state in shown else ReachState(state.value),
        words=STATE_WORDS[state],
        file_id=row.file_id,
        problem=row.problem,
    )


def ask(prepared: Prepared, actor: Actor, *, automatic: bool = False) -> Attempt | ReachResult:
    """Ask the gate: an attempt that waits to go out, or the refusal as a result. One transaction.

    What stays in the house uses its permit at once; what leaves it uses the permit when it is sent.
    """
    order = prepared.order
    intent = gate.Intent(
        creditor_id=order.creditor_id,
        debtor_id=order.debtor_id,
        person_id=prepared.person_id,
        contact_point_id=order.contact_point_id,
        channel=prepared.channel.name,
        purpose=prepared.purpose,
        account_ids=tuple(facts.account_id for facts in prepared.accounts),
        text=prepared.content or None,
        content_hash=prepared.hash,
        call_kind=prepared.call_kind,
        act=prepared.act,
        actor=actor,
    )
    with transaction.atomic(savepoint=False):
        try:
            answer = gate.request(intent, at_once=not prepared.channel.leaves())
        except gate.GateError as error:
            raise ReachError(error.words) from error
        if isinstance(answer, gate.Refusal):
            return _refused(prepared, answer, actor, automatic)
        return _kept(prepared, answer, actor, automatic)


def _case(prepared: Prepared, actor: Actor) -> dict[str, object]:
    order = prepared.order
    return {
        "creditor_id": order.creditor_id,
        "debtor_id": order.debtor_id,
        "person_id": prepared.person_id,
        "contact_point_id": order.contact_point_id,
        "channel": prepared.channel.name,
        "purpose": prepared.purpose,
        "by_user_id": actor.user_id,
        "by": actor.name,
        "business_date": prepared.business_date,
        "at": clock.now(),
    }


def _refused(prepared: Prepared, refusal: gate.Refusal, actor: Actor, automatic: bool) -> ReachResult:
    answer = refusal.answer
    row = Refused.objects.create(
        **_case(prepared, actor),
        refusal_id=str(refusal.id),
        rules=[
            {"id": rule.id, "source": rule.source, "zh": rule.zh, "en": rule.en} for rule in answer.failing()
        ],
        next_permitted_at=answer.next_permitted_at,
        needs_evidence=answer.verdict == "needs_evidence",
        automatic=automatic,
    )
    denial = denial_of(row)
    words = denial.rules[0].words if denial.rules else Words("未获许可", "Not permitted")
    return ReachResult(attempt_id=None, state=ReachState.REFUSED, words=words, denial=denial)


def _kept(prepared: Prepared, permit: gate.Permit, actor: Actor, automatic: bool) -> Attempt:
    row = Attempt.objects.create(
        **_case(prepared, actor),
        role=prepared.role,
        accounts=[facts.account_id for facts in prepared.accounts],
        call_kind=prepared.call_kind or "",
        script=prepared.script,
        script_version=prepared.script_version,
        language=prepared.known.language,
        permit_id=permit.id,
        content_hash=permit.content_hash,
        content_sealed=vault.seal(prepared.content),
        automatic=automatic,
        key=prepared.order.key,
    )
    event(row, "permitted", actor, {"permit": str(permit.id)})
    return row


def send(row: Attempt, prepared: Prepared, actor: Actor) -> ReachResult:
    """Send. For what leaves the house the permit is used now: what the gate says at the last moment is final."""
    if prepared.channel.leaves():
        try:
            gate.use(
                row.permit_id,
                channel=row.channel,
                contact_point_id=row.contact_point_id,
                content_hash=row.content_hash,
                actor=actor,
            )
        except gate.PermitRefused as refused:
            gate.release(row.permit_id)
            _ended(row, Sent(state=AttemptState.FAILED, provider="gate", problem=refused.words.en), actor)
            return ReachResult(attempt_id=row.pk, state=ReachState.FAILED, words=refused.words)
    sent = prepared.channel.send(_sending(row, prepared, actor))
    with transaction.atomic(savepoint=False):
        _ended(row, sent, actor)
        if sent.state is AttemptState.FAILED:
            gate.report_outcome(row.permit_id, "failed", actor=actor)
    return result_of(row)


def _sending(row: Attempt, prepared: Prepared, actor: Actor) -> Sending:
    assert row.contact_point_id is not None
    address = portfolio.address_for_sending(row.contact_point_id)
    reference = f"{row.channel[0].upper()}-{row.business_date:%Y%m%d}-{row.pk}"
    letter = None
    if row.channel == "letter":
        letter = letter_page(
            prepared.known,
            subject=prepared.subject,
            text=prepared.text,
            address=address,
            reference=reference,
            today=prepared.business_date,
            with_balance=prepared.purpose in BALANCE_PURPOSES,
        )
    return Sending(
        attempt_id=row.pk,
        creditor=prepared.creditor,
        actor=actor,
        address=address,
        subject=prepared.subject,
        text=prepared.text,
        reference=reference,
        letter=letter,
    )


def _ended(row: Attempt, sent: Sent, actor: Actor) -> None:
    row.state, row.provider, row.provider_ref = sent.state.value, sent.provider, sent.ref
    row.problem, row.file_id = sent.problem[:300], sent.file_id
    row.save(update_fields=["state", "provider", "provider_ref", "problem", "file"])
    event(row, sent.state.value, actor, {"provider": sent.provider, "problem": sent.problem})


def event(row: Attempt, kind: str, actor: Actor, detail: dict[str, str]) -> None:
    """One line of evidence about an attempt."""
    kept = {name: value for name, value in detail.items() if value}
    AttemptEvent.objects.create(attempt_id=row.pk, at=clock.now(), kind=kind, detail=kept, by=actor.name)


def sweep(actor: Actor) -> int:
    """Attempts that a crash left waiting: whether they went out is not known, so they are closed as failed.

    Nothing is sent again: a debtor who got a message twice is worse off than one who got none.
    """
    swept = 0
    for row in Attempt.objects.filter(state=AttemptState.QUEUED.value, at__lt=clock.now() - STALE):
        with transaction.atomic():
            locked = Attempt.objects.select_for_update(skip_locked=True).filter(pk=row.pk).first()
            if locked is None or locked.state != AttemptState.QUEUED.value:
                continue
            _ended(locked, Sent(state=AttemptState.FAILED, provider="", problem=INTERRUPTED), actor)
            swept += 1
    return swept


def report_delivery(attempt_id: int, delivered: bool, actor: Actor, problem: str = "") -> None:
    """What the provider learned later. Only a sent attempt can become delivered or failed."""
    with transaction.atomic():
        row = Attempt.objects.select_for_update().get(pk=attempt_id)
        if row.state not in (AttemptState.SENT.value, AttemptState.PRINTED.value):
            raise ReachError(Words("该联系尚未发出", "This attempt has not gone out"))
        row.state = (AttemptState.DELIVERED if delivered else AttemptState.FAILED).value
        row.problem = problem[:300]
        row.save(update_fields=["state", "problem"])
        event(row, row.state, actor, {"problem": problem})
        gate.report_outcome(row.permit_id, "delivered" if delivered else "failed", actor=actor)


def preview_text(order: ReachOrder, actor: Actor, *, given: CaseFigures | None = None) -> tuple[str, str]:
    """Subject and text as they would go out; nothing is asked and nothing is kept."""
    prepared = prepare(order, actor, given=given)
    return prepared.subject, prepared.text
