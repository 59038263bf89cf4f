"""The case file: documents by content with versions, who saw and borrowed them; collateral step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from arrears.book.portfolio.api import (
    PortfolioError,
    account_facts,
    accounts_by_number,
    borrow_document,
    copy_document,
    documents_of,
    file_document,
    load,
    overdue_loans,
    return_document,
    set_collateral_state,
    uses_of_document,
    view_document,
)
from arrears.book.portfolio.contracts import AccountKey, CollateralRecord
from arrears.book.portfolio.models import CollateralPast
from arrears.foundation.api import SYSTEM, Actor, OutOfScope, ensure_creditor
from tests.book.portfolio.book_of import DAY, account, item

pytestmark = pytest.mark.django_db
PDF = "application/pdf"
DIGGER = CollateralRecord(ref="SN-1", kind="machine", description="挖掘机", plate="", frame_number="SN-1")


@pytest.fixture
def lease() -> AccountKey:
    bank = ensure_creditor("lease", "某租赁")
    record = replace(account("Z-1", [item(1, date(2026, 1, 15), 100_00)]), collateral=(DIGGER,))
    load(bank.id, [record], business_date=DAY, actor=SYSTEM)
    return accounts_by_number(bank.id, ["Z-1"])["Z-1"]


def contract(lease: AccountKey, content: bytes = b"one") -> int:
    done = file_document(
        lease.account_id, content, kind="contract", title="融资租赁合同", media_type=PDF, actor=SYSTEM
    )
    return done.document_id


def test_the_same_content_is_one_version_and_another_the_next(lease: AccountKey) -> None:
    assert contract(lease) == contract(lease)
    contract(lease, b"two")
    found = documents_of(SYSTEM, lease.account_id)
    assert [(one.title, one.version) for one in found] == [("融资租赁合同", 2), ("融资租赁合同", 1)]
    assert view_document(found[1].document_id, why="核对首版", actor=SYSTEM) == b"one"


def test_who_saw_it_and_why_is_kept(lease: AccountKey) -> None:
    document = contract(lease)
    view_document(document, why="核对担保条款", actor=SYSTEM)
    copy_document(document, why="立案材料", actor=SYSTEM)
    assert [(one.act, one.why) for one in uses_of_document(SYSTEM, document)] == [
        ("filed", "filed"),
        ("viewed", "核对担保条款"),
        ("copied", "立案材料"),
    ]
    with pytest.raises(PortfolioError, match="purpose"):
        view_document(document, why="", actor=SYSTEM)
    with pytest.raises(OutOfScope):
        view_document(document, why="好奇", actor=Actor(name="nobody"))


def test_an_original_is_lent_once_and_comes_back(lease: AccountKey) -> None:
    document = contract(lease)
    borrow_document(document, by="法务 陈", due_back_on=date(2026, 3, 10), why="开庭", actor=SYSTEM)
    with pytest.raises(PortfolioError, match="lent to"):
        borrow_document(document, by="吴", due_back_on=date(2026, 3, 11), why="x", actor=SYSTEM)
    assert overdue_loans(SYSTEM, date(2026, 3, 10)) == ()
    assert [one.borrowed_by for one in overdue_loans(SYSTEM, date(2026, 3, 11))] == ["法务 陈"]
    return_document(document, why="归还", actor=SYSTEM)
    assert documents_of(SYSTEM, lease.account_id)[0].borrowed_by == ""
    with pytest.raises(PortfolioError, match="not lent"):
        return_document(document, why="归还", actor=SYSTEM)


@pytest.mark.parametrize(
    ("kind", "title", "content", "reason"),
    [("novel", "x", b"x", "kind"), ("contract", " ", b"x", "empty"), ("contract", "x", b"", "empty")],
)
def test_what_cannot_be_filed_is_refused(
    lease: AccountKey, kind: str, title: str, content: bytes, reason: str
) -> None:
    with pytest.raises(PortfolioError, match=reason):
        file_document(lease.account_id, content, kind=kind, title=title, media_type=PDF, actor=SYSTEM)


def test_a_collateral_is_followed_step_by_step(lease: AccountKey) -> None:
    (thing,) = account_facts(lease.account_id).collateral
    assert (thing.description, thing.state) == ("挖掘机", "with_debtor")
    set_collateral_state(
        thing.collateral_id, "located", why="现场查看", actor=SYSTEM, location_note="某县工地"
    )
    set_collateral_state(thing.collateral_id, "repossessed", why="经批准取回", actor=SYSTEM)
    (after,) = account_facts(lease.account_id).collateral
    assert (after.state, after.location_note) == ("repossessed", "某县工地")
    steps = CollateralPast.objects.order_by("pk").values_list("state_before", "state_after", "why")
    assert list(steps) == [("with_debtor", "located", "现场查看"), ("located", "repossessed", "经批准取回")]
    with pytest.raises(PortfolioError, match="state"):
        set_collateral_state(thing.collateral_id, "vanished", why="x", actor=SYSTEM)
