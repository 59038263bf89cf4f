"""Lost contact: who is in the queue, how they are looked for, and how they leave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from arrears.book.portfolio.api import (
    PortfolioError,
    contact_points,
    due_for_verification,
    give_up,
    load,
    lost_contacts,
    record_attempt,
    refresh_lost_contacts,
    set_contact_state,
)
from arrears.book.portfolio.contracts import ContactKind, ContactState, LawfulSource, LostContactFacts
from arrears.book.portfolio.models import Account, LostContactAttempt
from arrears.foundation.api import SYSTEM, Actor, ensure_creditor
from arrears.kernel import clock
from tests.book.portfolio.book_of import DAY, LI, account, item

pytestmark = pytest.mark.django_db
ITEMS = [item(1, date(2026, 1, 15), 100_00)]


@pytest.fixture
def lost() -> LostContactFacts:
    """2 March: 张伟 has a phone, 李娜 has none."""
    bank = ensure_creditor("bank", "某银行")
    load(
        bank.id,
        [account("A", ITEMS), account("B", ITEMS, debtor=replace(LI, contacts=()))],
        business_date=DAY,
        actor=SYSTEM,
    )
    assert refresh_lost_contacts(DAY) == (1, 0)
    (found,) = lost_contacts(SYSTEM)
    return found


def _other() -> int:
    """The debtor who is not in the queue (a load promises no order of its keys)."""
    return Account.objects.get(number="A").debtor_id


def test_who_has_no_way_to_be_reached_is_in_the_queue_once(lost: LostContactFacts) -> None:
    assert (lost.name_masked, lost.since, lost.attempts) == ("李*", DAY, 0)
    assert refresh_lost_contacts(date(2026, 3, 3)) == (0, 0)
    assert lost_contacts(Actor(name="nobody")) == ()


def test_a_number_that_turns_out_wrong_brings_the_debtor_in(lost: LostContactFacts) -> None:
    (hit,) = [one for one in contact_points(_other()) if one.kind is ContactKind.PHONE]
    set_contact_state(hit.contact_point_id, ContactState.OUT_OF_SERVICE, why="空号", actor=SYSTEM)
    assert refresh_lost_contacts(date(2026, 3, 4)) == (1, 0)
    set_contact_state(hit.contact_point_id, ContactState.VALID, why="复机", actor=SYSTEM)
    assert refresh_lost_contacts(date(2026, 3, 5)) == (0, 1)


def test_every_attempt_is_on_record_and_a_found_number_ends_the_case(lost: LostContactFacts) -> None:
    # 5 March: the creditor knows nothing more. 9 March: the company register names a phone.
    record_attempt(
        lost.case_id,
        source=LawfulSource.CREDITOR,
        reference="邮件 2026-03-05",
        result="无新资料",
        on=date(2026, 3, 5),
        actor=SYSTEM,
    )
    again = lost_contacts(SYSTEM)[0]
    assert (again.attempts, again.last_attempt_on) == (1, date(2026, 3, 5))
    record_attempt(
        lost.case_id,
        source=LawfulSource.PUBLIC_REGISTER,
        reference="企业信用公示 2026-03-09",
        result="登记电话",
        on=date(2026, 3, 9),
        actor=SYSTEM,
        found=(ContactKind.PHONE, "13600001111"),
    )
    assert lost_contacts(SYSTEM) == ()
    (point,) = contact_points(lost.debtor_id)
    assert (point.masked, point.source, point.state) == (
        "136****1111",
        "public_register",
        ContactState.UNVERIFIED,
    )
    assert LostContactAttempt.objects.count() == 2


@pytest.mark.parametrize(
    ("source", "reference", "result", "reason"),
    [
        (LawfulSource.PUBLIC_REGISTER, "", "登记电话", "reference"),
        (LawfulSource.DEBTOR, "", " ", "result"),
    ],
)
def test_an_attempt_says_where_from_and_what_came_of_it(
    lost: LostContactFacts, source: LawfulSource, reference: str, result: str, reason: str
) -> None:
    with pytest.raises(PortfolioError, match=reason):
        record_attempt(lost.case_id, source=source, reference=reference, result=result, on=DAY, actor=SYSTEM)


def test_there_are_no_other_sources_than_lawful_ones() -> None:
    assert set(LawfulSource) == {"creditor", "debtor", "public_register"}


def test_a_search_that_was_given_up_rests(lost: LostContactFacts) -> None:
    give_up(lost.case_id, on=date(2026, 3, 10), why="各渠道均无结果", actor=SYSTEM)
    assert refresh_lost_contacts(date(2026, 3, 11)) == (0, 0)
    assert refresh_lost_contacts(date(2026, 6, 8)) == (1, 0)


def test_what_was_verified_long_ago_is_due_again(lost: LostContactFacts) -> None:
    (point,) = contact_points(_other())
    assert due_for_verification(SYSTEM, date(2026, 8, 1)) == ()
    assert due_for_verification(SYSTEM, date(2026, 9, 1)) == (point.contact_point_id,)
    with clock.standing_at(clock.at_local(date(2026, 8, 30))):
        set_contact_state(point.contact_point_id, ContactState.VALID, why="接通确认", actor=SYSTEM)
    assert due_for_verification(SYSTEM, date(2026, 9, 1)) == ()
