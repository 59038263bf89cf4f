"""What a creditor's system reads: accounts as of a date, one account whole, the results of a day."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import SYSTEM, CreditorFacts
from arrears.kernel import clock
from arrears.kernel.money import Money
from tests import cast
from tests.desk.desk_case import MONDAY, SETTINGS, DeskCase, at
from tests.faces.rest.caller import Caller, given, places

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def case(db: None) -> DeskCase:
    """The bank's debtor with one account, three instalments of 1,000.00 due since 5 October 2026."""
    bank = cast.creditor("bank", settings=SETTINGS)
    return DeskCase(
        cast.place(
            bank, "A-1", cast.person("张三", 1), first_due=date(2026, 10, 5), instalments=3,
            principal_minor=100_000,
        )
    )  # fmt: skip


def pay(case: DeskCase, minor: int, on: date, key: str) -> None:
    order = PaymentOrder(
        creditor_id=case.of.creditor.id, account_id=case.of.account_id, amount=Money(minor, "CNY"),
        effective_on=on, key=key,
    )  # fmt: skip
    payments.post(order, SYSTEM)


def test_a_day_with_a_talk_a_promise_and_money(case: DeskCase, system: Caller) -> None:
    # Monday, 10:00: the debtor is reached by telephone and promises 500.00 for Tuesday
    with clock.standing_at(at(10)):
        talk = case.talk(Outcome.PROMISED)
        order = PromiseOrder(
            creditor_id=case.of.creditor.id, debtor_id=case.of.debtor_id, account_id=case.of.account_id,
            amount=Money(50_000, "CNY"), due_on=TUESDAY, attempt_id=talk.attempt_id, taken_on=MONDAY,
        )  # fmt: skip
        promises.take(order, case.actor)
    monday = given(system.get(f"/creditors/bank/results/{MONDAY}"))
    assert monday["contacts"] == [
        {"channel": "call", "state": "simulated", "outcome": "promised", "count": 1, "reached": 1}
    ]
    assert monday["promises"] == [
        {"state": "taken", "currency": "CNY", "count": 1, "amount": "500.00", "received": "0.00"}
    ]
    assert monday["payments"] == []
    (contact,) = given(system.get(f"/creditors/bank/results/{MONDAY}/contacts"))["contacts"]
    assert (contact["channel"], contact["outcome"], contact["state"]) == ("call", "promised", "simulated")
    assert (contact["accounts"], contact["automatic"]) == (["A-1"], False)

    # Tuesday: the money comes and is judged; the next morning's judging sees it
    pay(case, 50_000, TUESDAY, "P-1")
    with clock.standing_at(at(7, day=WEDNESDAY)):
        promises.judge(WEDNESDAY)
    tuesday = given(system.get(f"/creditors/bank/results/{TUESDAY}"))
    assert tuesday["payments"] == [{"currency": "CNY", "count": 1, "amount": "500.00"}]
    (payment,) = given(system.get(f"/creditors/bank/results/{TUESDAY}/payments"))["payments"]
    assert (payment["account"], payment["amount"]) == ("A-1", "500.00")
    judged = given(system.get(f"/creditors/bank/results/{WEDNESDAY}/promises"))["promises"]
    assert [(one["account"], one["state"], one["received"]) for one in judged] == [("A-1", "kept", "500.00")]

    # and the account, whole, on Wednesday
    whole = given(system.get(f"/creditors/bank/accounts/A-1?as_of={WEDNESDAY}"))
    assert (whole["owed"], whole["overdue"], whole["proposal"]) == ("2500.00", "1500.00", None)
    assert [one["state"] for one in whole["promises"]] == ["kept"]


def test_a_day_without_anything_is_empty(system: Caller) -> None:
    day = given(system.get("/creditors/bank/results/2026-01-01"))
    assert day == {"day": "2026-01-01", "contacts": [], "promises": [], "payments": []}


def test_payments_come_page_by_page(case: DeskCase, system: Caller) -> None:
    for place in range(5):
        pay(case, 100 + place, MONDAY, f"P-{place}")
    path, seen, after = f"/creditors/bank/results/{MONDAY}/payments", [], 0
    for _page in range(3):
        page = given(system.get(f"{path}?limit=2&after={after}"))
        seen += [one["amount"] for one in page["payments"]]
        after = page["next_after"]
    assert seen == ["1.00", "1.01", "1.02", "1.03", "1.04"]
    assert after is None


def test_accounts_come_page_by_page(bank: CreditorFacts, system: Caller) -> None:
    for place in range(5):
        cast.place(bank, f"N-{place}", cast.person("王五", place), first_due=date(2026, 1, 5))
    path, seen, after = "/creditors/bank/accounts?as_of=2026-02-10&limit=2", [], ""
    for _page in range(3):
        page = given(system.get(f"{path}&after={after}"))
        seen += [one["number"] for one in page["accounts"]]
        after = page["next_after"]
    assert seen == [f"N-{place}" for place in range(5)]
    assert after is None
    first = given(system.get(path))["accounts"][0]
    assert (first["owed"], first["overdue"], first["days_past_due"]) == ("6000.00", "2000.00", 36)


def test_a_batch_is_taken_back(bank: CreditorFacts, system: Caller) -> None:
    for place in range(3):
        cast.place(bank, f"N-{place}", cast.person("王五", place), first_due=date(2026, 1, 5))
    path = "/creditors/bank/batches/cast/recall"
    some = given(system.post(path, {"reason": "客户已结清", "numbers": ["N-0", "X-9"]}))
    assert some == {"recalled": 1, "unknown": ["X-9"]}
    assert given(system.post(path, {"reason": "委托到期"})) == {"recalled": 2, "unknown": []}
    assert given(system.post(path, {"reason": "委托到期"}))["recalled"] == 0
    statuses = {one["status"] for one in given(system.get("/creditors/bank/accounts"))["accounts"]}
    assert statuses == {"recalled"}
    assert given(system.get("/creditors/bank/batches"))[0]["open_accounts"] == 0
    assert places(system.post("/creditors/bank/batches/nowhere/recall", {"reason": "x"}), 404) == ["address"]
    assert places(system.post(path, {"reason": " "}), 409) == ["body"]


def test_one_account_is_taken_back(bank: CreditorFacts, system: Caller) -> None:
    cast.place(bank, "N-1", cast.person("王五", 1), first_due=date(2026, 1, 5))
    done = given(system.post("/creditors/bank/accounts/N-1/close", {"reason": "已转让"}))
    assert done == {"number": "N-1", "status": "closed"}
    assert places(system.post("/creditors/bank/accounts/N-2/close", {"reason": "x"}), 404) == ["address"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/creditors/bank/accounts?limit=0", "limit"),
        ("/creditors/bank/accounts?limit=1001", "limit"),
        ("/creditors/bank/accounts?as_of=2026-02-30", "as_of"),
        ("/creditors/bank/accounts?after=%00", "after"),
        ("/creditors/bank/results/yesterday", "day"),
        ("/creditors/bank/results/2026-01-01/contacts?after=-1", "after"),
        ("/creditors/bank/results/2026-01-01/contacts?after=99999999999999999999", "after"),
        ("/creditors/b%20nk/accounts", "code"),
    ],
)
def test_what_is_asked_wrongly_is_named(system: Caller, path: str, place: str) -> None:
    assert places(system.get(path), 422) == [place]
