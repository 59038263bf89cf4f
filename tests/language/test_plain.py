"""Plain text: one character for one until a trick is undone, and always a way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.language.plain import flatten, make_plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("債務人說還錢", "债务人说还钱"),
        ("ＡＢｃ１２３", "abc123"),
        ("Hello", "hello"),
        ("逾期，請還款！", "逾期，请还款！"),
    ],
)
def test_width_script_and_case(text: str, plain: str) -> None:
    assert flatten(text) == plain
    assert make_plain(text).text == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("弄 死", "弄死"),
        ("弄.死", "弄死"),
        ("加我vx", "加我微信"),
        ("你好，再见", "你好，再见"),
        ("还款 3000 元", "还款 3000 元"),
        ("k.i.l.l", "kill"),
        ("a b c d", "a b c d"),
    ],
)
def test_tricks_are_undone_and_plain_text_is_left_alone(text: str, plain: str) -> None:
    assert make_plain(text).text == plain


@given(st.text(max_size=60))
def test_flattening_keeps_every_place(text: str) -> None:
    assert len(flatten(text)) == len(text)


@given(st.text(alphabet="弄死你家人 .*vx薇信k1l abc，。", max_size=40))
def test_every_stretch_has_a_place_in_the_original(text: str) -> None:
    plain = make_plain(text)
    assert plain.places is None or len(plain.places) == len(plain.text)
    for at in range(len(plain.text)):
        start, end = plain.span(at, at + 1)
        assert 0 <= start < end <= len(text)
