"""The gate's writes: permits, their use and outcome, refusals, stops, consents.

Whoever asks, the debtor, the person and the address are held by advisory locks of the transaction, so that
two hundred simultaneous requests are judged one after the other.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import DatabaseError, connection, transaction

from arrears.foundation import vault
from arrears.foundation.api import Actor, Role, audit, creditor_by_id, require_scope
from arrears.gate import asking, contracts, models, queries
from arrears.gate.books_queries import open_books
from arrears.gate.contracts import Answer
from arrears.gate.entries import PACKS_VERSION, act_entry, act_of_entry, answer_entry, require
from arrears.gate.intents import (
    ClockWentBack,
    GateError,
    Intent,
    Permit,
    PermitRefused,
    Refusal,
)
from arrears.gate.rules.evaluate import check
from arrears.kernel import clock
from arrears.kernel.ids import content_hash
from arrears.kernel.words import Words

PERMIT_MINUTES = {"call": 15, "visit": 720, "letter": 1440}
PERMIT_MINUTES_ELSE = 30
LIFTERS = frozenset({Role.LEADER, Role.COMPLIANCE})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_TOLERANCE = timedelta(seconds=5)  # clocks of two machines differ a little


def hold(keys: asking.Keys) -> None:
    """Hold the debtor, the person and the address until the transaction ends, in one order for everybody."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_HOLDS}", [list(keys.locks())])


_HOLDS = "(SELECT count(pg_advisory_xact_lock(number)) FROM unnest(%s::bigint[]) number)"


def _stamp_key() -> bytes:
    return vault.blind_index_many("permit-stamp", ["key"])[0]


def _hold_with_key(keys: asking.Keys) -> None:
    """As `hold`; in the same round trip the database is given the key of stamps, if it has none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_HOLDS}, gate_take_key(%s)", [list(keys.locks()), _stamp_key()])


def _judged(asked: asking.Asked, without: uuid.UUID | None = None) -> tuple[datetime, Answer]:
    """What the gate says at this moment, taken under the lock, by the books as they are now. ClockWentBack when
    the books are ahead of the clock, or when the caller names another moment than the clock's."""
    now = clock.now()
    at = asked.intent.at or now
    books = open_books([asked], at, without)
    if abs(at - now) > CLOCK_TOLERANCE or (books.last is not None and at < books.last - CLOCK_TOLERANCE):
        raise ClockWentBack(
            Words(
                f"系统时间 {at:%Y-%m-%d %H:%M:%S} 早于该债务人最近一次记录或与当前时刻不符，请求不予受理",
                f"The time {at:%Y-%m-%d %H:%M:%S} lies before this debtor's last record, or is not now; "
                "the gate does not answer",
            )
        )
    house, later = queries.house_ahead(asked.creditor, asked.intent.debtor_id, at)
    return at, check(queries.case_in(books, asked, at), house, later=later)


def _row(asked: asking.Asked, at: datetime, answer: Answer, hashed: str) -> dict[str, object]:
    intent, keys = asked.intent, asked.keys
    return {
        "creditor_id": intent.creditor_id,
        "debtor_id": intent.debtor_id,
        "person_id": asked.person_id,
        "contact_point_id": intent.contact_point_id,
        "role": asked.role,
        "channel": intent.channel,
        "purpose": intent.purpose,
        "call_kind": intent.call_kind or "",
        "accounts": list(intent.account_ids),
        "subject": keys.subject,
        "person_subject": keys.person,
        "address": keys.address,
        "lender_group": keys.lender_group,
        "operator": keys.operator,
        "content_hash": hashed,
        "particulars": act_entry(intent.act),
        "text_sealed": vault.seal(intent.text or ""),
        "answer": answer_entry(answer),
        "rule_versions": PACKS_VERSION,
        "asked_by": intent.actor.name,
        "user_id": intent.actor.user_id,
        "at": at,
    }


def _stamp(permit: models.Permit) -> bytes:
    """The keyed hash that the database asks of a permit (migration 0006)."""
    key = _stamp_key()
    point = "-" if permit.contact_point_id is None else str(permit.contact_point_id)
    parts = (
        permit.pk, permit.creditor_id, permit.debtor_id, permit.person_id, point, permit.channel,
        permit.purpose, permit.content_hash, bytes(permit.subject).hex(), _micros(permit.at),
        _micros(permit.expires_at),
    )  # fmt: skip
    said = "|".join(str(part) for part in parts).encode()
    return sha256(key + sha256(key + said).digest()).digest()


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def request(intent: Intent, *, at_once: bool = False) -> Permit | Refusal:
    """Ask for one contact. The answer is kept either way. GateError when the intent makes no sense.

    `at_once`: the permit is used in the same transaction, under the same lock and at the same moment, so that
    nothing can have changed between the two; for contacts that follow without a pause.
    """
    asked = asking.ask(intent)
    hashed = intent.content_hash or content_hash(intent.text or "")
    with transaction.atomic():
        _hold_with_key(asked.keys)
        at, answer = _judged(asked)
        row = _row(asked, at, answer, hashed)
        if answer.verdict != "permit":
            refused = models.Refusal.objects.create(
                verdict=answer.verdict, next_permitted_at=answer.next_permitted_at, **row
            )
            return Refusal(id=refused.pk, answer=answer)
        minutes = PERMIT_MINUTES.get(intent.channel, PERMIT_MINUTES_ELSE)
        made = models.Permit(expires_at=at + timedelta(minutes=minutes), **row)
        made.stamp = _stamp(made)
        made.save(force_insert=True)
        if at_once:
            _spend(made.pk, made.channel, made.contact_point_id, hashed, at)
    return Permit(
        id=made.pk,
        expires_at=made.expires_at,
        channel=made.channel,
        contact_point_id=made.contact_point_id,
        content_hash=hashed,
        answer=answer,
    )


def use(
    permit_id: uuid.UUID, *, channel: str, contact_point_id: int | None, content_hash: str, actor: Actor
) -> None:
    """Use a permit, once. Everything is judged again under the debtor's lock: a stop placed meanwhile refuses.

    Raises PermitRefused and leaves the permit as it was.
    """
    kept = models.Permit.objects.filter(pk=permit_id).first()
    if kept is None:
        raise PermitRefused(Words("没有这个许可", "There is no such permit"))
    asked = asking.ask(_intent_of(kept, actor))
    spending = False
    try:
        with transaction.atomic():
            hold(asked.keys)
            at, answer = _judged(asked, permit_id)
            if answer.verdict != "permit":
                words = answer.failing()[0].words
                raise _refused(permit_id, f"情况已变化：{words.zh}", f"Things have changed: {words.en}")
            spending = True
            _spend(permit_id, channel, contact_point_id, content_hash, at)
    except DatabaseError as error:
        if not spending:
            raise
        raise _refused(
            permit_id,
            "许可已过期，或渠道、地址、内容与许可不符",
            "The permit expired, or is for something else",
        ) from error


def _refused(permit_id: uuid.UUID, zh: str, en: str) -> PermitRefused:
    """Why a permit is not used; that it was used or given back before says more than anything else."""
    if models.PermitEnd.objects.filter(pk=permit_id).exists():
        return PermitRefused(Words("许可已使用或已退回", "The permit was used or given back"))
    return PermitRefused(Words(zh, en))


def _spend(permit_id: uuid.UUID, channel: str, point: int | None, hashed: str, at: datetime) -> None:
    """The line that a permit was used; the database refuses a second one, a late one and one that differs."""
    models.PermitEnd(
        permit_id=permit_id, kind="used", channel=channel, contact_point_id=point, content_hash=hashed, at=at
    ).save(force_insert=True)


def _intent_of(kept: models.Permit, actor: Actor) -> Intent:
    return Intent(
        creditor_id=kept.creditor_id,
        debtor_id=kept.debtor_id,
        person_id=kept.person_id,
        contact_point_id=kept.contact_point_id,
        channel=kept.channel,
        purpose=kept.purpose,
        account_ids=tuple(kept.accounts),
        call_kind=kept.call_kind or None,
        content_hash=kept.content_hash,
        text=vault.unseal(kept.text_sealed) or None,
        act=act_of_entry(kept.particulars),
        actor=actor,
    )


def release(permit_id: uuid.UUID) -> None:
    """Give an unused permit back: its place in the counters is free again. Repeating changes nothing."""
    kept = models.Permit.objects.filter(pk=permit_id).first()
    if kept is None:
        raise PermitRefused(Words("没有这个许可", "There is no such permit"))
    models.PermitEnd.objects.get_or_create(
        permit_id=permit_id,
        defaults={
            "kind": "released",
            "channel": kept.channel,
            "contact_point_id": kept.contact_point_id,
            "content_hash": kept.content_hash,
            "at": clock.now(),
        },
    )


def report_outcome(
    permit_id: uuid.UUID,
    result: str,
    *,
    actor: Actor,
    at: datetime | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Say what became of a permitted contact; the values are those of GATE.md's history."""
    require(contracts.ContactResult, result, Words("联系结果", "result"))
    models.PermitOutcome.objects.create(
        permit_id=permit_id, result=result, at=at or clock.now(), detail=dict(detail or {}), by=actor.name
    )


def report_inbound(
    creditor_id: int,
    debtor_id: int,
    *,
    channel: str,
    result: str,
    actor: Actor,
    person_id: int | None = None,
    contact_point_id: int | None = None,
    account_ids: Sequence[int] = (),
    at: datetime | None = None,
) -> None:
    """The debtor or another person came to us: it opens answers and closes cool-downs."""
    require(contracts.ContactResult, result, Words("联系结果", "result"))
    asked = asking.ask(
        Intent(
            creditor_id=creditor_id,
            debtor_id=debtor_id,
            person_id=person_id,
            contact_point_id=contact_point_id,
            channel=channel,
            purpose="answer",
            account_ids=tuple(account_ids),
            actor=actor,
        )
    )
    models.Inbound.objects.create(
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        person_id=asked.person_id,
        subject=asked.keys.subject,
        person_subject=asked.keys.person,
        address=asked.keys.address,
        accounts=list(account_ids),
        channel=channel,
        result=result,
        lender_group=asked.keys.lender_group,
        operator=asked.keys.operator,
        at=at or clock.now(),
        by=actor.name,
    )


def place_stop(
    creditor_id: int,
    debtor_id: int,
    kind: str,
    *,
    reference: str,
    actor: Actor,
    since: datetime | None = None,
    until: datetime | None = None,
    channel: str | None = None,
    contact_point_id: int | None = None,
    person_id: int | None = None,
    account_ids: Iterable[int] = (),
    detail: Mapping[str, object] | None = None,
) -> int:
    """Stop or narrow collection at once, on every channel (or the one named). Returns the stop's id.

    Held under the debtor's lock, so that no permit is being decided on the state before.
    """
    require(contracts.StopKind, kind, Words("停止种类", "kind of stop"))
    asked = asking.ask(
        Intent(
            creditor_id=creditor_id,
            debtor_id=debtor_id,
            person_id=person_id,
            contact_point_id=contact_point_id,
            channel=channel or "call",
            purpose="care",
            actor=actor,
        )
    )
    with transaction.atomic():
        hold(asked.keys)
        made = models.Stop.objects.create(
            creditor_id=creditor_id,
            debtor_id=debtor_id,
            person_id=person_id,
            subject=asked.keys.subject,
            kind=kind,
            channel=channel or "",
            contact_point_id=contact_point_id,
            address=asked.keys.address if contact_point_id else b"",
            accounts=list(account_ids),
            since=since or clock.now(),
            until=until,
            detail=dict(detail or {}),
            reference=reference[:200],
            by=actor.name,
        )
        audit(actor, "gate.stop_placed", f"case:{creditor_id}/{debtor_id}", {"kind": kind, "stop": made.pk})
    return made.pk


def lift_stop(stop_id: int, *, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Lift a stop, with a reason. Repeating changes nothing; a stop out of scope raises OutOfScope."""
    stop = models.Stop.objects.filter(pk=stop_id).first()
    if stop is None:
        raise GateError(Words("没有这个停止", "There is no such stop"))
    require_scope(actor, stop.creditor_id)
    if not why.strip():
        raise GateError(Words("解除停止须写明理由", "Lifting a stop needs a reason"))
    _row_made, made = models.StopLift.objects.get_or_create(
        stop_id=stop_id, defaults={"at": at or clock.now(), "by": actor.name, "why": why[:400]}
    )
    if made:
        audit(actor, "gate.stop_lifted", f"stop:{stop_id}", {"kind": stop.kind})


def lift_house_rule(
    creditor_id: int, rule: str, *, why: str, until: datetime, actor: Actor, debtor_id: int | None = None
) -> int:
    """Lift a house rule for a while, for one case or (no debtor) for the creditor. Returns the lift's id.

    GateError for a law's rule, for a person without that right, without a reason, or for more than 31 days.
    """
    require_scope(actor, creditor_id)
    if actor.role not in LIFTERS:
        raise GateError(
            Words("只有组长与合规可以解除内部规则", "Leaders and compliance alone lift house rules")
        )
    if rule not in {one.id for one in queries.house_rules(creditor_by_id(creditor_id))}:
        raise GateError(
            Words(
                "法律规则不可解除；没有这条内部规则", "A law is never lifted, and there is no such house rule"
            )
        )
    now = clock.now()
    if not why.strip():
        raise GateError(Words("解除内部规则须写明理由", "Lifting a house rule needs a reason"))
    if not now < until <= now + queries.LIFT_MAX:
        raise GateError(Words("最多解除31天", "A house rule is lifted for 31 days at most"))
    made = models.HouseLift.objects.create(
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        rule=rule,
        until=until,
        why=why[:400],
        by=actor.name,
        at=now,
    )
    subject = f"creditor:{creditor_id}" if debtor_id is None else f"case:{creditor_id}/{debtor_id}"
    audit(actor, "gate.house_rule_lifted", subject, {"rule": rule, "until": until.isoformat()})
    return made.pk
