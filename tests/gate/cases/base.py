"""Building blocks of the shared table: cases as the gate's JSON, and rows with the verdict in the last column.

The same rows pin the rules, the command line and the night shadow. A row names the rule it is about, what
it shows, the case, what the rule says, the next permitted moment (None: never by time, "" : not looked at),
and the verdict over all rules.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Json = dict[str, Any]

PHONE = "phone:+8613800138000"
PHONE_2 = "phone:+8613900139000"
US_PHONE = "phone:+12125550147"
ANY = ""


class Row(NamedTuple):
    rule: str
    what: str
    case: Json
    result: str
    next: str | None
    verdict: str


def _merge(base: Json, more: Json) -> Json:
    """`more` over `base`, objects key by key."""
    found = dict(base)
    for key, value in more.items():
        known = found.get(key)
        found[key] = _merge(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return found


_CN: Json = {
    "regimes": ["cn"],
    "at": "2026-11-23T10:00:00+08:00",
    "operator": {"kind": "agency", "id": "A", "lender_group": "L1"},
    "act": {
        "channel": "call",
        "purpose": "collect",
        "debts": ["D1"],
        "address": PHONE,
        "address_kind": "personal",
        "call_kind": "notification",
    },
    "recipient": {"person": "P", "role": "debtor"},
    "debtor": {"reachable": True},
    "debts": [{"id": "D1", "kind": "card"}],
}
_US: Json = {
    "regimes": ["us_reg_f"],
    "at": "2026-11-23T10:00:00-05:00",
    "operator": {"kind": "debt_collector", "id": "A"},
    "act": {
        "channel": "call",
        "purpose": "collect",
        "debts": ["D1"],
        "address": US_PHONE,
        "address_kind": "personal",
        "disclosures": ["identity", "debt_collector"],
    },
    "recipient": {"person": "P", "role": "debtor"},
    "debtor": {"zones": ["America/New_York"]},
    "debts": [{"id": "D1", "kind": "consumer"}],
}
_UK: Json = {
    "regimes": ["uk"],
    "at": "2026-11-23T10:00:00+00:00",
    "operator": {"kind": "agency", "id": "A", "lender_group": "L1"},
    "act": {"channel": "call", "purpose": "collect", "debts": ["D1"], "address": "phone:+447911123456"},
    "recipient": {"person": "P", "role": "debtor"},
    "debtor": {"zones": ["Europe/London"]},
    "debts": [{"id": "D1", "kind": "consumer"}],
}
_IN: Json = {
    "regimes": ["in"],
    "at": "2026-11-23T10:00:00+05:30",
    "operator": {"kind": "agency", "id": "A", "lender_group": "L1"},
    "act": {
        "channel": "call",
        "purpose": "collect",
        "address": "phone:+911234567890",
        "disclosures": ["identity", "recording"],
    },
    "recipient": {"person": "P", "role": "debtor"},
    "debtor": {"zones": ["Asia/Kolkata"]},
}
_ON: Json = {
    "regimes": ["ca_on"],
    "at": "2026-11-23T10:00:00-05:00",
    "operator": {"kind": "agency", "id": "A", "lender_group": "L1"},
    "act": {"channel": "call", "purpose": "collect", "address": "phone:+14165550147"},
    "recipient": {"person": "P", "role": "debtor"},
    "debtor": {"zones": ["America/Toronto"]},
    "history": [
        {
            "at": "2026-10-01T10:00:00-04:00",
            "channel": "letter",
            "direction": "out",
            "person": "P",
            "lender_group": "L1",
        }
    ],
}
_AU: Json = {
    "regimes": ["au"],
    "at": "2026-11-23T10:00:00+11:00",
    "operator": {"kind": "agency", "id": "A", "lender_group": "L1"},
    "act": {"channel": "call", "purpose": "collect"},
    "recipient": {"person": "P", "role": "debtor"},
    "debtor": {"zones": ["Australia/Sydney"]},
}


def cn(at: str | None = None, **more: Any) -> Json:
    """A notification call of an agency to a card debtor, Monday 10:00 in Beijing."""
    return _merge(_CN, {**({"at": at} if at else {}), **more})


def us(at: str | None = None, **more: Any) -> Json:
    """A call of a debt collector to a consumer in New York, Monday 10:00 there."""
    return _merge(_US, {**({"at": at} if at else {}), **more})


def us_text(at: str | None = None, **more: Any) -> Json:
    """A text message that carries what it must."""
    act = {
        "channel": "sms",
        "opt_out_method": "reply",
        "disclosures": ["identity", "opt_out", "debt_collector"],
    }
    return _merge(us(at, act=act), more)


def uk(at: str | None = None, **more: Any) -> Json:
    return _merge(_UK, {**({"at": at} if at else {}), **more})


def india(at: str | None = None, **more: Any) -> Json:
    return _merge(_IN, {**({"at": at} if at else {}), **more})


def ontario(at: str | None = None, **more: Any) -> Json:
    """A call in Ontario, long after a written notice."""
    return _merge(_ON, {**({"at": at} if at else {}), **more})


def australia(at: str | None = None, **more: Any) -> Json:
    return _merge(_AU, {**({"at": at} if at else {}), **more})


def past(at: str, result: str | None = "no_answer", **more: Any) -> Json:
    """An outbound call of agency A for lender L1 to P about D1."""
    found: Json = {
        "at": at,
        "channel": "call",
        "direction": "out",
        "person": "P",
        "debts": ["D1"],
        "address": PHONE,
        "operator": "A",
        "lender_group": "L1",
        "result": result,
    }
    return {key: value for key, value in _merge(found, more).items() if value is not None}


def pasts(*moments: str, result: str | None = "no_answer", **more: Any) -> list[Json]:
    return [past(at, result, **more) for at in moments]


def on(day: str, *hours: int, offset: str = "+08:00") -> list[str]:
    """Moments of a day at full hours."""
    return [f"{day}T{hour:02}:00:00{offset}" for hour in hours]


def stop(
    kind: str, since: str | None = "2026-01-01T00:00:00Z", until: str | None = None, **more: Any
) -> Json:
    return {"kind": kind, "since": since, "until": until, **more}


def consent(kind: str, at: str | None = "2026-01-01T00:00:00Z", **more: Any) -> Json:
    return {"kind": kind, "at": at, **more}
