"""The library of scripts: what is shipped is lawful, what is written is checked, who may approve it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arrears.desk.scripts import api as scripts
from arrears.desk.scripts.api import Audience, NoSuchScript, ScriptDraft, ScriptRefused, Stage, Tone
from arrears.desk.scripts.rules.blanks import ABOUT_THE_DEBT, BLANKS, blanks_in, fill
from arrears.desk.scripts.shipped import shipped
from arrears.foundation.api import Role
from arrears.kernel.words import Words
from arrears.language.api import screen
from tests.desk.staff import staff

DRAFT = ScriptDraft(
    code="first_sms",
    stage=Stage.FIRST,
    reason="any",
    channel="sms",
    language="zh",
    title=Words("首次提醒", "First reminder"),
    text="【{creditor}】{name}您好，账户{account}有{amount}到期，咨询{service_phone}，回T退订",
    discloses=("identity", "debt_details", "opt_out"),
)


def test_at_least_sixty_scripts_are_shipped_in_both_languages() -> None:
    codes = {code for code, _ in shipped()}
    assert len(codes) >= 60
    assert {(code, language) for code in codes for language in ("zh", "en")} == set(shipped())


@pytest.mark.parametrize("key", sorted(shipped()), ids="/".join)
def test_a_shipped_script_passes_the_screen_and_the_check(key: tuple[str, str]) -> None:
    facts = shipped()[key]
    as_draft = ScriptDraft(**{name: getattr(facts, name) for name in ScriptDraft.__slots__})
    assert scripts.check(as_draft) == ()
    assert screen(fill(facts.text, dict.fromkeys(facts.blanks, "12"))[0]) == ()


def test_what_is_shipped_covers_the_trade() -> None:
    facts = list(shipped().values())
    assert {entry.stage for entry in facts} == set(Stage)
    assert {entry.tone for entry in facts} == set(Tone)
    assert {entry.audience for entry in facts} == set(Audience)
    assert {entry.channel for entry in facts} == {"call", "sms", "email", "letter", "visit"}
    answered = {entry.reason for entry in facts}
    wanted = {
        "forgot", "cash_flow", "dispute", "inertia", "business_distress", "malice", "hardship", "ask_how",
        "ask_when", "ask_amount", "finance_forgot", "boss_not_signed", "in_process", "pays_at_once",
        "quality_dispute", "amount_dispute", "front_desk", "finance_desk", "guarantor", "lawyer_letter",
        "opt_out", "illness", "bereavement", "vulnerable", "complaint", "stop_contact", "third_person",
    }  # fmt: skip
    assert wanted <= answered


def test_a_third_person_is_told_nothing_of_a_debt() -> None:
    for entry in shipped().values():
        if entry.audience is Audience.THIRD_PERSON:
            assert not ABOUT_THE_DEBT & set(entry.blanks), entry.code
            assert "debt_details" not in entry.discloses


def test_both_languages_of_a_script_have_the_same_blanks() -> None:
    for (code, language), entry in shipped().items():
        if language == "zh":
            assert set(entry.blanks) == set(shipped()[code, "en"].blanks), code


WRONG = [
    ("unknown blank", {"text": DRAFT.text + "{salary}"}, "blank"),
    ("no opt-out said", {"text": "【{creditor}】{name}您好，{amount}到期"}, "opt_out"),
    ("no opt-out declared", {"discloses": ("identity",)}, "opt_out"),
    ("no name of ours", {"text": "{name}您好，{amount}到期，回T退订"}, "identity"),
    ("too long for a text", {"text": DRAFT.text + "好" * 200}, "length"),
    ("unknown channel", {"channel": "pigeon"}, "channel"),
    ("unknown reason", {"reason": "weather"}, "reason"),
    ("bad code", {"code": "First SMS"}, "code"),
    ("debt to a third person", {"audience": Audience.THIRD_PERSON, "channel": "call"}, "third_person"),
    ("empty", {"text": " "}, "empty"),
    ("e-mail without subject", {"channel": "email"}, "subject"),
    ("a threat", {"text": DRAFT.text + "不还就打断你的腿"}, "threat_violence"),
    ("shaming", {"text": DRAFT.text + "再不还就在你们小区张贴你的照片"}, "public_shaming"),
]


@pytest.mark.parametrize(("change", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_may_not_be_approved(change: dict[str, object], code: str) -> None:
    problems = scripts.check(replace(DRAFT, **change))  # type: ignore[arg-type]  # a table of single changes
    assert code in {problem.code for problem in problems if problem.fatal}


@pytest.mark.parametrize(
    ("text", "values", "filled", "missing"),
    [
        ("{name}您好", {"name": "张三"}, "张三您好", ()),
        ("{name}您好", {}, "{name}您好", ("name",)),
        ("{name}{name}", {"name": " "}, "{name}{name}", ("name",)),
        ("{name}", {"name": "{amount}"}, "{amount}", ()),
        ("no blanks", {"name": "x"}, "no blanks", ()),
    ],
)
def test_filling(text: str, values: dict[str, str], filled: str, missing: tuple[str, ...]) -> None:
    assert fill(text, values) == (filled, missing)


def test_every_blank_is_described_and_used() -> None:
    used = {name for entry in shipped().values() for name in blanks_in(entry.subject, entry.text)}
    assert used <= set(BLANKS)
    assert set(BLANKS) - used == {"complaint_phone", "postal_address"} - used


@pytest.mark.django_db
class TestApproval:
    def test_a_shipped_script_is_in_force_until_a_new_version_is_approved(self) -> None:
        assert scripts.script("first_sms", "zh-hans").version == 1
        made = scripts.draft(DRAFT, staff(Role.LEADER))
        assert (made.version, made.status) == (2, "draft")
        assert scripts.script("first_sms", "zh").version == 1, "a draft is not in force"
        assert scripts.approve(made.id, staff(Role.COMPLIANCE)).status == "approved"
        assert scripts.script("first_sms", "zh").text == DRAFT.text
        assert scripts.script("first_sms", "en").version == 1, "the other language is untouched"

    def test_the_version_before_is_retired_by_the_next(self) -> None:
        first = scripts.approve(scripts.draft(DRAFT, staff(Role.LEADER)).id, staff(Role.COMPLIANCE))
        second = scripts.approve(scripts.draft(DRAFT, staff(Role.LEADER)).id, staff(Role.COMPLIANCE))
        by_version = {facts.version: facts.status for facts in scripts.versions("first_sms", "zh")}
        assert by_version == {1: "approved", first.version: "retired", second.version: "approved"}
        assert scripts.script("first_sms", "zh").version == second.version

    def test_the_writer_does_not_approve(self) -> None:
        both = staff(Role.COMPLIANCE, "both")
        made = scripts.draft(DRAFT, both)
        with pytest.raises(ScriptRefused) as refused:
            scripts.approve(made.id, both)
        assert refused.value.problems[0].code == "second_person"

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMPLIANCE])
    def test_only_compliance_approves(self, role: Role) -> None:
        made = scripts.draft(DRAFT, staff(Role.LEADER))
        with pytest.raises(ScriptRefused):
            scripts.approve(made.id, staff(role, "another"))

    def test_a_collector_does_not_write_scripts(self) -> None:
        with pytest.raises(ScriptRefused):
            scripts.draft(DRAFT, staff(Role.COLLECTOR))

    def test_what_is_wrong_is_said_when_it_is_written(self) -> None:
        with pytest.raises(ScriptRefused) as refused:
            scripts.draft(replace(DRAFT, text=DRAFT.text + "{salary}"), staff(Role.LEADER))
        assert [problem.code for problem in refused.value.problems] == ["blank"]

    def test_an_approved_text_is_approved_once(self) -> None:
        made = scripts.approve(scripts.draft(DRAFT, staff(Role.LEADER)).id, staff(Role.COMPLIANCE))
        with pytest.raises(ScriptRefused):
            scripts.approve(made.id, staff(Role.COMPLIANCE))

    def test_a_retired_script_is_not_used(self) -> None:
        assert "first_sms" in scripts.approved_codes()
        scripts.retire("first_sms", "zh", staff(Role.COMPLIANCE))
        assert "first_sms" not in scripts.approved_codes()
        with pytest.raises(NoSuchScript):
            scripts.render("first_sms", "zh", {})
        assert scripts.script("first_sms", "en").version == 1

    def test_a_new_code_of_the_house(self) -> None:
        own = replace(DRAFT, code="our_own_sms")
        with pytest.raises(NoSuchScript):
            scripts.script("our_own_sms", "zh")
        scripts.approve(scripts.draft(own, staff(Role.LEADER)).id, staff(Role.COMPLIANCE))
        assert scripts.script("our_own_sms", "zh").version == 2
        assert "our_own_sms" not in scripts.approved_codes(), "not yet in English"

    def test_filters_of_the_library(self) -> None:
        scripts.draft(DRAFT, staff(Role.LEADER))
        found = scripts.library(language="zh", channel="sms", stage="first")
        assert [(facts.code, facts.version) for facts in found if facts.code == "first_sms"] == [
            ("first_sms", 1),
            ("first_sms", 2),
        ]
        assert {facts.channel for facts in found} == {"sms"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "reason", "channel", "audience", "first"),
    [
        ("first", "any", "call", Audience.PERSON, "first_call_remind"),
        ("second", "cash_flow", "call", Audience.PERSON, "answer_cash_flow"),
        ("repeated", "inertia", "call", Audience.PERSON, "repeated_call_urge"),
        ("any", "boss_not_signed", "call", Audience.ORGANISATION, "company_answer_boss_not_signed"),
        ("last", "lawyer_letter", "letter", None, "lawyer_letter"),
        ("promise", "any", "sms", None, "promise_sms"),
        ("broken", "any", "call", Audience.ORGANISATION, "company_broken_call"),
    ],
)
def test_the_right_script_at_the_right_moment(
    stage: str, reason: str, channel: str, audience: Audience | None, first: str
) -> None:
    assert scripts.for_case(stage, reason, channel, "zh", audience=audience)[0].code == first
