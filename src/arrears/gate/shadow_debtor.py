"""The gate's shadow of a day for one debtor: what `columns.mask` finds for millions, asked of the rules themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from arrears.foundation.api import creditor_by_id
from arrears.gate.columns import mask
from arrears.gate.contracts import PastContact, Stop
from arrears.gate.entries import slots_of
from arrears.gate.intents import FactKind
from arrears.gate.rules.plain import earliest, moment, plain_case
from arrears.gate.rules.shadow import business_day
from arrears.gate.shadow_queries import Facts, opens_of_creditor, own_profile, profile_of

_STOPS = "SELECT debts, kind, channel, since, until FROM gate_stops_of(%s, %s, %s)"
_CONTACTS = """
    SELECT at, own, channel, direction, result, call_kind, lender_group, operator, debts
    FROM gate_contacts_of(%s, %s, %s) ORDER BY contact_no
"""
_NOTED = "SELECT debtor_id, kind, value FROM gate_noted_of(%s, %s, %s)"
_OWN = "own"
Told = dict[str, Any]


def shadow_of_debtor(
    as_of: date, creditor_id: int, debtor_id: int, account_ids: Iterable[int]
) -> tuple[Told, tuple[Told, ...]]:
    """The creditor's day (columns `mask.OF_CREDITOR`), and a row (`mask.OF_ACCOUNT`) for each account when anything is
    noted of the debtor. The same as the night's mask; reads by key alone and writes nothing."""
    asked = (as_of, creditor_id, debtor_id)
    creditor = creditor_by_id(creditor_id)
    first, last = business_day(as_of, creditor.zone)
    facts: dict[int, Facts] = {}
    for of, kind, value in _rows(_NOTED, asked):
        known = json.loads(value) if isinstance(value, str) else value
        facts[of] = (*facts.get(of, ()), (kind, known))
    usual = profile_of(creditor, facts.get(0, ()))
    day = dict(zip(mask.OF_CREDITOR, opens_of_creditor(creditor_id, usual, first, last), strict=True))
    stops, contacts = _rows(_STOPS, asked), _rows(_CONTACTS, asked)
    own = facts.get(debtor_id, ())
    if not usual.told or not (stops or contacts or own):
        return day, ()
    if FactKind.AGREED_SLOTS in dict(own):  # an agreed time opens what is closed: the shadow does not know it
        silent = (False, *(None for _ in mask.MASKED))
        return day, tuple(_of_account(account_id, silent) for account_id in account_ids)
    profile = own_profile(usual, own) if own else usual
    slots = slots_of(dict(own).get(FactKind.BARRED_SLOTS))
    history = tuple(_past(row) for row in contacts)
    operator = str(creditor.settings.get("operator_id", "house"))
    told = []
    for account_id in account_ids:
        debt = f"A{account_id}"
        standing = tuple(_stop(row) for row in stops if not row[0] or debt in row[0])
        opens = []
        for act in mask.MASKED:
            case = plain_case(
                profile, act, first, stops=standing, slots=slots, history=history, debts=(debt,),
                lender_group=creditor.lender_group, operator=operator, person=_OWN,
            )  # fmt: skip
            found = earliest(case, profile, last)
            opens.append(None if found is None else found - first)
        told.append(_of_account(account_id, (True, *opens)))
    return day, tuple(told)


def _of_account(account_id: int, values: Sequence[Any]) -> Told:
    return dict(zip(mask.OF_ACCOUNT, (account_id, *values), strict=True))


def _stop(row: Sequence[Any]) -> Stop:
    _, kind, channel, since, until = row
    return Stop(
        kind=kind,
        channel=channel,
        since=None if since is None else moment(since),
        until=None if until is None else moment(until),
    )


def _past(row: Sequence[Any]) -> PastContact:
    at, own, channel, direction, result, call_kind, lender_group, operator, debts = row
    return PastContact(
        at=moment(at),
        person=_OWN if own else "another",
        channel=channel,
        direction=direction,
        result=result,
        call_kind=call_kind,
        lender_group=lender_group,
        operator=operator,
        debts=tuple(debts),
    )


def _rows(text: str, asked: tuple[date, int, int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return list(cursor.fetchall())
