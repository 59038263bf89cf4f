"""A case of the gate as JSON (docs/gate.md): every key, what it may hold and how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from arrears.gate import contracts
from arrears.gate.contracts import (
    Act,
    Answering,
    Case,
    Consent,
    Debt,
    Debtor,
    Operator,
    PastContact,
    Recipient,
    SafeHarbours,
    Slot,
    Stop,
)
from arrears.gate.packs.parts.content import TEXT_CHARS_MAX
from arrears.gate.packs.parts.zones import day_start, next_day_start
from arrears.gate.packs.registry import PACKS
from arrears.gate.rules.compile import packs_of
from arrears.gate.rules.reading import (
    Choice,
    Clock,
    DayOfMoment,
    Field,
    Fields,
    Flag,
    Free,
    Identity,
    Many,
    Moment,
    MomentOrDay,
    Schema,
    Text,
    Whole,
    Zone,
)

NAME_CHARS_MAX = 200
HISTORY_MAX = 20_000
STOPS_MAX = 1_000
CONSENTS_MAX = 1_000
DEBTS_MAX = 1_000
SLOTS_MAX = 200
ZONES_MAX = 100
SCOPE_KEYS_MAX = 20
PLAN_MONTHS_MAX = 1_200

_NAME = Text(NAME_CHARS_MAX)
_FLAG = Field(Flag())


def _choice(of: Any) -> Field:
    return Field(Choice(get_args(of)))


def _slot(**given: Any) -> Slot:
    return Slot(**given)


_SLOT = Fields(
    _slot,
    {
        "days": Field(Many(Whole(1, 7), 7)),
        "from": Field(Clock(), required=True, name="start"),
        "to": Field(Clock(), required=True, name="end"),
        "zone": Field(Zone()),
    },
)
_SLOTS = Field(Many(_SLOT, SLOTS_MAX))
_NAMES = Field(Many(_NAME, DEBTS_MAX))
_OPERATOR = Fields(
    Operator,
    {"kind": _choice(contracts.OperatorKind), "id": Field(_NAME), "lender_group": Field(_NAME)},
)
_ANSWERING = Fields(Answering, {"channel": _choice(contracts.Channel), "at": Field(Moment())})
_ACT = Fields(
    Act,
    {
        "channel": _choice(contracts.Channel),
        "purpose": _choice(contracts.Purpose),
        "debts": _NAMES,
        "address": Field(_NAME),
        "address_kind": _choice(contracts.AddressKind),
        "first_contact": _FLAG,
        "call_kind": _choice(contracts.CallKind),
        "text": Field(Text(TEXT_CHARS_MAX)),
        "opt_out_method": _choice(contracts.OptOutMethod),
        "disclosures": Field(Many(Choice(get_args(contracts.Disclosure)), 20)),
        "employer_named": _FLAG,
        "audience": _choice(contracts.Audience),
        "voicemail_elements": Field(Many(Choice(get_args(contracts.VoicemailElement)), 40)),
        "answering": Field(_ANSWERING),
        "payee": _choice(contracts.Payee),
        "place": _choice(contracts.Place),
        "uninvited_entry": _FLAG,
        "plan_months": Field(Whole(0, PLAN_MONTHS_MAX)),
        "single_payment_demand": _FLAG,
        "recipient_organisation": _choice(contracts.Organisation),
        "automated_decision": _FLAG,
    },
)
_RECIPIENT = Fields(
    Recipient,
    {
        "person": Field(_NAME),
        "role": _choice(contracts.Role),
        "consent": _FLAG,
        "refused": _FLAG,
        "offers_to_pay": _FLAG,
        "asked_before": _FLAG,
    },
)
_DEBTOR = Fields(
    Debtor,
    {
        "reachable": _FLAG,
        "zones": Field(Many(Zone(), ZONES_MAX)),
        "barred_slots": _SLOTS,
        "agreed_slots": _SLOTS,
        "employer_forbids_work_contact": _FLAG,
        "minor": _FLAG,
        "deceased": _FLAG,
        "vulnerable": Field(Many(_NAME, 50)),
    },
)
_PAST = Fields(
    PastContact,
    {
        "at": Field(Moment(), required=True),
        "channel": _choice(contracts.Channel),
        "direction": _choice(contracts.Direction),
        "person": Field(_NAME),
        "debts": _NAMES,
        "address": Field(_NAME),
        "operator": Field(_NAME),
        "lender_group": Field(_NAME),
        "result": _choice(contracts.ContactResult),
        "call_kind": _choice(contracts.CallKind),
    },
)
_STOP = Fields(
    Stop,
    {
        "kind": Field(Choice(get_args(contracts.StopKind)), required=True),
        "channel": _choice(contracts.Channel),
        "address": Field(_NAME),
        "since": Field(MomentOrDay()),
        "until": Field(MomentOrDay()),
        "attorney_silent_since": Field(MomentOrDay()),
        "attorney_consents": _FLAG,
    },
)
_CONSENT = Fields(
    Consent,
    {
        "kind": Field(Choice(get_args(contracts.ConsentKind)), required=True),
        "at": Field(MomentOrDay()),
        "until": Field(MomentOrDay()),
        "scope": Field(Free(SCOPE_KEYS_MAX)),
    },
)
_HARBOURS = Fields(
    SafeHarbours,
    {
        "consumer_texted_at": Field(MomentOrDay()),
        "number_checked_at": Field(MomentOrDay()),
        "creditor_notice_sent_at": Field(MomentOrDay()),
        "creditor_notice_opt_out_until": Field(DayOfMoment()),
    },
)
_DEBT = Fields(
    Debt,
    {
        "id": Field(_NAME, required=True),
        "group": Field(_NAME),
        "kind": _choice(contracts.DebtKind),
        "time_barred": _FLAG,
        "limitation_ends": Field(DayOfMoment()),
        "sold_or_settled": _FLAG,
        "first_communication": Field(DayOfMoment()),
    },
)


def _case(**given: Any) -> Case:
    """Days alone are read strictly: a stop from its first moment anywhere to its last, a consent the other way."""
    case = Case(**given)
    names = case.debtor.zones or tuple(
        name for pack, _, _ in packs_of(case.regimes) for name in pack.data.zones
    )
    zones = tuple(ZoneInfo(name) for name in names)
    return replace(
        case,
        stops=tuple(
            replace(
                stop,
                since=_begin(stop.since, zones, min),
                until=_end(stop.until, zones, max),
                attorney_silent_since=_begin(stop.attorney_silent_since, zones, max),
            )
            for stop in case.stops
        ),
        consents=tuple(
            replace(one, at=_begin(one.at, zones, max), until=_end(one.until, zones, min))
            for one in case.consents
        ),
        safe_harbours=replace(
            case.safe_harbours,
            consumer_texted_at=_begin(case.safe_harbours.consumer_texted_at, zones, min),
            number_checked_at=_begin(case.safe_harbours.number_checked_at, zones, min),
            creditor_notice_sent_at=_begin(case.safe_harbours.creditor_notice_sent_at, zones, max),
        ),
    )


def _begin(value: date | None, zones: Sequence[ZoneInfo], pick: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    found: datetime = pick(day_start(value, zone) for zone in zones)
    return found


def _end(value: date | None, zones: Sequence[ZoneInfo], pick: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    found: datetime = pick(next_day_start(value, zone) for zone in zones)
    return found


CASE = Fields(
    _case,
    {
        "id": Field(Identity(NAME_CHARS_MAX)),
        "regimes": Field(Many(Choice(tuple(PACKS)), len(PACKS), least=1), required=True),
        "at": Field(Moment(), required=True),
        "operator": Field(_OPERATOR),
        "act": Field(_ACT, required=True),
        "recipient": Field(_RECIPIENT, required=True),
        "debtor": Field(_DEBTOR),
        "history": Field(Many(_PAST, HISTORY_MAX)),
        "stops": Field(Many(_STOP, STOPS_MAX)),
        "consents": Field(Many(_CONSENT, CONSENTS_MAX)),
        "safe_harbours": Field(_HARBOURS),
        "debts": Field(Many(_DEBT, DEBTS_MAX)),
    },
)


def parse_case(value: object) -> Case:
    """One case from parsed JSON. Raises WireError naming the key."""
    case: Case = CASE.read(value, ())
    return case


def case_schema() -> Schema:
    """JSON Schema of a case."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Arrears gate: case",
        **CASE.schema(),
    }
