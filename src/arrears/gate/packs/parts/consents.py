"""Consents on record. One that is undated, or narrowed by words that are not understood, covers nothing.

Scope keys: `channel`/`channels`, `address`, `person`, `debt`/`debts`, `purpose`, `operator`,
`lender_group` (the act must match), `from`, `to`, `days`, `zone` (a slot of the week), and `by`
(who gave it: `lender`, `debtor`, …) and `ground`, which only rules that ask for them read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Consent, Slot
from arrears.gate.packs.parts.channels import same_medium
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.slots import DAYS_AHEAD, agreed, edges

SLOT_KEYS = frozenset({"from", "to", "days", "zone"})


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def slot_of(consent: Consent) -> Slot | None:
    """The stretch of the week that a consent is narrowed to; None when it has none or it cannot be read."""
    start, end = consent.scope.get("from"), consent.scope.get("to")
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    zone, days = consent.scope.get("zone"), consent.scope.get("days")
    try:
        return Slot(
            days=tuple(int(str(day)) for day in _listed(days)) if days else (),
            start=time.fromisoformat(start),
            end=time.fromisoformat("00:00" if end == "24:00" else end),
            zone=ZoneInfo(zone).key if isinstance(zone, str) else None,
        )
    except (ValueError, OSError):
        return None


def _meets(key: str, value: object, facts: Facts) -> bool:
    act = facts.act
    if key in ("channel", "channels"):
        return any(same_medium(act.channel, str(one)) for one in _listed(value))
    if key in ("debt", "debts"):
        return bool(act.debts) and set(act.debts) <= {str(one) for one in _listed(value)}
    single = {
        "address": act.address,
        "person": facts.recipient.person,
        "purpose": facts.purpose,
        "operator": facts.operator.id,
        "lender_group": facts.operator.lender_group,
    }
    return key in single and single[key] is not None and single[key] in _listed(value)


def covers(consent: Consent, facts: Facts, at: datetime, zones: Sequence[ZoneInfo]) -> bool:
    """Whether a consent holds at a moment for this act."""
    if consent.at is None or consent.at > at or (consent.until is not None and at >= consent.until):
        return False
    if not consent.scope:
        return True
    for key, value in consent.scope.items():
        if key in SLOT_KEYS or key in ("by", "ground"):
            continue
        if not _meets(key, value, facts):
            return False
    if SLOT_KEYS & consent.scope.keys():
        slot = slot_of(consent)
        return slot is not None and agreed((slot,), at, zones) is not None
    return True


def given(
    facts: Facts,
    kind: str,
    *,
    at: datetime | None = None,
    zones: Sequence[ZoneInfo] = (),
    by: str | None = None,
    grounds: Sequence[str] = (),
) -> Consent | None:
    """The first consent of a kind that covers the act; with `by` or `grounds`, one that says so."""
    when = facts.at if at is None else at
    for consent in facts.consents:
        if consent.kind != kind or not covers(consent, facts, when, zones):
            continue
        if by is not None and consent.scope.get("by") != by:
            continue
        if grounds and consent.scope.get("ground") not in grounds:
            continue
        return consent
    return None


def beginnings(
    facts: Facts, kind: str, at: datetime, zones: Sequence[ZoneInfo], days_ahead: int = DAYS_AHEAD
) -> list[datetime]:
    """The moments at which a consent of a kind may begin to cover the act."""
    found: list[datetime] = []
    for consent in facts.consents:
        if consent.kind == kind:
            slot = slot_of(consent)
            found += edges((slot,), at, zones, days_ahead) if slot is not None else []
            found += [consent.at] if consent.at is not None else []
    return found
