"""Forbidden words and acts: each violation stands beside a lawful sentence that looks like it."""

from __future__ import annotations

import statistics
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.language import api
from arrears.language.contracts import TEXT_CHARS_MAX, Code, Severity
from arrears.language.forbidden import screening
from arrears.language.forbidden.rules import rule_book
from arrears.language.forbidden.suspicion import Pair, lawful, learn, pairs, sentences
from arrears.language.plain import make_plain

PAIRS_PER_CODE_MIN = 12
LATER_SETS_RECALL_MIN = 0.95  # sets that were held out once, after the rules were mended by them
SLOW_US = 1500  # measured at about 100 on an idle core (README): a bound against disasters
FIRST = [pair for language in ("zh", "en") for pair in pairs(language) if pair.origin == 1]
LATER = [pair for language in ("zh", "en") for pair in pairs(language) if pair.origin > 1]
ALL = FIRST + LATER


def codes(text: str, language: str | None = None) -> set[str]:
    return {finding.code.value for finding in api.screen(text, language=language)}


def named(pair: Pair) -> str:
    return f"{pair.code}-{pair.forbidden[:20]}"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_twelve_pairs_in_each_language(code: Code, language: str) -> None:
    written = [pair for pair in pairs(language) if pair.code is code and pair.origin == 1]
    assert len(written) >= PAIRS_PER_CODE_MIN


@pytest.mark.parametrize("pair", FIRST, ids=named)
def test_a_violation_is_found(pair: Pair) -> None:
    assert pair.code.value in codes(pair.forbidden)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_once_held_out_stays_found(language: str) -> None:
    later = [pair for pair in pairs(language) if pair.origin > 1]
    found = [pair for pair in later if pair.code.value in codes(pair.forbidden)]
    assert len(found) / len(later) >= LATER_SETS_RECALL_MIN


@pytest.mark.parametrize("pair", ALL, ids=named)
def test_its_lawful_look_alike_passes(pair: Pair) -> None:
    assert codes(pair.lawful) == set()


@pytest.mark.parametrize("text", [*lawful("zh"), *lawful("en")], ids=lambda text: text[:24])
def test_a_message_as_it_should_be_passes(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我们不会联系您的家人", set()),
        ("我們不會聯繫您的家人", set()),
        ("再不还款，我們就聯繫你的家人", {"third_party_disclosure"}),
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
    assert quote in found[0].quote
    assert all(hidden[finding.start : finding.end] == finding.quote for finding in found)


def test_a_finding_says_rule_place_reference_and_words() -> None:
    (finding,) = api.screen("今天不还钱，我就打断你的腿")
    assert finding.severity is Severity.FATAL
    assert (finding.quote, finding.rule) == ("打断你的腿", "threat_violence.zh.02@1")
    assert "1692d" in finding.reference
    assert finding.words.en == "Threatens violence or harm"


def test_one_language_can_be_asked_for_alone() -> None:
    both = "You are a deadbeat，你就是个老赖"
    assert [finding.quote for finding in api.screen(both, language="en-GB")] == ["deadbeat"]
    assert [finding.quote for finding in api.screen(both, language="zh-Hans")] == ["你就是个老赖"]


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(api.TextTooLong):
        api.screen("a" * (TEXT_CHARS_MAX + 1))


def test_sleeping_rules_lose_nothing() -> None:
    """The cues are only a way to be fast: where a sleeping rule would hit, an awake one has spoken."""
    for pair in ALL:
        for text in (pair.forbidden,):
            plain = make_plain(text).text
            awake = {rule.id for rule in screening._awake(plain, None)}
            reported = codes(text)
            for rule in rule_book().rules:
                hit = rule.pattern.search(plain)
                if hit and rule.id not in awake and not screening._lawful(plain, hit, rule):
                    assert reported, (rule.id, text)


@given(st.text(alphabet="我们不会联系您的家人弄死你 *，。！abk1l$you will call boss", max_size=60))
def test_every_quote_is_the_stretch_it_names(text: str) -> None:
    for finding in api.screen(text):
        assert text[finding.start : finding.end] == finding.quote
        assert finding.quote


@given(st.sampled_from(FIRST), st.sampled_from(["。", "\n", "！"]))
def test_a_polite_sentence_before_hides_nothing(pair: Pair, end: str) -> None:
    assert pair.code.value in codes("您好，感谢您的接听" + end + pair.forbidden)


@given(st.text(max_size=200))
def test_any_text_can_be_screened(text: str) -> None:
    assert api.screen(text) == api.screen(text)


def test_a_hundred_characters_are_screened_in_a_blink() -> None:
    texts = [*lawful("zh"), *lawful("en")]
    rule_book()
    spent: list[float] = []
    for text in texts:
        start = time.perf_counter()
        screening._screen.__wrapped__(text, None)
        spent.append((time.perf_counter() - start) * 1e6 / max(len(text), 1) * 100)
    assert statistics.median(spent) < SLOW_US


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_wide_look_finds_what_it_has_not_seen(language: str) -> None:
    """Learnt without the last set, judged on it: violations score above lawful look-alikes."""
    from_before = [pair for pair in pairs(language) if pair.origin < 4]
    unseen = [pair for pair in pairs(language) if pair.origin == 4]
    judge = learn(from_before, lawful(language)[::2], language)
    found = [float(judge.scores(pair.forbidden)[0]) for pair in unseen]
    passed = [float(judge.scores(pair.lawful)[0]) for pair in unseen]
    ordered = [a > b for a in found for b in passed]
    assert sum(ordered) / len(ordered) >= 0.9


def test_the_wide_look_names_the_worst_sentence_and_never_stops_anything() -> None:
    seen = api.suspect("您好，我是某某银行客服。明天我带人去你店里坐着，看你还不还。")
    assert (seen.review, seen.likely) == (True, Code.DOORSTEP_PRESSURE)
    assert seen.quote == "明天我带人去你店里坐着，看你还不还"
    calm = api.suspect("您的账单已出，请于本周五前还款。")
    assert not calm.review
    assert api.suspect("").score == -1.0
    assert sentences("一。二！") == ["一", "二"]
