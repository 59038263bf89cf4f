"""Which acts are permitted today for each account, and from when: the night's mask, as Ibis expressions.

`reach.earliest` is asked for the accounts of debtors of whom something is noted; every other account shares
the day of its creditor (`days_of_creditors`). What the shadow does not know is not told: `told` false, no mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.gate.columns import reach

MASKED = ("call", "sms", "email", "letter", "visit")
"""The acts that a night proposes, in the order of their bits."""
_OPENS: dict[str, str] = {f"{act}_opens": "int32" for act in MASKED}
OF_CREDITOR: Mapping[str, str] = MappingProxyType({"creditor_id": "int64", "told": "boolean", **_OPENS})
"""Seconds from the beginning of the creditor's day until an act is permitted; null: not today."""
OF_ACCOUNT: Mapping[str, str] = MappingProxyType({"account_id": "int64", "told": "boolean", **_OPENS})
"""The same for an account of whose debtor something is noted."""

STOPS: Mapping[str, str] = MappingProxyType(
    {
        "creditor_id": "int64", "debtor_id": "int64", "debts": "array<string>", "kind": "string",
        "channel": "string", "since": "int64", "until": "int64",
    }
)  # fmt: skip
CONTACTS: Mapping[str, str] = MappingProxyType(
    {
        "creditor_id": "int64", "debtor_id": "int64", "contact_no": "int64", "at": "int64", "own": "boolean",
        "channel": "string", "direction": "string", "result": "string", "call_kind": "string",
        "lender_group": "string", "operator": "string", "debts": "array<string>",
    }
)  # fmt: skip
CREDITORS: Mapping[str, str] = MappingProxyType(
    {"creditor_id": "int64", "profile": "int32", "lender_group": "string", "operator": "string"}
)
"""The profile of a creditor's debtors of whom no fact is noted; no row where the shadow cannot tell."""
NOTED: Mapping[str, str] = MappingProxyType({"debtor_id": "int64", "profile": "int32"})
"""The own profile of a debtor; -1 where the shadow cannot tell."""
SLOTS: Mapping[str, str] = MappingProxyType(
    {"debtor_id": "int64", "act": "string", "since": "int64", "until": "int64"}
)
BEGINS: Mapping[str, str] = MappingProxyType({"profile": "int32", "first": "int64"})
SPAN: Mapping[str, str] = MappingProxyType({"first": "int64", "last": "int64"})
"""One row: the seconds that hold the day of every creditor. A table, so that the expression is the same every day."""
SMALL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "creditors": CREDITORS, "noted": NOTED, "barred": SLOTS, "begins": BEGINS, "open": reach.OPEN,
        "effects": reach.EFFECTS, "counters": reach.COUNTERS, "days": reach.DAYS, "span": SPAN,
    }
)  # fmt: skip
"""What the gate works out itself for a day (`shadow_day`)."""
_OWN = "own"
_PLACES = len(MASKED) + 1


def of_accounts(tables: Mapping[str, Table]) -> Table:
    """`OF_ACCOUNT` for every account of a debtor of whom something is noted.

    `tables`: `accounts` (creditor_id, account_id, debtor_id), `stops`, `contacts` and those of `SMALL`.
    """
    known = _known(tables)
    asked = ibis.union(*[_asked(known, place, act) for place, act in enumerate(MASKED)])
    noted = {
        "asked": asked,
        "stops": _stops(known, tables["stops"]),
        "slots": _slots(known, tables["barred"]),
        "calls": _calls(known, tables["contacts"]),
        **{name: tables[name] for name in ("open", "effects", "counters", "days")},
    }
    first, last = (tables["span"][name].as_scalar() for name in SPAN)
    found = reach.earliest(noted, first, last)
    found = found.inner_join(asked.select("asked", "profile", account_id="debtor", kind="act"), "asked")
    found = found.inner_join(tables["begins"], "profile")
    opens = (found.earliest - found.first).cast("int32")
    told = found.group_by("account_id").aggregate(
        **{f"{act}_opens": ibis.ifelse(found.kind == act, opens, ibis.null("int32")).max() for act in MASKED}
    )
    told = told.mutate(told=ibis.literal(True)).select(*OF_ACCOUNT)
    silent = known.filter(known.profile < 0).select("account_id")
    nothing = {name: ibis.null(kind) for name, kind in _OPENS.items()}
    silent = silent.mutate(told=ibis.literal(False), **nothing).select(*OF_ACCOUNT)
    return ibis.union(told, silent).cast(dict(OF_ACCOUNT))


def _known(tables: Mapping[str, Table]) -> Table:
    """account_id, debtor_id, profile, lender_group, operator of each account that is asked about."""
    accounts, noted = tables["accounts"], tables["noted"]
    named = ibis.union(
        tables["stops"].select("debtor_id"),
        tables["contacts"].select("debtor_id"),
        noted.select("debtor_id"),
        distinct=True,
    )
    found = accounts.select("creditor_id", "account_id", "debtor_id").semi_join(named, "debtor_id")
    found = found.inner_join(tables["creditors"].rename(of_creditor="creditor_id", usual="profile"),
                             [("creditor_id", "of_creditor")])  # fmt: skip
    own = noted.rename(of_debtor="debtor_id", own_profile="profile")
    found = found.left_join(own, [("debtor_id", "of_debtor")])
    profile = ibis.coalesce(found.own_profile, found.usual).cast("int32")
    return found.mutate(profile=profile).select(
        "account_id", "debtor_id", "profile", "lender_group", "operator"
    )


def _asked(known: Table, place: int, act: str) -> Table:
    asks = known.filter(known.profile >= 0)
    return asks.select(
        asked=asks.account_id * _PLACES + place,
        profile=asks.profile,
        act=ibis.literal(act),
        debtor=asks.account_id,
        person=ibis.literal(_OWN),
        address=ibis.null("string"),
        debt=_debt(asks.account_id),
        lender_group=asks.lender_group,
        operator=asks.operator,
    )


def _debt(account_id: Any) -> Any:
    return ibis.literal("A") + account_id.cast("string")


def _stops(known: Table, stops: Table) -> Table:
    met = known.select("account_id", "debtor_id").inner_join(stops, "debtor_id")
    bears = (met.debts.length() == 0) | met.debts.contains(_debt(met.account_id))
    met = met.filter(bears.fill_null(True))
    return met.select(
        debtor="account_id", kind="kind", channel="channel", address=ibis.null("string"), since="since",
        until="until",
    )  # fmt: skip


def _slots(known: Table, barred: Table) -> Table:
    met = known.select("account_id", "debtor_id").inner_join(barred, "debtor_id")
    return met.select(debtor="account_id", act="act", since="since", until="until")


def _calls(known: Table, contacts: Table) -> Table:
    met = known.select("account_id", "debtor_id").inner_join(contacts, "debtor_id")
    return met.select(
        debtor="account_id", call="contact_no", at="at",
        person=ibis.ifelse(met.own, _OWN, "another"), channel="channel", direction="direction",
        result="result", call_kind="call_kind", lender_group="lender_group", operator="operator",
        address=ibis.null("string"), debts="debts",
    )  # fmt: skip
