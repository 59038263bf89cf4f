"""What an answer tells beside its verdict: presumption, flags, deadlines, figures, texts beyond the limit."""

# ruff: noqa: E501  (a row of a table is one line)
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from arrears.gate.contracts import Answer
from arrears.gate.rules.pure import check, parse_case
from tests.gate.cases.base import Json, cn, consent, india, on, past, pasts, stop, uk, us, us_text

SIX = pasts(*[f"2026-11-{day}T10:00:00-05:00" for day in range(18, 24)])
DAY = "2026-11-23"


def answer(case: Json) -> Answer:
    return check(parse_case(case))


@pytest.mark.parametrize(
    ("what", "case", "presumption"),
    [
        ("a first call", us(), "compliance"),
        ("the seventh call", us("2026-11-23T16:00:00-05:00", history=SIX), "compliance"),
        ("the eighth call", us("2026-11-23T16:00:00-05:00", history=[*SIX, past("2026-11-23T11:00:00-05:00")]), "violation"),
        ("after a talk", us(history=[past("2026-11-22T10:00:00-05:00", "conversation")]), "violation"),
        ("at night: the frequency is still in order", us("2026-11-23T22:00:00-05:00"), "compliance"),
        ("a text", us_text(), None),
        ("the attorney", us(recipient={"role": "attorney"}), None),
        ("a creditor", us(operator={"kind": "creditor"}), None),
        ("China", cn(), None),
    ],
)  # fmt: skip
def test_frequency_is_presumed_never_lawful(what: str, case: Json, presumption: str | None) -> None:
    assert answer(case).presumption == presumption


@pytest.mark.parametrize(
    ("flag", "case"),
    [
        ("last_permitted_today", cn(f"{DAY}T20:00:00+08:00", history=pasts(*on(DAY, 9, 10), result="answered"))),
        ("last_permitted_today", cn(f"{DAY}T20:00:00+08:00", history=pasts(*on(DAY, 9, 10, 11, 12, 13)))),
        ("last_permitted_in_window", us("2026-11-23T16:00:00-05:00", history=SIX)),
        ("soft_block", cn(f"{DAY}T20:00:00+08:00", history=pasts(*on(DAY, 9, 10, 11, 12, 13, 14)))),
        ("state_law", us()),
        ("state_law", us(operator={"kind": "creditor"})),
        ("national_law", uk(regimes=["eu"])),
        ("foreign_law", cn(debtor={"zones": ["Europe/Paris"]})),
        ("keep_consent_proof", cn(f"{DAY}T23:00:00+08:00", consents=[consent("time")])),
        ("rebuttal_bunching", us("2026-11-23T16:00:00-05:00", history=[past("2026-11-23T15:55:00-05:00")])),
        ("rebuttal_bunching", us("2026-11-23T20:00:00-05:00", history=pasts(*on(DAY, 9, 10, 11, 12, 13, 14, offset="-05:00"), result="answered"))),
        ("rebuttal_bunching", us("2026-11-22T16:00:00-05:00", history=[past("2026-11-22T10:00:00-05:00")])),
        ("rebuttal_bunching", us("2026-11-26T16:00:00-05:00", history=[past("2026-11-22T10:00:00-05:00")])),
        ("rebuttal_voicemails", us(history=[past("2026-11-20T10:00:00-05:00", "voicemail"), past("2026-11-21T10:00:00-05:00", "voicemail")])),
        ("rebuttal_consumer_said", us(stops=[stop("stop_channel", channel="sms")])),
        ("rebuttal_consumer_said", us(recipient={"refused": True})),
        ("violation_rebuttable", us(act={"purpose": "answer"}, history=[past("2026-11-22T10:00:00-05:00", "conversation")])),
        ("no_text_safe_harbour", us_text()),
        ("no_text_safe_harbour", us_text(safe_harbours={"consumer_texted_at": "2026-09-24T09:59:59-05:00"})),
        ("no_text_safe_harbour", us_text(safe_harbours={"number_checked_at": "2026-11-20T10:00:00-05:00"})),
        ("no_email_safe_harbour", us_text(act={"channel": "email", "address": "email:p"})),
        ("no_email_safe_harbour", us_text(act={"channel": "email", "address": "email:p"}, safe_harbours={"creditor_notice_sent_at": "2026-10-20T10:00:00-04:00", "creditor_notice_opt_out_until": "2026-11-24"})),
        ("disclose_identity", us(act={"disclosures": None})),
        ("disclose_debt_collector", us(act={"disclosures": None})),
        ("mark_disputed", us(stops=[stop("dispute_oral")])),
        ("limitation_unknown", us(act={"channel": "letter", "text": "We may file a lawsuit."})),
        ("necessary_data_only", cn(recipient={"person": "Q", "role": "relative", "offers_to_pay": True}, debtor={"reachable": False})),
        ("entry_needs_consent", cn(act={"channel": "visit", "place": "home"})),
        ("explain_automated_decision", cn(act={"automated_decision": True})),
        ("entrustment_contract", cn(act={"channel": "data_transfer", "recipient_organisation": "agency"})),
        ("draft_rule", india()),
        ("record_call", cn(act={"plan_months": 12})),
    ],
)  # fmt: skip
def test_a_flag_is_raised(flag: str, case: Json) -> None:
    assert flag in answer(case).flags


@pytest.mark.parametrize(
    ("flag", "case"),
    [
        ("last_permitted_today", cn(f"{DAY}T20:00:00+08:00", history=pasts(*on(DAY, 9), result="answered"))),
        ("last_permitted_in_window", us("2026-11-23T16:00:00-05:00", history=SIX[1:])),
        ("foreign_law", cn(debtor={"zones": ["Asia/Urumqi"]})),
        ("state_law", cn()),
        ("rebuttal_bunching", us("2026-11-23T16:00:00-05:00", history=[past("2026-11-23T15:54:59-05:00")])),
        ("rebuttal_bunching", us("2026-11-23T16:00:00-05:00", history=[past("2026-11-23T15:57:00-05:00", "answered")])),
        ("rebuttal_bunching", us("2026-11-23T16:00:00-05:00", history=[past("2026-11-22T10:00:00-05:00")])),
        ("rebuttal_voicemails", us(history=[past("2026-11-20T10:00:00-05:00", "voicemail")])),
        ("no_text_safe_harbour", us_text(safe_harbours={"consumer_texted_at": "2026-09-24T10:00:00-05:00"})),
        ("no_text_safe_harbour", us_text(consents=[consent("text_renewed", "2026-11-01T00:00:00Z")])),
        ("no_text_safe_harbour", us_text(safe_harbours={"consumer_texted_at": "2026-01-01T00:00:00Z", "number_checked_at": "2026-11-01T00:00:00Z"})),
        ("no_email_safe_harbour", us_text(act={"channel": "email", "address": "email:p"}, safe_harbours={"creditor_notice_sent_at": "2026-10-18T10:00:00-04:00", "creditor_notice_opt_out_until": "2026-11-22"})),
        ("disclose_identity", us()),
    ],
)  # fmt: skip
def test_a_flag_is_not_raised(flag: str, case: Json) -> None:
    assert flag not in answer(case).flags


@pytest.mark.parametrize(
    ("what", "case", "deadlines"),
    [
        ("China: two years", cn(), {"records_until": "2028-11-23"}),
        ("China, on a leap day", cn("2028-02-29T10:00:00+08:00"), {"records_until": "2030-02-28"}),
        ("China, the Beijing day counts", cn("2026-11-22T16:30:00Z"), {"records_until": "2028-11-23"}),
        ("United States: three years and recordings", us(), {"records_until": "2029-11-23", "call_recording_until": "2029-11-23"}),
        ("both: the longer", us(regimes=["us_reg_f", "cn"], at="2026-11-23T19:30:00-05:00"), {"records_until": "2029-11-23", "call_recording_until": "2029-11-23"}),
        ("a first letter", us(act={"channel": "letter", "first_contact": True}), {"records_until": "2029-11-23", "validation_notice_by": "2026-11-28"}),
        ("a validation notice", us(act={"channel": "letter", "purpose": "validation"}), {"records_until": "2029-11-23", "validation_period_until": "2026-12-31"}),
        ("a complaint", cn(act={"purpose": "answer"}, stops=[stop("complaint", "2026-11-20T10:00:00+08:00")]), {"records_until": "2028-11-23", "complaint_simple_by": "2026-12-05", "complaint_complex_by": "2026-12-20"}),
        ("an objection", cn(act={"purpose": "answer"}, stops=[stop("dispute_written", "2026-11-20T23:30:00+08:00")]), {"records_until": "2028-11-23", "credit_objection_by": "2026-12-10"}),
        ("United Kingdom: none", uk(), {}),
    ],
)  # fmt: skip
def test_deadlines(what: str, case: Json, deadlines: dict[str, str]) -> None:
    assert answer(case).deadlines == deadlines


def test_a_rule_says_its_figures_in_both_languages() -> None:
    refused = answer(cn(f"{DAY}T20:00:00+08:00", history=pasts(*on(DAY, 9, 10, 11), result="answered")))
    (rule,) = refused.failing()
    assert rule.id == "CN-F1"
    assert rule.parameters == {"zone": "Asia/Shanghai", "most": 3, "soft": False}
    assert rule.source == "GB/T 45251-2025"
    assert rule.certainty == "secondary"
    assert rule.zh == "今日已接通 3 次，上限 3 次（金融机构与其外部机构合并计算），不得再拨。"
    assert rule.en == "3 connected calls today; the cap is 3 (lender and its agencies pooled)."


def test_an_older_contact_is_judged_by_the_older_guideline() -> None:
    def sources(at: str) -> str:
        return {rule.id: rule.source for rule in answer(cn(at)).rules}["CN-T1"]

    assert "2024" in sources("2025-02-27T23:59:59+08:00")
    assert sources("2025-02-28T00:00:00+08:00") == "GB/T 45251-2025"
    assert "2026" in sources("2026-01-30T00:00:00+08:00")


def test_a_day_changes_in_beijing_not_in_utc() -> None:
    then = answer(cn("2026-01-29T15:59:59Z"))
    now = answer(cn("2026-01-29T16:00:00Z"))
    assert "CN-F3" not in {rule.id for rule in then.rules}
    assert "CN-F3" in {rule.id for rule in now.rules}


def test_a_text_too_long_to_be_checked_is_refused() -> None:
    case = parse_case(cn(act={"channel": "sms"}))
    long = check(replace(case, act=replace(case.act, text="好" * 20_001)))
    assert [rule.key for rule in long.failing()] == ["too_long"]


def test_an_unknown_regime_is_an_error() -> None:
    with pytest.raises(KeyError):
        check(replace(parse_case(cn()), regimes=("mars",)))
    with pytest.raises(ValueError, match="regimes"):
        check(replace(parse_case(cn()), regimes=()))


def test_rules_that_are_not_in_force_are_not_told() -> None:
    told: set[Any] = {rule.id for rule in answer(india("2022-08-11T10:00:00+05:30")).rules}
    assert not {"IN-1", "IN-2", "IN-3"} & told
