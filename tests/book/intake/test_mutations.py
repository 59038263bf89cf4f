"""Valid files, changed at random a thousand times: none crashes, none leaves half a file behind."""

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

from arrears.book.intake.api import AcceptReport, IntakeError
from arrears.book.payments.models import Entry
from arrears.book.portfolio.models import Account, Item
from arrears.foundation.api import ensure_creditor
from tests.book.intake.corpus import BAD_CELLS, GOOD, PAID, PAYMENT_HEADINGS, book, written
from tests.book.intake.sheets import csv_of, take, three_instalments
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


def try_(content: bytes, mapping: str) -> AcceptReport | None:
    """What came of a file; None when it was refused as a whole, with words in both languages."""
    refused: list[IntakeError] = []
    try:
        return take(content, mapping=mapping)
    except IntakeError as error:
        refused.append(error)
    assert all(error.place and error.words.zh and error.words.en for error in refused)
    return None


@pytest.mark.parametrize("name", FILES)
@given(steps=st.lists(byte_steps, min_size=1, max_size=4))
@settings(
    max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_changed_portfolio_file(db: None, name: str, steps: list[Step]) -> None:
    with transaction.atomic():
        ensure_creditor("leasing", "某租赁公司")
        report = try_(changed(FILES[name], steps), "lease")
        accepted, accounts = (report.accepted, report.accounts) if report else (0, 0)
        assert (Item.objects.count(), Account.objects.count()) == (accepted, accounts)
        if report is not None:
            assert report.accepted + report.rejected == report.rows
        transaction.set_rollback(True)


@given(
    cells=st.lists(
        st.tuples(
            st.integers(0, len(GOOD) - 1),
            st.sampled_from(sorted(GOOD[0])),
            st.sampled_from(NASTY) | st.text(max_size=12),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(
    max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_changed_cells(db: None, cells: list[tuple[int, str, str]]) -> None:
    rows = [dict(one) for one in GOOD]
    for place, heading, text in cells:
        rows[place][heading] = text
    with transaction.atomic():
        ensure_creditor("leasing", "某租赁公司")
        report = try_(csv_of(rows), "lease")
        accepted, accounts = (report.accepted, report.accounts) if report else (0, 0)
        assert (Item.objects.count(), Account.objects.count()) == (accepted, accounts)
        transaction.set_rollback(True)


@given(steps=st.lists(byte_steps, min_size=1, max_size=4))
@settings(
    max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_changed_payment_file(db: None, steps: list[Step]) -> None:
    with transaction.atomic():
        ensure_creditor("leasing", "某租赁公司")
        take(csv_of(three_instalments()))
        report = try_(changed(PAYMENTS, steps), "payments")
        assert Entry.objects.count() == (report.new if report else 0)
        transaction.set_rollback(True)
