"""Replies: what several sets of sentences say, and that doubt is said as doubt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.kernel.reasons import Reason
from arrears.language.api import ReplyClass, ReplyReading, classify_reply, suggest_reason
from arrears.language.replies.model import CLASSES, learn, seeds, shipped

CASES = Path(__file__).parent / "cases"
SEEDS_PER_CLASS_MIN = 12
# Sets that mended the rules, and the last one, which has not taught the model (README).
USED, LAST = ("replies", "replies_held"), "replies_held2"


def table(name: str, language: str) -> list[tuple[set[ReplyClass], str]]:
    rows = [line.split("\t") for line in (CASES / f"{name}_{language}.tsv").read_text("utf-8").splitlines()]
    return [
        ({ReplyClass(c) for c in row[0].split(",")}, row[1]) for row in rows if not row[0].startswith("#")
    ]


def said(reading: ReplyReading) -> set[ReplyClass]:
    return {label.reply for label in reading.labels}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_class_has_seeds(language: str) -> None:
    for reply in ReplyClass:
        assert seeds(language).classes.count(reply) >= SEEDS_PER_CLASS_MIN


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", USED)
def test_replies_that_taught_are_understood(name: str, language: str) -> None:
    rows = table(name, language)
    held = sum(len(classes & said(classify_reply(text))) for classes, text in rows)
    wrong = sum(len(said(classify_reply(text)) - classes) for classes, text in rows)
    asked = sum(len(classes) for classes, _ in rows)
    assert held / asked >= 0.95
    assert wrong / asked <= 0.1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_unseen_replies_are_right_or_in_doubt(language: str) -> None:
    rows = table(LAST, language)
    readings = [(classes, classify_reply(text)) for classes, text in rows]
    answered = [(classes, reading) for classes, reading in readings if not reading.abstained]
    right = [classes for classes, reading in answered if reading.labels[0].reply in classes]
    offered = [
        classes
        for classes, reading in readings
        if classes & {label.reply for label in (*reading.labels, *reading.candidates)}
    ]
    assert len(right) / len(answered) >= 0.7
    assert len(offered) / len(rows) >= 0.75


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*USED, LAST])
def test_the_vulnerable_always_reach_a_person(name: str, language: str) -> None:
    vulnerable = [text for classes, text in table(name, language) if ReplyClass.VULNERABLE in classes]
    others = [text for classes, text in table(name, language) if ReplyClass.VULNERABLE not in classes]
    assert all(classify_reply(text).needs_person for text in vulnerable)
    raised = [text for text in others if ReplyClass.VULNERABLE in said(classify_reply(text))]
    assert len(raised) / len(others) <= 0.1


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("你打错了，我不认识他", {"wrong_number"}),
        ("我失业了，不过下月10号能还五百", {"hardship", "promise"}),
        ("我已经还了，再打我就投诉", {"already_paid", "complaint"}),
        ("我不想活了", {"vulnerable"}),
        ("TD", {"stop_contact"}),
        ("you have the wrong number", {"wrong_number"}),
        ("I lost my job but I can do 50 on the 10th", {"hardship", "promise"}),
        ("STOP", {"stop_contact"}),
        ("I want to kill myself", {"vulnerable"}),
    ],
)
def test_sure_rules(text: str, classes: set[str]) -> None:
    assert {reply.value for reply in said(classify_reply(text))} == classes


def test_doubt_shows_the_two_best() -> None:
    reading = classify_reply("那个东西后来怎么样了呢")
    assert reading.abstained
    assert (reading.labels, len(reading.candidates)) == ((), 2)
    assert reading.candidates[0].confidence >= reading.candidates[1].confidence


@pytest.mark.parametrize("text", ["我想要钱你们就来拿吧看看", "you people can try all you like"])
def test_malice_never_comes_from_the_model_alone(text: str) -> None:
    assert all(
        label.source == "rule" for label in classify_reply(text).labels if label.reply is ReplyClass.MALICE
    )


def test_a_reason_is_suggested_with_the_words_that_show_it() -> None:
    found = suggest_reason("公司快倒闭了，而且我忘了这笔账")
    assert [(one.reason, one.quote) for one in found] == [
        (Reason.BUSINESS_DISTRESS, "公司快倒闭"),
        (Reason.FORGOT, "忘了"),
    ]
    assert suggest_reason("好的") == ()


def test_learning_is_the_same_every_time() -> None:
    known = seeds("zh")
    again = learn(known.sentences, known.classes, "zh", "again")
    assert np.array_equal(again.weights, shipped("zh").weights)
    assert abs(float(again.scores("我失业了").sum()) - 1) < 1e-9


class Letters:
    """A stand-in for an encoder: counts of letters, enough to prove that the place for one works."""

    name = "letters"

    def encode(self, sentences: list[str]) -> list[list[float]]:
        return [
            [float(sentence.count(sign)) for sign in "我还钱打错了病失业投诉abcdeinost"]
            for sentence in sentences
        ]


def test_an_encoder_joins_the_model() -> None:
    encoder = Letters()
    with_it = classify_reply("那个东西后来怎么样了呢", encoder=encoder)
    without = classify_reply("那个东西后来怎么样了呢")
    assert with_it.model.endswith("+letters")
    assert with_it.candidates != without.candidates
    assert classify_reply("你打错了", encoder=encoder).has(ReplyClass.WRONG_NUMBER)


@given(st.text(max_size=60))
def test_any_text_can_be_classified(text: str) -> None:
    reading = classify_reply(text)
    assert reading.abstained == (not reading.labels)
    assert len(CLASSES) == len(set(CLASSES))
    assert all(0 <= label.confidence <= 1 for label in (*reading.labels, *reading.candidates))
