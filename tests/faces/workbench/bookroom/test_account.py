"""An account on any date, money moved by hand with the result shown first, and undone by a reversal."""

from __future__ import annotations

import re
from datetime import date

import pytest

from arrears.book.payments import api as payments
from arrears.foundation.api import Role
from arrears.kernel.clock import at_local, standing_at
from arrears.kernel.money import Money
from tests import cast
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
FIRST_DUE = date(2026, 9, 5)


def placed(bank: room.CreditorFacts, number: str = "CARD-1", place: int = 1) -> cast.Placed:
    return cast.place(bank, number, cast.person("张伟明", place), first_due=FIRST_DUE, instalments=3)


def key_in(page: str) -> str:
    found = re.search(r'name="key"\s+value="(hand/[0-9a-f]{32})"', page)
    assert found
    return found[1]


def owed(account_id: int, day: date = MONDAY) -> int:
    return payments.balance(account_id, day).total_minor


def test_a_payment_is_shown_before_it_is_booked_and_undone_by_a_reversal() -> None:
    bank = room.bank()
    of = placed(bank)
    leader = room.person(Role.LEADER)
    path = f"/book/accounts/{of.account_id}/"
    with standing_at(at_local(MONDAY, 10)):
        # 2026-11-23 three instalments of 1,000.00 stand open
        assert "3,000.00" in leader.sees(path)
        key = key_in(leader.sees(f"{path}post/payment/"))
        said = {"amount": "1500", "effective_on": "2026-11-20", "way": "transfer", "key": key}

        # the preview names what is settled, and books nothing
        shown = leader.sends(f"{path}post/payment/", **said).content.decode()
        assert "not booked yet" in shown
        assert "1,500.00" in shown
        assert owed(of.account_id) == 300_000
        assert payments.entries_of(of.account_id) == ()

        # booked once, however often the button is pressed
        leader.sends(f"{path}post/payment/", **said, act="book")
        leader.sends(f"{path}post/payment/", **said, act="book")
        assert owed(of.account_id) == 150_000
        (entry,) = payments.entries_of(of.account_id)
        assert entry.by == leader.actor.name

        # on the day before the payment the account is as it was
        assert "3,000.00" in leader.sees(path, as_of="2026-11-19")
        assert "1 later entry" in leader.sees(path, as_of="2026-11-19")

        # undone by a reversal, which is shown first as well
        reverse = f"{path}entries/{entry.entry_id}/reverse/"
        undo = {"effective_on": "2026-11-20", "why": "wrong account", "key": key_in(leader.sees(reverse))}
        assert "3,000.00" in leader.sends(reverse, **undo).content.decode()
        assert owed(of.account_id) == 150_000
        leader.sends(reverse, **undo, act="book")
        assert owed(of.account_id) == 300_000


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "abc"}, "not an amount"),
        ({"amount": "10", "designation": "first"}, "separated by commas"),
        ({"amount": "10", "key": "file/2026-1"}, "lost its key"),
        ({"amount": "10", "effective_on": ""}, "required"),
    ],
)
def test_what_cannot_be_posted_is_said_and_nothing_is_booked(said: dict[str, str], words: str) -> None:
    bank = room.bank()
    of = placed(bank)
    leader = room.person(Role.LEADER)
    path = f"/book/accounts/{of.account_id}/post/payment/"
    whole = {"effective_on": "2026-11-20", "way": "transfer", "key": key_in(leader.sees(path)), "act": "book"}
    answer = leader.sends(path, **(whole | said))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert payments.entries_of(of.account_id) == ()


def test_money_moves_between_accounts_of_one_debtor_and_back_to_the_payer() -> None:
    bank = room.bank()
    first, second = placed(bank, "CARD-1"), placed(bank, "CARD-2")
    leader = room.person(Role.LEADER)
    with standing_at(at_local(MONDAY, 10)):
        pay = f"/book/accounts/{first.account_id}/post/payment/"
        leader.sends(
            pay,
            amount="2000",
            effective_on="2026-11-20",
            way="counter",
            key=key_in(leader.sees(pay)),
            act="book",
        )
        move = f"/book/accounts/{first.account_id}/post/transfer/"
        said = {
            "to_account": second.account_id, "amount": "500", "effective_on": "2026-11-21", "why": "wrong one",
            "key": key_in(leader.sees(move)),
        }  # fmt: skip
        assert "not booked yet" in leader.sends(move, **said).content.decode()
        assert owed(second.account_id) == 300_000
        leader.sends(move, **said, act="book")
        assert (owed(first.account_id), owed(second.account_id)) == (150_000, 250_000)

        back = f"/book/accounts/{first.account_id}/post/refund/"
        leader.sends(
            back,
            amount="100",
            effective_on="2026-11-22",
            why="paid twice",
            key=key_in(leader.sees(back)),
            act="book",
        )
        assert owed(first.account_id) == 160_000


def test_a_waiver_above_the_limit_waits_for_a_second_person() -> None:
    bank = room.bank()
    of = placed(bank)
    collector, leader = room.person(Role.COLLECTOR), room.person(Role.LEADER)
    payments.set_waiver_limit(bank.id, Role.COLLECTOR, None, Money(10_000, "CNY"), leader.actor)
    payments.set_waiver_limit(bank.id, Role.LEADER, None, Money(500_000, "CNY"), leader.actor)
    path = f"/book/accounts/{of.account_id}/give-up/waiver/"
    with standing_at(at_local(MONDAY, 10)):
        said = {
            "principal": "500",
            "effective_on": "2026-11-23",
            "why": "hardship",
            "key": key_in(collector.sees(path)),
        }
        assert "a second person approves it" in collector.sends(path, **said).content.decode()
        assert payments.waiver_requests(leader.actor) == (), "a preview asks for nothing"
        collector.sends(path, **said, act="book")
        (asked,) = payments.waiver_requests(leader.actor)
        assert owed(of.account_id) == 300_000

        # who asked sees no button and may not decide; the leader may
        assert "somebody else decides" in collector.sees("/book/waivers/")
        assert collector.sends("/book/waivers/", id=asked.request_id, act="approve").status_code == 404
        assert "hardship" in leader.sees("/book/waivers/")
        leader.sends("/book/waivers/", id=asked.request_id, act="approve")
        assert owed(of.account_id) == 250_000

        # within the limit it is booked at once
        small = said | {"principal": "50", "key": key_in(collector.sees(path))}
        assert "not booked yet" in collector.sends(path, **small).content.decode()
        collector.sends(path, **small, act="book")
        assert owed(of.account_id) == 245_000


def test_the_ledger_and_the_instalments_go_out_as_files() -> None:
    bank = room.bank()
    of = placed(bank)
    leader = room.person(Role.LEADER)
    path = f"/book/accounts/{of.account_id}/"
    items = leader.client.get(path, {"as": "csv", "list": "items", "as_of": "2026-11-23"})
    assert items.content.decode("utf-8-sig").count("1000.00") == 6, (
        "billed and principal of three instalments"
    )
    assert leader.client.get(path, {"as": "xlsx"}).content.startswith(b"PK")


def test_a_debtors_page_shows_the_same_person_at_creditors_in_scope_alone() -> None:
    ours, theirs = room.bank(), room.bank("leasing")
    here = placed(ours)
    placed(theirs, "LEASE-1")
    both = room.person(Role.LEADER)
    one = room.person(Role.COLLECTOR, "one-house", creditors=[ours.code])
    path = f"/book/debtors/{here.debtor_id}/"
    assert "LEASE-1" in both.sees(path)
    assert "LEASE-1" not in one.sees(path)
    assert "张伟明" not in both.sees(path), "names are masked"
    outside = room.person(Role.LEADER, "elsewhere", creditors=[theirs.code])
    assert outside.client.get(path).status_code == 404
    assert outside.client.get(f"/book/accounts/{here.account_id}/").status_code == 404


def test_direct_debit_goes_to_the_bank_and_its_answer_into_the_ledger() -> None:
    bank = room.bank()
    of = placed(bank)
    leader = room.person(Role.LEADER)
    with standing_at(at_local(MONDAY, 10)):
        leader.sends(
            f"/book/accounts/{of.account_id}/mandate/",
            reference="M-1", bank_code="ICBC", holder="张伟明", number="6222000011112222", since="2026-09-01",
        )  # fmt: skip
        assert "6222000011112222" not in leader.sees(f"/book/accounts/{of.account_id}/mandate/")
        made = leader.sends(
            "/book/debits/", act="make", creditor=bank.id, code="NOV-1", due_on="2026-11-23", currency="CNY",
            layout="csv",
        )  # fmt: skip
        link = re.search(r'href="(/book/debits/file/[^"]+)"', made.content.decode())
        assert link
        assert b"6222000011112222" in leader.client.get(link[1]).content
        answer = "batch,line,result,collected,currency\nNOV-1,1,00,3000.00,CNY\n"
        said = {"result-creditor": bank.id, "result-layout": "csv", "result-effective_on": "2026-11-23"}
        for _time in range(2):
            sent = room.SimpleUploadedFile("back.csv", answer.encode())
            assert (
                leader.sends("/book/debits/", act="result", **said, **{"result-file": sent}).status_code
                == 302
            )
        assert owed(of.account_id) == 0
        batch = re.search(r'href="(/book/debits/\d+/)"', leader.sees("/book/debits/"))
        assert batch
        assert "collected" in leader.sees(batch[1])
