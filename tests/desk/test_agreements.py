"""Agreements: the ladder of approvals, the debtor's consent, the run by the ledger, the stop at the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.db import connection

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Component
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome, ReachState
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import (
    Ability,
    AgreementFacts,
    AgreementKind,
    AgreementOrder,
    AgreementState,
    Consent,
    ConsentKind,
    Line,
    LineState,
    PromiseOrder,
    Refused,
)
from arrears.desk.promises.documents.sentences import Paper, clauses, title
from arrears.desk.promises.documents.writing import docx as write_docx
from arrears.desk.promises.documents.writing import pdf
from arrears.desk.promises.rules.offers import check_offer, months_of
from arrears.desk.promises.rules.policy import Asked, grants_needed, policy_of
from arrears.foundation.api import SYSTEM, Actor, Role, read_file, store_file
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.days import add_months
from arrears.kernel.money import Money
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case

K, S = AgreementKind, AgreementState
LADDER = policy_of({}).ladder


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


# kind, what is asked → who must grant it (None: nobody may)
LADDER_TABLE = [
    (K.PLAN, {"months": 6}, ()),
    (K.PLAN, {"months": 7}, ("leader",)),
    (K.PLAN, {"months": 24}, ("leader",)),
    (K.PLAN, {"months": 25}, ("leader", "compliance")),
    (K.PLAN, {"months": 60}, ("leader", "compliance")),
    (K.PLAN, {"months": 61}, None),
    (K.EXTENSION, {"days": 15}, ()),
    (K.EXTENSION, {"days": 16}, ("leader",)),
    (K.EXTENSION, {"days": 91}, None),
    (K.WAIVER, {"waive_minor": 200_000}, ("leader",)),
    (K.WAIVER, {"waive_minor": 200_001}, ("leader", "compliance")),
    (K.WAIVER, {"waive_minor": 1_000, "waives_principal": True}, ("leader", "compliance")),
    (K.WAIVER, {"waive_minor": 450_000}, ("leader", "compliance", "administrator")),
    (K.SETTLEMENT, {"waive_minor": 700_000}, ("leader", "compliance", "administrator")),
    (K.SETTLEMENT, {"waive_minor": 700_001}, None),
]


@pytest.mark.parametrize(("kind", "asked", "grants"), LADDER_TABLE)
def test_the_ladder(kind: AgreementKind, asked: dict[str, object], grants: tuple[str, ...] | None) -> None:
    question = Asked(kind=kind, owed_minor=1_000_000, **asked)  # type: ignore[arg-type]
    if grants is None:
        with pytest.raises(Refused):
            grants_needed(LADDER, question)
    else:
        assert grants_needed(LADDER, question) == grants


PLAN = AgreementOrder(
    kind=K.PLAN, creditor_id=1, debtor_id=1, account_id=1, currency="CNY",
    lines=tuple(Line(due_on=add_months(MONDAY, n), amount_minor=100_000) for n in range(1, 4)),
)  # fmt: skip
OFFERS = [
    ("a plan", {}, None),
    ("one payment is no plan", {"lines": PLAN.lines[:1]}, "lines"),
    ("days out of order", {"lines": (PLAN.lines[1], PLAN.lines[0])}, "order"),
    ("a day that has passed", {"lines": (Line(due_on=day(-1), amount_minor=1), *PLAN.lines)}, "past"),
    ("a payment of nothing", {"lines": (*PLAN.lines[:2], Line(due_on=day(200), amount_minor=0))}, "amount"),
    ("more than is owed", {"lines": (*PLAN.lines, Line(due_on=day(200), amount_minor=1))}, "more_than_owed"),
    ("its cost is on top", {"lines": (*PLAN.lines, Line(due_on=day(200), amount_minor=1)), "cost_minor": 1}, None),
    ("a plan gives nothing up", {"waive_minor": 1}, "waive"),
    ("sixty-one months", {"lines": tuple(Line(due_on=add_months(MONDAY, n + 2), amount_minor=1) for n in range(60))},
     "CN-K1"),
    ("within what is left each month", {"ability": Ability(income_minor=300_000, outgoings_minor=200_000)}, None),
    ("beyond it", {"ability": Ability(income_minor=300_000, outgoings_minor=200_001)}, "ability"),
    ("it does not add up", {"kind": K.SETTLEMENT, "lines": PLAN.lines[:1], "waive_minor": 1}, "settlement"),
    ("a settlement", {"kind": K.SETTLEMENT, "lines": PLAN.lines[:2], "waive_minor": 100_000}, None),
    ("a waiver without a component", {"kind": K.WAIVER, "lines": (), "waive_minor": 5}, "component"),
    ("a waiver", {"kind": K.WAIVER, "lines": (), "waive_minor": 5, "waive_component": "penalty"}, None),
    ("an extension", {"kind": K.EXTENSION, "lines": (Line(due_on=day(90), amount_minor=300_000),)}, None),
    ("an extension too far", {"kind": K.EXTENSION, "lines": (Line(due_on=day(91), amount_minor=300_000),)},
     "extension_days_max"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "rule"), [row[1:] for row in OFFERS], ids=[row[0] for row in OFFERS])
def test_what_may_be_offered(change: dict[str, object], rule: str | None) -> None:
    order = replace(PLAN, **change)  # type: ignore[arg-type]
    limits = policy_of({}).agreement
    if rule is None:
        check_offer(order, 300_000, MONDAY, card=True, limits=limits)
        return
    with pytest.raises(Refused) as refused:
        check_offer(order, 300_000, MONDAY, card=True, limits=limits)
    assert refused.value.rule == rule


def test_months_count_begun_ones_whole() -> None:
    assert months_of(PLAN, MONDAY) == 3
    assert months_of(replace(PLAN, lines=(Line(due_on=day(1), amount_minor=1),)), MONDAY) == 1


# --- stories ---------------------------------------------------------------------------------------------


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def plan(case: DeskCase, count: int = 3, minor: int = 100_000, **changes: object) -> AgreementOrder:
    given: dict[str, object] = {
        **case.ids, "account_id": case.of.account_id,
        "lines": tuple(Line(due_on=day(7 * n), amount_minor=minor) for n in range(1, count + 1)),
    }  # fmt: skip
    return replace(PLAN, **(given | changes))  # type: ignore[arg-type]


def recorded_talk(case: DeskCase) -> int:
    talk = case.talk(Outcome.REACHED_DEBTOR)
    file = store_file(
        b"RIFF", name="talk.wav", media_type="audio/wav", creditor_id=case.of.creditor.id, actor=case.actor
    )
    contact.attach_recording(talk.attempt_id, file.id, case.actor)
    return talk.attempt_id


def agreed(case: DeskCase, order: AgreementOrder | None = None) -> AgreementFacts:
    """A plan within the collector's own reach, agreed in a recorded talk on Monday."""
    with clock.standing_at(at(10)):
        made = promises.request(order or plan(case), case.actor)
        consent = Consent(kind=ConsentKind.TALK, at=at(10), attempt_id=recorded_talk(case))
        return promises.agree(made.id, consent, case.actor)


def judged(case: DeskCase, number: int) -> AgreementFacts:
    with clock.standing_at(at(7, day=day(number))):
        promises.judge(day(number))
        return promises.agreements_of(case.actor, case.of.debtor_id)[0]


def stops(case: DeskCase) -> list[str]:
    return [stop.kind for stop in gate.stops(case.actor, **case.ids) if stop.lifted_at is None]


def test_a_kept_plan_stops_collection_until_it_is_completed(case: DeskCase) -> None:
    facts = agreed(case)
    assert facts.state is S.ACTIVE
    assert stops(case) == ["plan_kept"]
    with clock.standing_at(at(11)):  # CN-K2
        refused = case.reach("sms")
    assert refused.state is ReachState.REFUSED
    assert refused.denial is not None
    assert {"CN-K2", "ALL-S2"} & {
        rule.id for rule in refused.denial.rules
    } or "plan" in refused.words.en.lower()
    for number in (1, 2, 3):
        case.pay(100_000, day(7 * number), f"p{number}")
    done = judged(case, 21)
    assert done.state is S.COMPLETED
    assert [line.state for line in done.lines] == [LineState.PAID] * 3
    assert stops(case) == []


def test_a_broken_plan_lifts_the_stop_and_a_found_payment_places_it_again(case: DeskCase) -> None:
    agreed(case)
    # first payment on time, the second missed with its three days of grace
    case.pay(100_000, day(7), "p1")
    assert judged(case, 17).state is S.ACTIVE
    broken = judged(case, 18)
    assert broken.state is S.BROKEN
    assert [line.state for line in broken.lines] == [LineState.PAID, LineState.BROKEN, LineState.NOT_DUE]
    assert stops(case) == []
    # the bank had it all along
    case.pay(100_000, day(14), "found")
    assert judged(case, 19).state is S.ACTIVE
    assert stops(case) == ["plan_kept"]
    history = promises.agreement_verdicts(broken.id, case.actor)
    assert [(v.as_of, v.state) for v in history] == [
        (day(17), "active"), (day(18), "broken"), (day(19), "active"),
    ]  # fmt: skip


def test_a_reversal_breaks_a_completed_plan(case: DeskCase) -> None:
    agreed(case)
    entries = [case.pay(100_000, day(7 * n), f"p{n}") for n in (1, 2, 3)]
    assert judged(case, 21).state is S.COMPLETED
    payments.reverse(entries[0], day(7), "r", "bounced", SYSTEM)
    assert judged(case, 22).state is S.BROKEN


def test_money_counts_once_for_each_agreement_of_an_account(case: DeskCase) -> None:
    """Two agreements on one account read the same money: neither counts it twice."""
    agreed(case)
    assert judged(case, 18).state is S.BROKEN
    second = tuple(Line(due_on=day(18 + 7 * n), amount_minor=100_000) for n in (1, 2))
    with clock.standing_at(at(10, day=day(18))):
        made = promises.request(plan(case, lines=second), case.actor)
        consent = Consent(kind=ConsentKind.TALK, at=at(10, day=day(18)), attempt_id=recorded_talk(case))
        promises.agree(made.id, consent, case.actor)
    case.pay(100_000, day(20), "once")
    judged(case, 26)
    found = {one.id: one for one in promises.agreements_of(case.actor, case.of.debtor_id)}
    assert found[made.id].state is S.ACTIVE
    assert [line.received_minor for line in found[made.id].lines] == [100_000, 0]
    assert [line.received_minor for one in found.values() if one.id != made.id for line in one.lines] == [
        100_000, 0, 0,
    ]  # fmt: skip


def test_a_spoken_plan_needs_its_recording(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        made = promises.request(plan(case), case.actor)
        talk = case.talk(Outcome.REACHED_DEBTOR)
        with pytest.raises(Refused) as refused:
            promises.agree(
                made.id, Consent(kind=ConsentKind.TALK, at=at(10), attempt_id=talk.attempt_id), case.actor
            )
    assert refused.value.rule == "CN-K3"


def test_a_plan_takes_the_place_of_open_promises_and_no_promise_stands_beside_it(case: DeskCase) -> None:
    with clock.standing_at(at(9)):
        order = PromiseOrder(
            **case.ids, account_id=case.of.account_id, amount=Money(10_000, "CNY"), due_on=day(3)
        )
        promises.take(order, case.actor)
    agreed(case)
    assert [one.state for one in promises.of_debtor(case.actor, case.of.debtor_id)] == ["withdrawn"]
    with clock.standing_at(at(11)), pytest.raises(Refused) as refused:
        promises.take(order, case.actor)
    assert refused.value.rule == "plan_active"


def test_one_agreement_at_a_time(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        promises.request(plan(case), case.actor)
        with pytest.raises(Refused) as refused:
            promises.request(plan(case), case.actor)
    assert refused.value.rule == "one_at_a_time"


def other(case: DeskCase, role: Role, name: str = "") -> Actor:
    return case.staff.of(role, name or f"{role.value}_2")


def long_plan(case: DeskCase) -> AgreementOrder:
    lines = tuple(Line(due_on=add_months(MONDAY, n), amount_minor=20_000) for n in range(1, 31))
    return plan(case, lines=lines)


def test_each_rung_is_another_person(case: DeskCase) -> None:
    leader, compliance = other(case, Role.LEADER), other(case, Role.COMPLIANCE)
    with clock.standing_at(at(10)):
        asked = promises.request(long_plan(case), case.actor)
        assert (asked.state, asked.needs_roles) == (S.REQUESTED, ("leader", "compliance"))
        assert [one.id for one in promises.waiting_for(leader)] == [asked.id]
        assert promises.waiting_for(case.actor) == ()
        for wrong in (case.actor, other(case, Role.STRATEGIST)):
            with pytest.raises(Refused) as refused:
                promises.decide(asked.id, True, "", wrong)
            assert refused.value.rule == "role"
        assert promises.decide(asked.id, True, "", leader).state is S.REQUESTED
        with pytest.raises(Refused):
            promises.decide(asked.id, True, "", leader)
        assert promises.waiting_for(leader) == ()
        granted = promises.decide(asked.id, True, "", compliance)
    assert granted.state is S.APPROVED
    assert [(one.role, one.granted) for one in granted.approvals] == [("leader", True), ("compliance", True)]
    assert granted.expires_on == day(14)


def test_nobody_grants_their_own_request(case: DeskCase) -> None:
    leader = other(case, Role.LEADER)
    with clock.standing_at(at(10)):
        asked = promises.request(long_plan(case), leader)
        with pytest.raises(Refused) as refused:
            promises.decide(asked.id, True, "", leader)
    assert refused.value.rule == "second_person"


def test_a_refusal_needs_a_reason_and_ends_the_request(case: DeskCase) -> None:
    leader = other(case, Role.LEADER)
    with clock.standing_at(at(10)):
        asked = promises.request(long_plan(case), case.actor)
        with pytest.raises(Refused):
            promises.decide(asked.id, False, " ", leader)
        assert promises.decide(asked.id, False, "too long", leader).state is S.REFUSED
        with pytest.raises(Refused):
            promises.decide(asked.id, True, "", other(case, Role.COMPLIANCE))


@pytest.mark.parametrize(("approved", "days", "expected"), [
    (False, 10, S.REQUESTED), (False, 11, S.EXPIRED), (True, 14, S.APPROVED), (True, 15, S.EXPIRED),
])  # fmt: skip
def test_what_nobody_takes_up_lapses(
    case: DeskCase, approved: bool, days: int, expected: AgreementState
) -> None:
    with clock.standing_at(at(10)):
        promises.request(plan(case) if approved else long_plan(case), case.actor)
    assert judged(case, days).state is expected


def test_an_expired_offer_cannot_be_taken_up(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        made = promises.request(plan(case), case.actor)
    with clock.standing_at(at(10, day=day(15))), pytest.raises(Refused) as refused:
        promises.agree(made.id, Consent(kind=ConsentKind.LINK, at=at(10)), case.actor)
    assert refused.value.rule == "expired"


def test_withdrawing_a_running_plan_lifts_its_stop(case: DeskCase) -> None:
    facts = agreed(case)
    with clock.standing_at(at(12)):
        with pytest.raises(Refused):
            promises.withdraw_agreement(facts.id, " ", case.actor)
        assert promises.withdraw_agreement(facts.id, "debtor asked", case.actor).state is S.WITHDRAWN
    assert stops(case) == []


def give_limits(case: DeskCase) -> None:
    """The ledger keeps limits of its own for giving money up."""
    for role in (Role.LEADER, Role.COMPLIANCE):
        payments.set_waiver_limit(case.of.creditor.id, role, None, Money(10_000_000, "CNY"), SYSTEM)


def owed(case: DeskCase, number: int) -> int:
    """What is owed in the end: money that waits for a later instalment counts as paid."""
    found = payments.balance(case.of.account_id, day(number))
    return found.total_minor - found.credit_minor


def test_a_settlement_gives_up_the_rest_once_it_is_paid(case: DeskCase) -> None:
    give_limits(case)
    leader, compliance = other(case, Role.LEADER), other(case, Role.COMPLIANCE)
    order = plan(case, 1, 480_000, kind=K.SETTLEMENT, waive_minor=120_000)
    with clock.standing_at(at(10)):
        asked = promises.request(order, case.actor)
        assert asked.needs_roles == ("leader", "compliance"), "principal is given up"
        promises.decide(asked.id, True, "", leader)
        promises.decide(asked.id, True, "", compliance)
        promises.agree(asked.id, Consent(kind=ConsentKind.LINK, at=at(10)), case.actor)
    entry = case.pay(480_000, day(7), "settled")
    assert judged(case, 7).state is S.COMPLETED
    assert owed(case, 7) == 0
    assert promises.waivers_waiting(case.actor) == ()
    # the payment bounces: what was given up stands again
    payments.reverse(entry, day(8), "r", "bounced", SYSTEM)
    assert judged(case, 11).state is S.BROKEN
    assert owed(case, 11) == 600_000


def test_a_settlement_that_the_ledger_does_not_let_through_waits_and_is_tried_again(case: DeskCase) -> None:
    leader, compliance = other(case, Role.LEADER), other(case, Role.COMPLIANCE)
    order = plan(case, 1, 480_000, kind=K.SETTLEMENT, waive_minor=120_000)
    with clock.standing_at(at(10)):
        asked = promises.request(order, case.actor)
        promises.decide(asked.id, True, "", leader)
        promises.decide(asked.id, True, "", compliance)
        promises.agree(asked.id, Consent(kind=ConsentKind.LINK, at=at(10)), case.actor)
    case.pay(480_000, day(7), "settled")
    assert judged(case, 7).state is S.COMPLETED
    assert [one.id for one in promises.waivers_waiting(case.actor)] == [asked.id]
    give_limits(case)
    judged(case, 8)
    assert promises.waivers_waiting(case.actor) == ()
    assert owed(case, 8) == 0


def test_a_waiver_is_posted_when_it_is_granted(db: None) -> None:
    case = desk_case()
    give_limits(case)
    with clock.standing_at(at(10)):
        order = plan(case, 0, kind=K.WAIVER, lines=(), waive_minor=5_000, waive_component="principal")
        asked = promises.request(order, case.actor)
        promises.decide(asked.id, True, "", other(case, Role.LEADER))
        done = promises.decide(asked.id, True, "", other(case, Role.COMPLIANCE))
    assert done.state is S.COMPLETED
    assert payments.balance(case.of.account_id, MONDAY).by_component[Component.PRINCIPAL] == 595_000


def test_an_extension_runs_to_its_new_day(case: DeskCase) -> None:
    order = plan(case, kind=K.EXTENSION, lines=(Line(due_on=day(10), amount_minor=300_000),))
    agreed(case, order)
    assert judged(case, 13).state is S.ACTIVE
    assert judged(case, 14).state is S.BROKEN


def test_the_calculator_proposes_a_plan_that_can_be_asked_for(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        proposal = promises.propose_plan(
            case.of.account_id,
            principal_minor=600_000,
            months=6,
            starts_on=MONDAY,
            annual_rate=Decimal("3.45"),
        )
        made = promises.request(
            plan(
                case, lines=proposal.lines, cost_minor=proposal.cost_minor, annual_rate=proposal.annual_rate
            ),
            case.actor,
        )
    assert len(proposal.lines) == 6
    assert proposal.total_minor == 600_000 + proposal.cost_minor
    assert made.state is S.APPROVED
    with pytest.raises(Refused) as refused:
        promises.propose_plan(case.of.account_id, principal_minor=600_000, months=61, starts_on=MONDAY)
    assert refused.value.rule == "CN-K1"


# --- the paper -------------------------------------------------------------------------------------------


def test_the_paper_is_written_as_pdf_and_word_and_kept(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        made = promises.request(plan(case), case.actor)
        facts = promises.write_paper(made.id, case.actor)
    assert facts.document_id is not None
    assert facts.document_docx_id is not None
    assert read_file(facts.document_id, case.actor).startswith(b"%PDF-")
    words = "\n".join(
        paragraph.text
        for paragraph in docx.Document(BytesIO(read_file(facts.document_docx_id, case.actor))).paragraphs
    )
    assert all(part in words for part in ("王一", "还款周期、方式、日期与金额", "双方权利"))


PAPER = Paper(
    kind=K.PLAN, language="zh", reference="A-1", creditor="示范银行", operator="示范银行", debtor="王一",
    account="6200", currency="CNY", card=True, made_on=MONDAY, owed_minor=600_000,
    by_component={"principal": 500_000, "interest": 100_000},
    lines=tuple(Line(due_on=add_months(MONDAY, n), amount_minor=101_000) for n in range(1, 7)),
    cost_minor=6_000, annual_rate=Decimal("3.45"), grace_days=3, service_phone="400-1", complaint_phone="400-2",
)  # fmt: skip
CN_K1 = {
    "zh": ("6,000.00元", "本金", "CNY", "共6期", "2026年12月23日", "1,010.00元", "60.00元", "年利率3.45%",
        "不再向发卡银行申领新的信用卡",
           "停止催收", "本协议终止", "可以随时查询", "提前还款"),
    "en": ("CNY 6,000.00", "Principal", "6 payments", "23 December 2026", "CNY 1,010.00", "CNY 60.00", "3.45 per cent",
           "does not apply to the issuer for a new card", "stop collecting", "this agreement ends", "pay early"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_of_a_card_plan_states_what_the_card_measures_ask_for(language: str) -> None:
    """CN-K1 (K 70): balance, structure, currency; cycle, way, days, amounts; interest and fees; no new card
    until settled; rights and default."""
    said = "\n".join(
        part
        for clause in clauses(replace(PAPER, language=language))
        for part in (clause.head, *clause.sentences, *(cell for row in clause.table for cell in row))
    )
    assert [part for part in CN_K1[language] if part not in said] == []


@pytest.mark.parametrize("kind", list(AgreementKind))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_a_paper_in_both_languages(kind: AgreementKind, language: str) -> None:
    lines = {K.PLAN: PAPER.lines, K.SETTLEMENT: PAPER.lines[:1], K.EXTENSION: PAPER.lines[:1], K.WAIVER: ()}[
        kind
    ]
    waive = 100_000 if kind in (K.SETTLEMENT, K.WAIVER) else 0
    paper = replace(PAPER, kind=kind, language=language, lines=lines, waive_minor=waive)
    assert title(paper)
    assert pdf(paper).startswith(b"%PDF-")
    assert write_docx(paper).startswith(b"PK")


def test_a_request_has_no_paper(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        asked = promises.request(long_plan(case), case.actor)
        with pytest.raises(Refused):
            promises.write_paper(asked.id, case.actor)


def test_plan_active_is_published_as_of_the_day(case: DeskCase) -> None:
    agreed(case)
    judged(case, 11)
    with connection.cursor() as cursor:
        for number, expected in ((-1, None), (0, True), (10, True), (11, False)):
            cursor.execute("SELECT plan_active FROM promises_accounts(%s)", [day(number)])
            row = cursor.fetchone()
            assert (row[0] if row else None) in ((expected,) if expected else (None, False)), number
