"""Random facts of a contact from one source of chance: the same seed gives the same facts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any, get_args

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
    Slot,
    Stop,
)

CHINA = ("Asia/Shanghai", "Asia/Urumqi")
AMERICA = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Honolulu")
ELSEWHERE = ("Europe/London", "Asia/Kolkata", "America/Toronto", "Australia/Sydney")
PHONES = ("phone:+8613800138000", "phone:+12125550147", "phone:+14155550147")
TEXTS = (
    "您好，您的账单已到期，请及时还款。",
    "再不还钱就打断你的腿",
    "Please call us. Reply STOP to opt out.",
)
# Around changes of clocks, months, years and rules, so that edges are met often.
DAYS = (
    datetime(2025, 2, 27, tzinfo=UTC),
    datetime(2026, 1, 29, tzinfo=UTC),
    datetime(2026, 3, 7, tzinfo=UTC),
    datetime(2026, 10, 31, tzinfo=UTC),
    datetime(2026, 11, 23, tzinfo=UTC),
    datetime(2026, 12, 31, tzinfo=UTC),
    datetime(2028, 2, 28, tzinfo=UTC),
)
THREE = (None, None, None, True, False)


def maybe(chance: Random, options: object) -> Any:
    """A value of a Literal; half the time none."""
    return chance.choice(get_args(options)) if chance.random() < 0.5 else None


def a_moment(chance: Random, around: datetime | None = None, days: int = 3) -> datetime:
    """A whole second, often a full or half hour."""
    start = chance.choice(DAYS) if around is None else around - timedelta(days=days)
    span = 3 * 24 if around is None else days * 24
    hours = chance.randint(0, span * 2) / 2
    return start + timedelta(hours=hours, seconds=chance.choice((0, 0, 0, 1, -1, 59, 1234)))


def maybe_moment(chance: Random, around: datetime, days: int) -> datetime | None:
    return a_moment(chance, around, days) if chance.random() < 0.5 else None


def some(chance: Random, options: object) -> tuple[Any, ...]:
    """Some values of a Literal, each once."""
    values = get_args(options)
    return tuple(chance.sample(values, chance.randint(0, len(values))))


def a_slot(chance: Random) -> Slot:
    start, end = chance.randint(0, 47), chance.randint(0, 47)
    return Slot(
        days=chance.choice(((), (1, 2, 3, 4, 5), (6, 7), (1,))),
        start=time(start // 2, 30 * (start % 2)),
        end=time(end // 2, 30 * (end % 2)),
        zone=chance.choice((None, None, "America/Chicago")),
    )


def a_past_contact(chance: Random, at: datetime) -> PastContact:
    return PastContact(
        at=a_moment(chance, at, days=8),
        channel=chance.choice(("call", "call", "call", "sms", "email", "letter", "voicemail", None)),
        direction=chance.choice(("out", "out", "out", "in", None)),
        person=chance.choice(("P", "P", "Q", None)),
        debts=chance.choice((("D1",), ("D1", "D2"), ("D2",), ())),
        address=chance.choice((PHONES[0], PHONES[1], None)),
        operator=chance.choice(("A", "A", "B", None)),
        lender_group=chance.choice(("L1", "L1", "L2", None)),
        result=maybe(chance, contracts.ContactResult),
        call_kind=maybe(chance, contracts.CallKind),
    )


def a_stop(chance: Random, at: datetime) -> Stop:
    return Stop(
        kind=chance.choice(get_args(contracts.StopKind)),
        channel=chance.choice((None, "call", "sms", "letter")),
        address=chance.choice((None, PHONES[0], PHONES[1])),
        since=maybe_moment(chance, at + timedelta(days=2), 40),
        until=maybe_moment(chance, at + timedelta(days=6), 10),
        attorney_silent_since=maybe_moment(chance, at, 40),
        attorney_consents=chance.choice((None, None, True, False)),
    )


def a_consent(chance: Random, at: datetime) -> Consent:
    scopes: tuple[dict[str, object], ...] = (
        {},
        {"channel": "call"},
        {"debts": ["D1"]},
        {"from": "21:00", "to": "23:00"},
        {"ground": "human_review"},
        {"ground": "related_debt"},
        {"by": "lender"},
        {"odd": 1},
    )
    return Consent(
        kind=chance.choice(get_args(contracts.ConsentKind)),
        at=maybe_moment(chance, at + timedelta(days=1), 9),
        until=maybe_moment(chance, at + timedelta(days=4), 5),
        scope=chance.choice(scopes),
    )


def an_act(chance: Random, at: datetime) -> Act:
    answering = None
    if chance.randint(0, 4) == 0:
        answering = Answering(channel=chance.choice(("call", "sms", "email")), at=a_moment(chance, at, 1))
    disclosures = (None, some(chance, contracts.Disclosure), ("identity", "debt_collector", "opt_out"))
    return Act(
        channel=chance.choice(("call", "call", "call", *get_args(contracts.Channel))),
        purpose=chance.choice(("collect", "collect", *get_args(contracts.Purpose), None)),
        debts=chance.choice((("D1",), ("D1",), ("D1", "D2"), ())),
        address=chance.choice((*PHONES, "email:x", None)),
        address_kind=maybe(chance, contracts.AddressKind),
        first_contact=chance.choice((None, True, False)),
        call_kind=maybe(chance, contracts.CallKind),
        text=chance.choice((None, None, *TEXTS)),
        opt_out_method=maybe(chance, contracts.OptOutMethod),
        disclosures=chance.choice(disclosures),
        employer_named=chance.choice((None, None, True)),
        audience=chance.choice((None, None, "private", "contacts", "public")),
        voicemail_elements=chance.choice((None, some(chance, contracts.VoicemailElement))),
        answering=answering,
        payee=chance.choice((None, None, "creditor_account", "private_account")),
        place=maybe(chance, contracts.Place),
        uninvited_entry=chance.choice((None, None, False, True)),
        plan_months=chance.choice((None, None, 1, 12, 60, 61)),
        single_payment_demand=chance.choice((None, None, False, True)),
        recipient_organisation=maybe(chance, contracts.Organisation),
        automated_decision=chance.choice((None, None, False, True)),
    )


def a_debtor(chance: Random) -> Debtor:
    zones = ((), CHINA[:1], CHINA, AMERICA[:1], AMERICA, (AMERICA[0], AMERICA[2]), ELSEWHERE[:1])
    return Debtor(
        reachable=chance.choice(THREE),
        zones=chance.choice(zones),
        barred_slots=tuple(a_slot(chance) for _ in range(chance.choice((0, 0, 0, 0, 1, 2)))),
        agreed_slots=tuple(a_slot(chance) for _ in range(chance.choice((0, 0, 0, 1)))),
        employer_forbids_work_contact=chance.choice(THREE),
        minor=chance.choice(THREE),
        deceased=chance.choice(THREE),
        vulnerable=chance.choice(((), (), (), ("elderly",), ("bereavement",))),
    )


def some_debts(chance: Random, at: datetime) -> tuple[Debt, ...]:
    return chance.choice(
        (
            (),
            (Debt(id="D1", kind="card"),),
            (Debt(id="D1", kind="consumer"), Debt(id="D2", kind="business")),
            (Debt(id="D1", kind="student", group="G"), Debt(id="D2", kind="student", group="G")),
            (
                Debt(id="D1", group="G", time_barred=True),
                Debt(id="D2", group="G", sold_or_settled=True),
            ),
            (Debt(id="D1", first_communication=(at - timedelta(days=20)).date()),),
        )
    )


def a_case(seed: int, regimes: tuple[str, ...], contacts: int, stops: int, consents: int) -> Case:
    """Any facts at all. Each list has a chance of its own, so that a shorter one leaves the others as they are."""
    chance = Random(seed)
    at = a_moment(chance)
    past, stopped, agreed = (Random(seed + place) for place in (1, 2, 3))
    return Case(
        id="x",
        regimes=regimes,
        at=at,
        operator=Operator(
            kind=maybe(chance, contracts.OperatorKind),
            id=chance.choice(("A", "A", None)),
            lender_group=chance.choice(("L1", "L1", None)),
        ),
        act=an_act(chance, at),
        recipient=Recipient(
            person=chance.choice(("P", "P", None)),
            role=chance.choice(("debtor", "debtor", "debtor", *get_args(contracts.Role), None)),
            consent=chance.choice(THREE),
            refused=chance.choice(THREE),
            offers_to_pay=chance.choice(THREE),
            asked_before=chance.choice(THREE),
        ),
        debtor=a_debtor(chance),
        history=tuple(a_past_contact(past, at) for _ in range(contacts)),
        stops=tuple(a_stop(stopped, at) for _ in range(stops)),
        consents=tuple(a_consent(agreed, at) for _ in range(consents)),
        debts=some_debts(chance, at),
    )


def a_plain_case(case: Case, seed: int) -> Case:
    """A contact that would be lawful but for its time: hours, counters, stops and named times decide."""
    chance = Random(seed)
    at = case.at
    letter = PastContact(
        at=at - timedelta(days=chance.randint(3, 9)),
        channel="letter",
        direction="out",
        person="P",
        debts=("D1",),
        operator="A",
        lender_group="L1",
        result="delivered",
    )
    return Case(
        regimes=case.regimes,
        at=at,
        operator=Operator(kind="agency", id="A", lender_group="L1"),
        act=Act(
            channel=chance.choice(("call", "call", "sms", "email", "letter", "visit")),
            purpose="collect",
            debts=case.act.debts,
            address=case.act.address,
            address_kind="personal",
            call_kind=case.act.call_kind,
            opt_out_method="reply",
            disclosures=("identity", "recording", "opt_out", "debt_collector"),
            answering=case.act.answering,
        ),
        recipient=Recipient(person="P", role="debtor"),
        debtor=Debtor(
            reachable=True,
            zones=case.debtor.zones,
            barred_slots=case.debtor.barred_slots,
            agreed_slots=case.debtor.agreed_slots,
        ),
        history=(*case.history, letter),
        stops=tuple(stop for stop in case.stops if stop.until is not None),
        consents=case.consents,
        debts=(Debt(id="D1", kind="consumer"),),
    )
