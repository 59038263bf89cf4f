"""Stops that are placed and lifted, and house rules that are lifted for a while: writes of the gate's books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from arrears.foundation.api import Actor, Role, audit, creditor_by_id, require_scope
from arrears.gate import asking, contracts, models, queries
from arrears.gate.actions import hold
from arrears.gate.entries import require
from arrears.gate.intents import GateError, Intent
from arrears.kernel import clock
from arrears.kernel.words import Words

LIFTERS = frozenset({Role.LEADER, Role.COMPLIANCE})


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
