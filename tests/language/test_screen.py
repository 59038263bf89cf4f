"""Forbidden words and acts: each sentence that breaks a rule stands beside a lawful one that looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.language import api
from arrears.language.contracts import TEXT_CHARS_MAX, Code, Severity
from arrears.language.forbidden import screening
from arrears.language.forbidden.rules import rule_book
from arrears.language.plain import make_plain

CASES = Path(__file__).parent / "cases"
PAIRS_PER_CODE_MIN = 12


def pairs(name: str) -> list[tuple[str, str, str]]:
    rows = [line.split("\t") for line in (CASES / name).read_text("utf-8").splitlines()]
    return [(row[0], row[1], row[2]) for row in rows if row and not row[0].startswith("#")]


WRITTEN_FIRST = {"zh": pairs("screen_zh.tsv"), "en": pairs("screen_en.tsv")}
HELD_OUT_ONCE = pairs("screen_held_zh.tsv") + pairs("screen_held_en.tsv")
ALL = WRITTEN_FIRST["zh"] + WRITTEN_FIRST["en"] + HELD_OUT_ONCE


def codes(text: str, language: str | None = None) -> set[str]:
    return {finding.code.value for finding in api.screen(text, language=language)}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_twelve_pairs_in_each_language(code: Code, language: str) -> None:
    written = [row for row in WRITTEN_FIRST[language] if row[0] == code]
    assert len(written) >= PAIRS_PER_CODE_MIN


@pytest.mark.parametrize(("code", "forbidden", "_lawful"), ALL, ids=lambda value: str(value)[:30])
def test_a_violation_is_found(code: str, forbidden: str, _lawful: str) -> None:
    assert code in codes(forbidden)


@pytest.mark.parametrize(("_code", "_forbidden", "lawful"), ALL, ids=lambda value: str(value)[:30])
def test_its_lawful_look_alike_passes(_code: str, _forbidden: str, lawful: str) -> None:
    assert codes(lawful) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我们不会联系您的家人", set()),
        ("我們不會聯繫您的家人", set()),
        ("再不還款，我們就聯繫你的家人", {"third_party_disclosure"}),
        ("我们不得不联系您的家人", {"third_party_disclosure"}),
        ("别以为我们不会联系你家人", {"third_party_disclosure"}),
        ("债务人说：你们要弄死我", set()),
        ("客户称上家催收“弄死他全家”，情绪激动", set()),
        ("我跟你说，不还就弄死你", {"threat_violence"}),
        ("冒充公安局的电话说“我是公安局的”，请挂断", set()),
        ("如果有人要求您转到我的个人账户，请立即举报", set()),
        ("debtor said: you will kill me", set()),
        ("The customer said you threatened to call her boss", set()),
        ("We will not hesitate to call your boss", {"third_party_disclosure"}),
        ("Don't make me call your boss", {"third_party_disclosure"}),
        ("If you do not pay we will tell your employer", {"third_party_disclosure"}),
        ("If anyone asks you to wire money to my account, hang up", set()),
        ("Calling your employer about this debt is not allowed", set()),
    ],
)
def test_denial_and_quotation(text: str, found: set[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("hidden", "quote", "code"),
    [
        ("我要弄 死 你", "弄 死 你", "threat_violence"),
        ("我要弄*死*你", "弄*死*你", "threat_violence"),
        ("弄，死，你", "弄，死，你", "threat_violence"),
        ("弄\u200b死\u200b你", "弄\u200b死\u200b你", "threat_violence"),
        ("你这个煞笔", "煞笔", "insult"),
        ("直接薇信转给我就行", "薇信转给我", "private_account"),
        ("我就去你單位鬧", "去你單位鬧", "doorstep_pressure"),
        ("ｋｉｌｌ you", "ｋｉｌｌ you", "threat_violence"),
        ("I will k i l l you", "k i l l you", "threat_violence"),
        ("I will k1ll you", "k1ll you", "threat_violence"),
        ("you a$$hole", "a$$hole", "insult"),
    ],
)
def test_hidden_words_are_read_and_quoted_as_written(hidden: str, quote: str, code: str) -> None:
    found = [finding for finding in api.screen(hidden) if finding.code == code]
    assert [hidden[finding.start : finding.end] for finding in found] == [found[0].quote]
    assert quote in found[0].quote


def test_a_finding_says_rule_place_reference_and_words() -> None:
    (finding,) = api.screen("今天不还钱，我就打断你的腿")
    assert finding.severity is Severity.FATAL
    assert (finding.quote, finding.rule) == ("打断你的腿", "threat_violence.zh.02@1")
    assert "1692d" in finding.reference
    assert finding.words.en == "Threatens violence or harm"


def test_one_language_can_be_asked_for_alone() -> None:
    both = "You are a deadbeat，你就是个老赖"
    assert len(api.screen(both)) == 2
    assert [finding.quote for finding in api.screen(both, language="en-GB")] == ["deadbeat"]
    assert [finding.quote for finding in api.screen(both, language="zh-Hans")] == ["你就是个老赖"]


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(api.TextTooLong):
        api.screen("a" * (TEXT_CHARS_MAX + 1))


def test_sleeping_rules_lose_nothing() -> None:
    """The cues are only a way to be fast: a rule that would be the only one to hit must be awake."""
    for _, forbidden, lawful in ALL:
        for text in (forbidden, lawful):
            plain = make_plain(text).text
            awake = {rule.id for rule in screening._awake(plain, None)}
            reported = codes(text)
            for rule in rule_book().rules:
                hit = rule.pattern.search(plain)
                if hit and rule.id not in awake and not screening._lawful(plain, hit, rule):
                    assert rule.code.value in reported, (rule.id, text)


@given(st.text(alphabet="我们不会联系您的家人弄死你 *，。！abk1l$you will call boss", max_size=60))
def test_every_quote_is_the_stretch_it_names(text: str) -> None:
    for finding in api.screen(text):
        assert text[finding.start : finding.end] == finding.quote
        assert finding.quote


@given(st.sampled_from([row[1] for row in ALL]), st.sampled_from(["。", "\n", "！"]))
def test_a_lawful_sentence_before_hides_nothing(forbidden: str, end: str) -> None:
    assert codes("您好，感谢您的接听" + end + forbidden) >= codes(forbidden)
