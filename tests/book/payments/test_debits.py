"""Direct debit: a file to the bank, its answer into the ledger, in both layouts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.payments.api import (
    DebitFile,
    Layout,
    PostingRefused,
    add_mandate,
    balance,
    end_mandate,
    make_debit_file,
    take_debit_results,
)
from arrears.book.payments.models import DebitOrder, Mandate
from arrears.book.payments.rules.debit_files import Debit, read, write
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.api import SYSTEM, ensure_creditor, read_file
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import DAY, LI, account, item

JAN, APR = date(2026, 1, 15), date(2026, 4, 15)
ONE = Debit(
    line=1,
    bank="ICBC",
    account="6222020000001234",
    holder="张伟",
    amount=Money(123_45, "CNY"),
    reference="SQ-1",
)
Book = dict[str, AccountKey]


@pytest.fixture
def book() -> Book:
    bank = ensure_creditor("bank", "某银行")
    records = [
        account("A", [item(1, JAN, 100_00), item(2, APR, 100_00)]),
        account("B", [item(1, JAN, 50_00)], debtor=LI),
        account("C", [item(1, JAN, 70_00)], debtor=LI),
    ]
    load(bank.id, records, business_date=DAY, actor=SYSTEM)
    found = dict(accounts_by_number(bank.id, ["A", "B", "C"]))
    for number, reference in (("A", "SQ-A"), ("B", "SQ-B")):
        add_mandate(
            found[number].account_id,
            reference=reference,
            bank_code="ICBC",
            holder="张伟",
            number="6222 0200 0000 1234",
            since=date(2026, 1, 1),
            actor=SYSTEM,
        )
    return found


def make(book: Book, layout: Layout, code: str = "DD-1") -> DebitFile:
    return make_debit_file(
        book["A"].creditor_id, code, due_on=DAY, currency="CNY", layout=layout, actor=SYSTEM
    )


def answer(sent: bytes, layout: Layout, *, second: str, collected: int) -> bytes:
    """The bank's answer: the first line collected in full, the second as given."""
    if layout is Layout.CSV:
        rows = ["batch,line,result,collected,currency", "DD-1,1,0000,100.00,CNY"]
        return "\r\n".join([*rows, f"DD-1,2,{second},{collected / 100:.2f},CNY"]).encode("utf-8-sig")
    head, *records = sent.rstrip(b"\r\n").split(b"\r\n")
    tails = [b"0000".ljust(10) + b"%016d" % 100_00, second.encode().ljust(10) + b"%016d" % collected]
    return b"\r\n".join([head, *(record + tail for record, tail in zip(records, tails, strict=True))])


@pytest.mark.django_db
@pytest.mark.parametrize("layout", list(Layout))
def test_a_file_goes_out_and_its_answer_comes_back(book: Book, layout: Layout) -> None:
    file = make(book, layout)
    assert (file.debits, file.total_minor) == (2, 150_00)  # what is due; C has no mandate
    sent = read_file(file.file.id, SYSTEM)
    assert "张伟".encode("gb18030" if layout is Layout.FIXED else "utf-8") in sent
    back = answer(sent, layout, second="0051", collected=0)
    creditor = book["A"].creditor_id
    done = take_debit_results(creditor, back, layout=layout, effective_on=DAY, actor=SYSTEM)
    assert (done.collected, done.failed, done.collected_minor) == (1, 1, 100_00)
    assert balance(book["A"].account_id, DAY).overdue_minor == 0
    assert balance(book["B"].account_id, DAY).overdue_minor == 50_00
    assert list(DebitOrder.objects.order_by("line").values_list("state", "result_code")) == [
        ("collected", "0000"),
        ("failed", "0051"),
    ]
    again = take_debit_results(creditor, back, layout=layout, effective_on=DAY, actor=SYSTEM)
    assert (again.collected, again.repeated, again.collected_minor) == (0, 2, 0)


@pytest.mark.django_db
def test_a_part_collected_is_posted_as_a_part(book: Book) -> None:
    back = answer(
        read_file(make(book, Layout.CSV).file.id, SYSTEM), Layout.CSV, second="0000", collected=20_00
    )
    done = take_debit_results(book["A"].creditor_id, back, layout=Layout.CSV, effective_on=DAY, actor=SYSTEM)
    assert done.collected_minor == 120_00
    assert balance(book["B"].account_id, DAY).overdue_minor == 30_00


@pytest.mark.django_db
def test_a_mandate_is_sealed_and_ends(book: Book) -> None:
    row = Mandate.objects.get(reference="SQ-B")
    assert row.number_masked == "****1234"
    assert b"6222" not in bytes(row.number_sealed)
    end_mandate(row.pk, DAY, SYSTEM)
    assert make(book, Layout.CSV).debits == 1
    with pytest.raises(PostingRefused, match="used already"):
        make(book, Layout.CSV)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("layout", "content", "reason"),
    [
        (Layout.CSV, b"batch,line,result,collected,currency\r\nDD-1,x,0000,1.00,CNY", "Line 2"),
        (Layout.CSV, b"batch,line,result,collected,currency\r\nDD-1,1,0000,1.005,CNY", "Line 2"),
        (Layout.CSV, b"batch,line,result,collected,currency\r\nDD-9,1,0000,1.00,CNY", "no batch"),
        (Layout.CSV, b"batch,line\r\nDD-1,1", "Line 2"),
        (Layout.CSV, b"\xff\xfe\x00", "Line 1"),
        (Layout.CSV, b"", "no batch"),
        (Layout.FIXED, b"", "Line 1"),
        (Layout.FIXED, b"H too short", "Line 1"),
    ],
)
def test_an_answer_that_cannot_be_read_changes_nothing(
    book: Book, layout: Layout, content: bytes, reason: str
) -> None:
    make(book, Layout.CSV)
    with pytest.raises(PostingRefused, match=reason):
        take_debit_results(book["A"].creditor_id, content, layout=layout, effective_on=DAY, actor=SYSTEM)
    assert set(DebitOrder.objects.values_list("state", flat=True)) == {"sent"}


def test_the_fixed_layout_to_the_byte() -> None:
    content = write(Layout.FIXED, "DD-1", DAY, "CNY", [ONE])
    head, record, end = content.split(b"\r\n")
    assert head == b"H" + b"DD-1".ljust(40) + b"20260302CNY" + b"00000001" + b"0000000000012345"
    assert record == (
        b"D00000001"
        + b"ICBC".ljust(20)
        + b"6222020000001234".ljust(34)
        + "张伟".encode("gb18030").ljust(80)
        + b"0000000000012345"
        + b"SQ-1".ljust(60)
    )
    assert end == b""


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(PostingRefused, match="holder does not fit"):
        write(Layout.FIXED, "DD-1", DAY, "CNY", [replace(ONE, holder="某" * 41)])


@given(st.lists(st.tuples(st.integers(1, 10**9), st.sampled_from(["0000", "0051", "9999"])), max_size=6))
def test_what_the_bank_answers_is_read_as_it_was_said(rows: list[tuple[int, str]]) -> None:
    debits = [
        replace(ONE, line=line, amount=Money(amount, "CNY")) for line, (amount, _) in enumerate(rows, 1)
    ]
    head, *records = write(Layout.FIXED, "DD-1", DAY, "CNY", debits).rstrip(b"\r\n").split(b"\r\n")
    back = b"\n".join(
        [
            head,
            *(
                record + code.encode().ljust(10) + b"%016d" % (amount if code == "0000" else 0)
                for record, (amount, code) in zip(records, rows, strict=True)
            ),
        ]
    )
    assert [(one.line, one.code, one.collected_minor, one.succeeded) for one in read(Layout.FIXED, back)] == [
        (line, code, amount if code == "0000" else 0, code == "0000")
        for line, (amount, code) in enumerate(rows, 1)
    ]
