"""Masking: personal data goes, amounts and dates stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.language.api import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678", "电话138****5678"),
        ("电话１３８ １２３４ ５６７８", "电话138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("座机010-88886666", "座机010****6666"),
        ("身份证11010519491231002X", "身份证1101**********002X"),
        ("身份证110105194912310021", "身份证11****************"),
        ("卡号6222 0212 3456 7890 123", "卡号6222****0123"),
        ("邮箱wang.li@example.com.cn", "邮箱w***@***"),
        ("我叫张三，我明天还500", "我叫张**，我明天还500"),
        ("王小明先生您好", "王**先生您好"),
        ("请问欧阳女士在吗", "请问欧*女士在吗"),
        ("麻烦找李经理，谢谢", "麻烦找李经理，谢谢"),
        ("Mr. John Smith called", "Mr. *** called"),
        ("My name is Jane Doe", "My name is ***"),
        ("call 212-555-0187", "call 212****0187"),
        ("card 4111-1111-1111-1111", "card 4111****1111"),
        ("ssn 123-45-6789", "ssn ***-**-6789"),
        ("2026年11月25日还12000元", "2026年11月25日还12000元"),
        ("尾号1234的卡欠3,256.18元", "尾号1234的卡欠3,256.18元"),
        ("马上先生活费要交", "马上先生活费要交"),
    ],
)
def test_what_is_hidden_and_what_stays(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(alphabet="我叫张三13812345678@a.com先生 -—Mr身份证卡XJohn", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.sampled_from(["电话", "call ", "，"]))
def test_no_mobile_number_survives(number: str, before: str) -> None:
    assert number not in mask(before + number + "。")
