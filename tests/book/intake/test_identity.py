"""Identity numbers: what can exist, by GB 11643 and GB 32100."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.intake.columns.identity import judge_numbers, valid_credit_codes, valid_residents
from arrears.book.intake.contracts.identity import CREDIT_LETTERS
from arrears.book.intake.rules.identity import (
    CREDIT_CODE,
    RESIDENT,
    credit_check,
    fault,
    fault_of_credit_code,
    fault_of_resident,
    judge,
    kind_of,
    organisation_check,
    resident_check,
)
from tests.profiles import examples

TODAY = date(2026, 3, 31)
# The number and the code that the standards themselves print as examples.
STANDARD_ID = "11010519491231002X"
STANDARD_CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("number", "kind", "reason"),
    [
        (STANDARD_ID, None, None),
        (STANDARD_ID, RESIDENT, None),
        (STANDARD_CODE, None, None),
        (STANDARD_CODE, CREDIT_CODE, None),
        ("11999919850301123X", RESIDENT, None),
        ("110105194912310021", RESIDENT, "check digit"),
        ("110105194912310021", None, "check digit"),
        ("99010519491231002X", RESIDENT, "no province"),
        ("11010520260230002X", RESIDENT, "birth date"),
        ("11010520270101002X", RESIDENT, "birth date"),
        ("11010518991231002X", RESIDENT, "birth date"),
        ("110105491231002", RESIDENT, "15-place"),
        ("110105491231002", None, "15-place"),
        ("1101051949123100", RESIDENT, "18 places"),
        ("1101051949123100AX", RESIDENT, "digits only"),
        ("91350100M000100Y44", CREDIT_CODE, "check digit"),
        ("91350100M000100Y44", None, "check digit"),
        ("9135010OM000100Y43", CREDIT_CODE, "own letters"),
        ("E12345678", "passport", None),
        ("E1", "passport", "5 to 15"),
        ("E12345678", None, "neither"),
        ("", None, "neither"),
    ],
)
def test_numbers_and_what_is_wrong_with_them(number: str, kind: str | None, reason: str | None) -> None:
    words = fault(number, kind, TODAY)
    assert (words is None) == (reason is None)
    if words is not None and reason is not None:
        assert reason in words.en
        assert words.zh


def test_the_check_digits_of_the_standards() -> None:
    assert resident_check(STANDARD_ID[:17]) == "X"
    assert credit_check(STANDARD_CODE[:17]) == "3"
    assert organisation_check("D2143569") == "X"


@pytest.mark.parametrize(
    ("number", "kind"), [(STANDARD_ID, RESIDENT), (STANDARD_CODE, CREDIT_CODE), ("E12345678", None)]
)
def test_a_number_proves_what_it_is(number: str, kind: str | None) -> None:
    assert kind_of(number, TODAY) == kind


digits17 = st.text("0123456789", min_size=17, max_size=17)


@given(
    st.lists(digits17.map(lambda d: d + resident_check(d)) | st.text("0123456789X", max_size=19), max_size=30)
)
@settings(max_examples=examples(400))
def test_the_column_judges_as_the_rule_does(numbers: list[str]) -> None:
    plain = valid_residents(pa.array(numbers, pa.string()), TODAY)
    assert plain.tolist() == [fault_of_resident(number, TODAY) is None for number in numbers]


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.sampled_from(["11", "44", "65", "83"]),
    st.text("0123456789", min_size=4, max_size=4),
    st.text("0123456789", min_size=3, max_size=3),
)
@settings(max_examples=examples(400))
def test_every_real_birth_date_passes(born: date, province: str, place: str, serial: str) -> None:
    first = province + place + born.strftime("%Y%m%d") + serial
    number = first + resident_check(first)
    assert fault_of_resident(number, TODAY) is None
    assert valid_residents(pa.array([number]), TODAY).tolist() == [True]
    wrong = first + ("0" if resident_check(first) != "0" else "1")
    assert valid_residents(pa.array([wrong]), TODAY).tolist() == [False]


letters17 = st.text(CREDIT_LETTERS, min_size=17, max_size=17)


@given(
    st.lists(
        letters17.map(lambda d: d + credit_check(d))
        | digits17.map(lambda d: "9" + d[1:] + credit_check("9" + d[1:]))
        | st.text(CREDIT_LETTERS + "OI", max_size=19),
        max_size=30,
    )
)
@settings(max_examples=examples(400))
def test_the_column_judges_credit_codes_as_the_rule_does(numbers: list[str]) -> None:
    found = valid_credit_codes(pa.array(numbers, pa.string()))
    assert found.tolist() == [fault_of_credit_code(number) is None for number in numbers]


def test_a_column_with_stated_kinds_and_gaps() -> None:
    numbers = pa.array([STANDARD_ID, None, STANDARD_CODE, "E12345678", "E12345678", STANDARD_ID])
    stated = pa.array([None, None, None, "passport", None, CREDIT_CODE])
    kinds, faults = judge_numbers(numbers, stated, TODAY, lambda n, k: judge(n, k, TODAY))
    assert kinds.to_pylist() == [RESIDENT, None, CREDIT_CODE, "passport", None, CREDIT_CODE]
    assert [place for place, _ in faults] == [4, 5]
