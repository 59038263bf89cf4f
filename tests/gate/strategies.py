"""Random facts of a contact, for properties of the gate and for pinning its night shadow."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import get_args

from hypothesis import strategies as st

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

REGIMES = ("cn", "us_reg_f", "us_ma", "uk", "in", "ca_on", "ca_nb", "au", "eu")
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


def maybe(options: object) -> st.SearchStrategy[object]:
    return st.none() | st.sampled_from(get_args(options))


@st.composite
def moments(draw: st.DrawFn, around: datetime | None = None, days: int = 3) -> datetime:
    """A whole second, often a full or half hour."""
    start = draw(st.sampled_from(DAYS)) if around is None else around - timedelta(days=days)
    span = 3 * 24 if around is None else days * 24
    hours = draw(st.integers(0, span * 2)) / 2
    return start + timedelta(hours=hours, seconds=draw(st.sampled_from((0, 0, 0, 1, -1, 59, 1234))))


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    start, end = draw(st.integers(0, 47)), draw(st.integers(0, 47))
    return Slot(
        days=draw(st.sampled_from(((), (1, 2, 3, 4, 5), (6, 7), (1,)))),
        start=time(start // 2, 30 * (start % 2)),
        end=time(end // 2, 30 * (end % 2)),
        zone=draw(st.sampled_from((None, None, "America/Chicago"))),
    )


@st.composite
def past_contacts(draw: st.DrawFn, at: datetime) -> PastContact:
    return PastContact(
        at=draw(moments(around=at, days=8)),
        channel=draw(st.sampled_from(("call", "call", "call", "sms", "email", "letter", "voicemail", None))),
        direction=draw(st.sampled_from(("out", "out", "out", "in", None))),
        person=draw(st.sampled_from(("P", "P", "Q", None))),
        debts=draw(st.sampled_from((("D1",), ("D1", "D2"), ("D2",), ()))),
        address=draw(st.sampled_from((PHONES[0], PHONES[1], None))),
        operator=draw(st.sampled_from(("A", "A", "B", None))),
        lender_group=draw(st.sampled_from(("L1", "L1", "L2", None))),
        result=draw(maybe(contracts.ContactResult)),  # type: ignore[arg-type]  # a value of the Literal
        call_kind=draw(maybe(contracts.CallKind)),  # type: ignore[arg-type]
    )


def histories(at: datetime, most: int = 10) -> st.SearchStrategy[tuple[PastContact, ...]]:
    return st.lists(past_contacts(at), max_size=most).map(tuple)


@st.composite
def stop_facts(draw: st.DrawFn, at: datetime) -> Stop:
    return Stop(
        kind=draw(st.sampled_from(get_args(contracts.StopKind))),
        channel=draw(st.sampled_from((None, "call", "sms", "letter"))),
        address=draw(st.sampled_from((None, PHONES[0], PHONES[1]))),
        since=draw(st.none() | moments(around=at + timedelta(days=2), days=40)),
        until=draw(st.none() | moments(around=at + timedelta(days=6), days=10)),
        attorney_silent_since=draw(st.none() | moments(around=at, days=40)),
        attorney_consents=draw(st.sampled_from((None, None, True, False))),
    )


@st.composite
def consent_facts(draw: st.DrawFn, at: datetime) -> Consent:
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
        kind=draw(st.sampled_from(get_args(contracts.ConsentKind))),
        at=draw(st.none() | moments(around=at + timedelta(days=1), days=9)),
        until=draw(st.none() | moments(around=at + timedelta(days=4), days=5)),
        scope=draw(st.sampled_from(scopes)),
    )


@st.composite
def acts(draw: st.DrawFn, at: datetime) -> Act:
    disclosures = st.lists(st.sampled_from(get_args(contracts.Disclosure)), unique=True).map(tuple)
    elements = st.lists(st.sampled_from(get_args(contracts.VoicemailElement)), unique=True).map(tuple)
    answering = None
    if draw(st.integers(0, 4)) == 0:
        answering = Answering(
            channel=draw(st.sampled_from(("call", "sms", "email"))), at=draw(moments(around=at, days=1))
        )
    return Act(
        channel=draw(st.sampled_from(("call", "call", "call", *get_args(contracts.Channel)))),
        purpose=draw(st.sampled_from(("collect", "collect", *get_args(contracts.Purpose), None))),
        debts=draw(st.sampled_from((("D1",), ("D1",), ("D1", "D2"), ()))),
        address=draw(st.sampled_from((*PHONES, "email:x", None))),
        address_kind=draw(maybe(contracts.AddressKind)),  # type: ignore[arg-type]
        first_contact=draw(st.sampled_from((None, True, False))),
        call_kind=draw(maybe(contracts.CallKind)),  # type: ignore[arg-type]
        text=draw(st.sampled_from((None, None, *TEXTS))),
        opt_out_method=draw(maybe(contracts.OptOutMethod)),  # type: ignore[arg-type]
        disclosures=draw(st.none() | disclosures | st.just(("identity", "debt_collector", "opt_out"))),
        employer_named=draw(st.sampled_from((None, None, True))),
        audience=draw(st.sampled_from((None, None, "private", "contacts", "public"))),
        voicemail_elements=draw(st.none() | elements),
        answering=answering,
        payee=draw(st.sampled_from((None, None, "creditor_account", "private_account"))),
        place=draw(maybe(contracts.Place)),  # type: ignore[arg-type]
        uninvited_entry=draw(st.sampled_from((None, None, False, True))),
        plan_months=draw(st.sampled_from((None, None, 1, 12, 60, 61))),
        single_payment_demand=draw(st.sampled_from((None, None, False, True))),
        recipient_organisation=draw(maybe(contracts.Organisation)),  # type: ignore[arg-type]
        automated_decision=draw(st.sampled_from((None, None, False, True))),
    )


@st.composite
def cases(draw: st.DrawFn, regimes: tuple[str, ...] = REGIMES) -> Case:
    """Any facts at all; many are refused for several reasons."""
    at = draw(moments())
    zones = draw(
        st.sampled_from(((), CHINA[:1], CHINA, AMERICA[:1], AMERICA, (AMERICA[0], AMERICA[2]), ELSEWHERE[:1]))
    )
    three = st.sampled_from((None, None, None, True, False))
    return Case(
        id="x",
        regimes=tuple(draw(st.lists(st.sampled_from(regimes), min_size=1, max_size=2, unique=True))),
        at=at,
        operator=Operator(
            kind=draw(maybe(contracts.OperatorKind)),  # type: ignore[arg-type]
            id=draw(st.sampled_from(("A", "A", None))),
            lender_group=draw(st.sampled_from(("L1", "L1", None))),
        ),
        act=draw(acts(at)),
        recipient=Recipient(
            person=draw(st.sampled_from(("P", "P", None))),
            role=draw(st.sampled_from(("debtor", "debtor", "debtor", *get_args(contracts.Role), None))),
            consent=draw(three),
            refused=draw(three),
            offers_to_pay=draw(three),
            asked_before=draw(three),
        ),
        debtor=Debtor(
            reachable=draw(three),
            zones=zones,
            barred_slots=tuple(draw(st.lists(slots(), max_size=2))) if draw(st.booleans()) else (),
            agreed_slots=tuple(draw(st.lists(slots(), max_size=1))) if draw(st.booleans()) else (),
            employer_forbids_work_contact=draw(three),
            minor=draw(three),
            deceased=draw(three),
            vulnerable=draw(st.sampled_from(((), (), (), ("elderly",), ("bereavement",)))),
        ),
        history=draw(histories(at)),
        stops=tuple(draw(st.lists(stop_facts(at), max_size=2))) if draw(st.booleans()) else (),
        consents=tuple(draw(st.lists(consent_facts(at), max_size=3))),
        debts=draw(
            st.sampled_from(
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
        ),
    )


@st.composite
def plain_cases(draw: st.DrawFn, regimes: tuple[str, ...] = REGIMES) -> Case:
    """Contacts that would be lawful but for their time: hours, counters, stops and named times decide."""
    case = draw(cases(regimes))
    at = case.at
    return Case(
        regimes=case.regimes,
        at=at,
        operator=Operator(kind="agency", id="A", lender_group="L1"),
        act=Act(
            channel=draw(st.sampled_from(("call", "call", "sms", "email", "letter", "visit"))),
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
        history=(
            *case.history,
            PastContact(
                at=at - timedelta(days=draw(st.integers(3, 9))),
                channel="letter",
                direction="out",
                person="P",
                debts=("D1",),
                operator="A",
                lender_group="L1",
                result="delivered",
            ),
        ),
        stops=tuple(stop for stop in case.stops if stop.until is not None),
        consents=case.consents,
        debts=(Debt(id="D1", kind="consumer"),),
    )
