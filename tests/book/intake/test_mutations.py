"""Valid files, changed at random over a thousand times: none crashes, none leaves half a file behind.

Most are only read and judged, which takes no database; a sample of each kind goes through the door, where what
was judged good has to be what then stands in the book.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.book.intake import checking
from arrears.book.intake.api import AcceptReport, IntakeError
from arrears.book.intake.columns.whole import judge_whole
from arrears.book.intake.formats import open_table
from arrears.book.intake.formats.source import source_of
from arrears.book.intake.queries.mappings import shipped_mappings
from arrears.book.intake.rules.mapping import matched, plan
from arrears.book.payments.models import Entry
from arrears.book.portfolio.models import Account, Item
from arrears.foundation.api import CreditorFacts
from tests.book.intake.corpus import BAD_CELLS, GOOD, PAID, PAYMENT_HEADINGS, book, written
from tests.book.intake.sheets import DAY, csv_of, take, three_instalments
from tests.profiles import examples


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(GOOD), sink)
    return sink.getvalue()


FILES: dict[str, bytes] = {
    "UTF-8": csv_of(GOOD),
    "UTF-8 with mark": csv_of(GOOD, encoding="utf-8-sig"),
    "GBK": csv_of(GOOD, encoding="gbk"),
    "UTF-16, tabs": csv_of(GOOD, encoding="utf-16", separator="\t"),
    "workbook": book(written),
    "JSON": json.dumps(GOOD, ensure_ascii=False).encode(),
    "JSON lines": "\n".join(json.dumps(one, ensure_ascii=False) for one in GOOD).encode(),
    "Parquet": parquet(),
}
PAYMENTS = csv_of(
    [PAID, PAID | {"流水号": "L2"}, PAID | {"流水号": "L3", "还款金额": "99.5"}], PAYMENT_HEADINGS
)
NASTY = sorted({text for texts in BAD_CELLS.values() for text in texts})
Step = tuple[Any, ...]

places = st.floats(0, 1, exclude_max=True)
byte_steps = st.one_of(
    st.tuples(st.just("flip"), places, st.integers(1, 255)),
    st.tuples(st.just("cut"), places, st.integers(1, 60)),
    st.tuples(st.just("repeat"), places, st.integers(1, 200)),
    st.tuples(st.just("insert"), places, st.binary(min_size=1, max_size=12)),
    st.tuples(
        st.just("insert"),
        places,
        st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b";", b"'", b"=", b"\xef\xbb\xbf"]),
    ),
    st.tuples(st.just("end"), places, st.just(None)),
    st.tuples(st.just("swap"), places, places),
)
STEPS: dict[str, Callable[[bytes, int, Any], bytes]] = {
    "flip": lambda content, at, bits: content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :],
    "cut": lambda content, at, count: content[:at] + content[at + count :],
    "repeat": lambda content, at, count: content[: at + count] + content[at:],
    "insert": lambda content, at, more: content[:at] + more + content[at:],
    "end": lambda content, at, _: content[:at],
    "swap": lambda content, at, other: (
        content[int(other * len(content)) :] + content[: int(other * len(content))]
    ),
}


def changed(content: bytes, steps: list[Step]) -> bytes:
    for name, place, more in steps:
        if content:
            content = STEPS[name](content, int(place * len(content)), more)
    return content


def refused_in_words(error: IntakeError) -> None:
    assert error.place
    assert error.words.zh
    assert error.words.en


def judged(content: bytes, mapping: str) -> tuple[int, int] | None:
    """Rows of a file and how many of them stay out; None when it is refused as a whole, in both languages."""
    rules = next(one for one in shipped_mappings() if one.code == mapping)
    try:
        table = open_table(source_of(content, "file.csv"), lambda row: matched(rules, row))
        if mapping == "payments":
            flat = checking.flat_check(plan(rules, table.headings), DAY)
            for raw in checking.raws(table, lambda: len(flat.refusals), None):
                flat.feed(raw)
            verdict = flat.verdict()
        else:
            check = checking.account_check(plan(rules, table.headings), DAY)
            for raw in checking.raws(table, lambda: len(check.refusals), None):
                check.feed(raw)
            verdict, _ = judge_whole(check)
    except IntakeError as error:
        refused_in_words(error)
        return None
    assert all(one.words.zh and one.words.en and one.row >= 1 for one in verdict.refusals)
    assert {one.row for one in verdict.refusals if one.held} <= set(verdict.held.tolist())
    assert len(verdict.held) <= verdict.rows
    return verdict.rows, len(verdict.held)


def try_(content: bytes, mapping: str) -> AcceptReport | None:
    """What came of a file; None when it was refused as a whole, with words in both languages."""
    try:
        return take(content, mapping=mapping)
    except IntakeError as error:
        refused_in_words(error)
        return None


def through_the_door(content: bytes) -> None:
    """A portfolio file taken in and undone: the book holds exactly what the report says."""
    with transaction.atomic():
        report = try_(content, "lease")
        accepted, accounts = (report.accepted, report.accounts) if report else (0, 0)
        assert (Item.objects.count(), Account.objects.count()) == (accepted, accounts)
        if report is not None:
            assert report.accepted + report.rejected == report.rows
            assert judged(content, "lease") == (report.rows, report.rejected)
        transaction.set_rollback(True)


steps_of_a_file = st.lists(byte_steps, min_size=1, max_size=4)
changes_of_cells = st.lists(
    st.tuples(
        st.integers(0, len(GOOD) - 1),
        st.sampled_from(sorted(GOOD[0])),
        st.sampled_from(NASTY) | st.text(max_size=12),
    ),
    min_size=1,
    max_size=6,
)


def with_cells(cells: list[tuple[int, str, str]]) -> bytes:
    rows = [dict(one) for one in GOOD]
    for place, heading, text in cells:
        rows[place][heading] = text
    return csv_of(rows)


@pytest.mark.parametrize("name", FILES)
@given(steps=steps_of_a_file)
@settings(max_examples=examples(60), deadline=None)
def test_a_changed_portfolio_file_is_judged(name: str, steps: list[Step]) -> None:
    judged(changed(FILES[name], steps), "lease")


@given(cells=changes_of_cells)
@settings(max_examples=examples(260), deadline=None)
def test_changed_cells_are_judged(cells: list[tuple[int, str, str]]) -> None:
    judged(with_cells(cells), "lease")


@given(steps=steps_of_a_file)
@settings(max_examples=examples(150), deadline=None)
def test_a_changed_payment_file_is_judged(steps: list[Step]) -> None:
    judged(changed(PAYMENTS, steps), "payments")


@pytest.mark.parametrize("name", FILES)
@given(steps=steps_of_a_file)
@settings(
    max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_changed_portfolio_file(leasing: CreditorFacts, name: str, steps: list[Step]) -> None:
    through_the_door(changed(FILES[name], steps))


@given(cells=changes_of_cells)
@settings(
    max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_changed_cells(leasing: CreditorFacts, cells: list[tuple[int, str, str]]) -> None:
    through_the_door(with_cells(cells))


@pytest.fixture
def booked(leasing: CreditorFacts) -> CreditorFacts:
    take(csv_of(three_instalments()))
    return leasing


@given(steps=steps_of_a_file)
@settings(
    max_examples=examples(75), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_changed_payment_file(booked: CreditorFacts, steps: list[Step]) -> None:
    with transaction.atomic():
        report = try_(changed(PAYMENTS, steps), "payments")
        assert Entry.objects.count() == (report.new if report else 0)
        transaction.set_rollback(True)
