"""The shipped ladders, night by night, with the date before each step."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_strategy, shipped_texts
from tests.night.story import Story

NOVEMBER = date(2026, 11, 1)
POLICY = parse(shipped_texts())


def walked(kind: str, ages: dict[int, int], days: int) -> dict[int, str]:
    """Accounts with one item that fell due so many days before November; the steps as `month-day step`."""
    story = Story(POLICY)
    for number, age in ages.items():
        story.account(number, kind=kind, debtor_kind="company" if kind == "invoice" else "person")
        story.item(number, NOVEMBER - timedelta(days=age))
    return told(story, days)


def told(story: Story, days: int, first: date = NOVEMBER) -> dict[int, str]:
    return {
        number: " ".join(f"{on.month}-{on.day}:{step}" for on, step in steps)
        for number, steps in story.walk(first, days).items()
    }


def test_a_card_climbs_from_reminder_to_lawyer_letter() -> None:
    told_ = walked("card", {1: 0, 2: 14, 3: 27, 4: 57, 5: 86}, 14)
    assert told_ == {
        1: "11-2:sms_1 11-7:call_6 11-9:call_6 11-10:sms_6 11-11:email_6 11-13:call_6",
        2: "11-1:call_6 11-2:sms_6 11-3:email_6 11-5:call_6 11-7:call_19 11-9:call_19 11-10:letter_19 "
        "11-12:call_19 11-14:call_19",
        3: "11-1:call_19 11-2:letter_19 11-4:letter_30 11-7:call_30 11-9:email_30 11-12:call_30",
        4: "11-1:call_30 11-2:email_30 11-4:lawyer_60 11-8:call_60 11-12:call_60",
        5: "11-1:lawyer_60 11-8:call_90",
    }


def test_leasing_goes_by_periods() -> None:
    story = Story(POLICY)
    for number, months in {11: (11, 12), 12: (10, 11, 12), 13: (9, 10, 11, 12)}.items():
        story.account(number, kind="lease")
        for month in months:
            story.item(number, date(2026, month, 15))
    assert told(story, 20) == {
        # a normal payer is reminded on the 12th and 13th and called on the 15th; then one period is overdue
        11: "11-12:sms_12_13 11-13:sms_12_13 11-15:call_15 11-16:sms_p1 11-18:call_p1 11-20:call_p1",
        12: "11-1:call_p1 11-2:sms_p1 11-4:call_p1 11-6:call_p1 11-8:call_p1 11-10:call_p1 11-12:call_p1 "
        "11-14:call_p1 11-16:lawyer_visit_p2 11-18:call_p2 11-20:call_p2",
        13: "11-1:lawyer_visit_p2 11-3:call_p2 11-5:call_p2 11-7:call_p2 11-9:call_p2 11-11:call_p2 "
        "11-13:call_p2 11-15:call_p2 11-16:locate_p3 11-17:locate_p3 11-18:locate_p3 11-19:locate_p3 "
        "11-20:locate_p3",
    }
    call = next(line for line in POLICY.lines if line.step == "call_p1")
    assert call.audience == "debtor_and_guarantors"


def test_a_loan_goes_by_days_and_risk() -> None:
    assert walked("loan", {21: 0, 22: 27, 23: 58}, 18) == {
        21: "11-2:call_high 11-4:call_high 11-6:call_high 11-8:call_high 11-10:call_high 11-11:letter_high "
        "11-13:call_high 11-15:call_high 11-17:call_high",
        22: "11-1:call_high 11-2:letter_high 11-4:letter_mid_low 11-6:call_mid_high 11-8:call_mid_high "
        "11-10:call_mid_high 11-12:call_mid_high 11-14:call_mid_high 11-15:visit_mid_high 11-16:call_mid_high "
        "11-17:visit_mid_high 11-18:call_mid_high",
        23: "11-1:call_mid_high 11-2:visit_mid_high 11-3:call_mid_high 11-4:lawyer_high 11-9:call_late_high "
        "11-14:call_late_high",
    }


def test_an_invoice_is_announced_before_it_is_due() -> None:
    assert walked("invoice", {31: -5, 33: 44, 34: 89}, 18) == {
        31: "11-1:email_before 11-10:email_1 11-13:call_7 11-16:call_7",
        33: "11-1:letter_16 11-3:visit_46 11-4:visit_46 11-5:visit_46 11-6:call_46 11-11:call_46 11-16:call_46 "
        "11-18:lawyer_61",
        34: "11-1:lawyer_61 " + " ".join(f"11-{day}:suit_91" for day in range(3, 19)),
    }


def test_an_agency_works_in_stages_of_months() -> None:
    texts = {name: text for name, text in shipped_texts().items() if not name.startswith("strategy/")}
    story = Story(parse({**texts, "strategy/500-agency": shipped_strategy("agency")}))
    for number, age in {41: 20, 42: 100, 43: 400}.items():
        story.account(number, kind="card")
        story.item(number, NOVEMBER - timedelta(days=age))
    assert told(story, 8) == {
        41: "11-1:sms_placed 11-3:call_m1 11-5:call_m1 11-7:call_m1",
        42: "11-1:letter_m4 11-5:call_m4",
        43: "11-1:call_m13 11-2:agency_m13 11-3:agency_m13 11-4:agency_m13 11-5:agency_m13 "
        "11-6:agency_m13 11-7:agency_m13 11-8:agency_m13",
    }


def test_a_part_payment_neither_skips_nor_repeats_a_step() -> None:
    story = Story(POLICY)
    for number in (1, 2):
        story.account(number, kind="card")
        story.item(number, NOVEMBER - timedelta(days=20))
        story.item(number, NOVEMBER + timedelta(days=10))
    before = told(story, 13)
    assert before[1] == before[2]
    assert before[1].endswith("11-10:call_19 11-11:letter_30")  # thirty days on 11 November
    story.pay(1, date(2026, 11, 14), 1_000_00)  # the older item is settled: the account is young again
    story.pay(2, date(2026, 11, 14), 999_99)  # one cent is missing: nothing moves
    after = told(story, 40, date(2026, 11, 14))
    # the second item's own reminders come in their turn (no call: who pays like that is only reminded);
    # what was done in this episode is not done again
    assert after[1].startswith("11-14:sms_1 11-19:sms_6 11-20:email_6 11-30:call_19")
    assert "letter_19" not in after[1]
    assert "letter_30" not in after[1]
    assert after[2].startswith("11-14:call_30")
    assert "12-11:lawyer_60" in after[2]


def test_a_step_that_could_not_be_carried_out_is_proposed_again() -> None:
    story = Story(POLICY, obstacle={1})
    story.account(1, kind="card")
    story.item(1, NOVEMBER)
    # an automatic message is tried for three days and then left; a call waits for the person who makes it
    assert told(story, 9) == {1: "11-2:sms_1 11-3:sms_1 11-4:sms_1 11-7:call_6 11-8:call_6 11-9:call_6"}


@pytest.mark.parametrize(
    ("table", "facts", "segment", "action", "due_in"),
    [
        ("gate", {"stopped": True}, "stopped", "none", 7),
        ("care", {"vulnerable": True}, "vulnerable", "care", 3),
        ("care", {"complaint_open": True}, "complaint", "care", 3),
        ("care", {"disputed": True}, "dispute", "none", 5),
        ("care", {"hardship": True}, "hardship", "care", 7),
        ("promises", {"plan_active": True}, "plan", "none", 7),
        ("promises", {"open_promises": 1, "open_due_on": date(2026, 11, 11)}, "promise", "none", 2),
    ],
)
def test_what_stands_before_every_ladder(
    table: str, facts: dict[str, object], segment: str, action: str, due_in: int
) -> None:
    story = Story(POLICY)
    story.account(1, kind="card")
    story.item(1, date(2026, 11, 1))
    story.say(table, 1, **facts)
    line = story.night(date(2026, 11, 10))[1]
    assert (line.segment, line.step, line.action.value) == ("guard", segment, action)
    assert story.decisions[1]["due_in"] == due_in


def test_after_a_broken_promise_the_next_step_follows_by_itself() -> None:
    story = Story(POLICY)
    story.account(1, kind="card")
    story.item(1, date(2026, 11, 1))
    story.say("promises", 1, open_promises=1, open_due_on=date(2026, 11, 12))
    assert told(story, 3, date(2026, 11, 10)) == {1: ""}
    story.say("promises", 1, open_promises=0, open_due_on=None, broken=1, last_broken_on=date(2026, 11, 13))
    assert told(story, 3, date(2026, 11, 13)) == {1: "11-13:broken_call 11-14:broken_call 11-15:broken_call"}


def test_a_debtor_who_cannot_be_reached_goes_to_lawful_repair() -> None:
    story = Story(POLICY)
    story.account(1, kind="card", phones_valid=0, emails_valid=0, addresses_valid=0, lost_contact=True)
    story.item(1, date(2026, 11, 1))
    assert story.night(date(2026, 11, 10))[1].step == "repair"


def test_nothing_overdue_is_without_a_next_date() -> None:
    story = Story(POLICY)
    for number, kind in enumerate(("card", "loan", "lease", "invoice"), start=1):
        story.account(number, kind=kind, phones_valid=0, emails_valid=0)
        story.item(number, date(2026, 10, 20))
    for ahead in range(12):
        story.night(NOVEMBER + timedelta(days=ahead))
        assert all(row["due_in"] is not None for row in story.decisions.values())
