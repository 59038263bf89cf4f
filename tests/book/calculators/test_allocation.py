"""Where a payment goes: Civil Code 560-561, judgment debts, agreed orders; nothing lost, nothing made."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import (
    Across,
    AllocationItem,
    AllocationPolicy,
    CalculatorError,
    Component,
    DebtOrder,
    PolicyInput,
)
from tests.profiles import examples

C = Component
TODAY = date(2026, 6, 30)


def item(
    key: str,
    amount: int,
    *,
    debt: str = "D1",
    due: date | None = None,
    secured: int | None = None,
    burden: str | None = None,
) -> AllocationItem:
    return AllocationItem(
        id=f"{debt}/{key}",
        debt=debt,
        component=C(key),
        amount_minor=amount,
        due=due,
        secured_minor=secured,
        burden_percent=None if burden is None else Decimal(burden),
    )


ONE_DEBT = (item("principal", 500), item("interest", 300), item("cost", 100), item("penalty", 50))

# payment, policy, what each component receives, what is left over
WITHIN_ONE_DEBT = [
    (0, "statutory", {}, 0),
    (99, "statutory", {"cost": 99}, 0),
    (100, "statutory", {"cost": 100}, 0),
    (101, "statutory", {"cost": 100, "interest": 1}, 0),
    (400, "statutory", {"cost": 100, "interest": 300}, 0),
    (700, "statutory", {"cost": 100, "interest": 300, "principal": 300}, 0),
    (950, "statutory", {"cost": 100, "interest": 300, "principal": 500, "penalty": 50}, 0),
    (951, "statutory", {"cost": 100, "interest": 300, "principal": 500, "penalty": 50}, 1),
    (95, "pro_rata", {"cost": 10, "interest": 30, "principal": 50, "penalty": 5}, 0),
    (600, "card_from_91_days", {"principal": 500, "cost": 100}, 0),
    (450, "card_to_90_days", {"cost": 100, "interest": 300, "penalty": 50}, 0),
]


@pytest.mark.parametrize(("payment", "name", "received", "left"), WITHIN_ONE_DEBT)
def test_the_order_within_one_debt(payment: int, name: str, received: dict[str, int], left: int) -> None:
    done = api.allocate(payment, ONE_DEBT, api.policy(name))
    assert {line.component.value: line.amount_minor for line in done.lines} == received
    assert done.unallocated_minor == left


DUE, LATER = date(2026, 5, 1), date(2026, 12, 1)

# two debts of 100, payment of 100: which one is served
BETWEEN_TWO_DEBTS: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...], dict[str, int]]] = [
    ("due before not due", {"due": LATER}, {"due": DUE, "secured": 900}, (), {"B": 100}),
    ("both due: least security", {"due": DUE, "secured": 900}, {"due": DUE, "secured": 0}, (), {"B": 100}),
    (
        "security equal: heavier burden",
        {"due": DUE, "burden": "6"},
        {"due": DUE, "burden": "24"},
        (),
        {"B": 100},
    ),
    ("burden equal: earlier due", {"due": date(2026, 5, 2)}, {"due": DUE}, (), {"B": 100}),
    ("all equal: pro rata", {"due": DUE}, {"due": DUE}, (), {"A": 50, "B": 50}),
    ("known security before unknown", {"due": DUE}, {"due": DUE, "secured": 5}, (), {"B": 100}),
    ("the debtor chose", {"due": LATER}, {"due": DUE}, ("A",), {"A": 100}),
    (
        "both not due: least security",
        {"due": LATER, "secured": 9},
        {"due": LATER, "secured": 1},
        (),
        {"B": 100},
    ),
    ("due unknown comes last", {}, {"due": LATER}, (), {"B": 100}),
]


@pytest.mark.parametrize(
    ("why", "first", "second", "chosen", "received"),
    BETWEEN_TWO_DEBTS,
    ids=[row[0] for row in BETWEEN_TWO_DEBTS],
)
def test_the_order_between_debts(
    why: str, first: dict[str, Any], second: dict[str, Any], chosen: tuple[str, ...], received: dict[str, int]
) -> None:
    items = [item("principal", 100, debt="A", **first), item("principal", 100, debt="B", **second)]
    done = api.allocate(100, items, api.policy("statutory"), paid_on=TODAY, designated=chosen)
    assert {line.debt: line.amount_minor for line in done.lines} == received, why


def test_the_debtor_may_choose_the_debt_but_not_the_order_inside_it() -> None:
    items = [
        item("principal", 100, debt="A", due=DUE),
        item("principal", 100, debt="B", due=DUE),
        item("interest", 40, debt="B", due=DUE),
    ]
    done = api.allocate(60, items, api.policy("statutory"), paid_on=TODAY, designated=("B",))
    assert [(line.id, line.amount_minor) for line in done.lines] == [("B/interest", 40), ("B/principal", 20)]


def test_an_agreed_order_can_shut_the_choice_out() -> None:
    items = [item("principal", 100, debt="A", due=DUE), item("principal", 100, debt="B", due=LATER)]
    order = api.policy({"components": [["cost"], ["interest"], ["principal"]], "debts": ["earlier_due"]})
    done = api.allocate(100, items, order, paid_on=TODAY, designated=("B",))
    assert [line.debt for line in done.lines] == ["A"]


def test_judgment_debts_are_served_before_any_doubled_interest() -> None:
    items = [
        item("doubled_interest", 30, debt="A", due=DUE),
        item("principal", 100, debt="A", due=DUE),
        item("principal", 100, debt="B", due=LATER),
        item("interest", 10, debt="B", due=LATER),
    ]
    done = api.allocate(220, items, api.policy("judgment"), paid_on=TODAY)
    assert [(line.id, line.amount_minor) for line in done.lines] == [
        ("A/principal", 100),
        ("B/interest", 10),
        ("B/principal", 100),
        ("A/doubled_interest", 10),
    ]


def test_components_first_serves_all_interest_before_any_principal() -> None:
    items = [
        item("principal", 100, debt="A", due=DUE),
        item("interest", 10, debt="A", due=DUE),
        item("interest", 10, debt="B", due=LATER),
    ]
    order = api.policy({"components": [["interest"], ["principal"]], "across": "component_first"})
    done = api.allocate(50, items, order)
    assert {line.id: line.amount_minor for line in done.lines} == {
        "A/interest": 10,
        "B/interest": 10,
        "A/principal": 30,
    }


def test_odd_cents_go_to_the_largest_remainder_then_by_key() -> None:
    items = [item("principal", 100, debt=debt) for debt in "CAB"]
    done = api.allocate(100, items, api.policy("statutory"))
    assert {line.debt: line.amount_minor for line in done.lines} == {"A": 34, "B": 33, "C": 33}


def test_earlier_days_go_first_inside_a_component_of_one_debt() -> None:
    items = [
        AllocationItem(id="2", debt="D", component=C.PRINCIPAL, amount_minor=50, due=LATER),
        AllocationItem(id="1", debt="D", component=C.PRINCIPAL, amount_minor=50, due=DUE),
    ]
    done = api.allocate(60, items, api.policy("statutory"), paid_on=TODAY)
    assert [(line.id, line.amount_minor) for line in done.lines] == [("1", 50), ("2", 10)]


def test_what_is_left_open_is_told_item_by_item() -> None:
    done = api.allocate(150, ONE_DEBT, api.policy("statutory"))
    assert [left.amount_minor for left in api.remaining(ONE_DEBT, done)] == [500, 250, 0, 50]


@pytest.mark.parametrize(
    ("payment", "items", "chosen"),
    [
        (-1, ONE_DEBT, ()),
        (1, (item("principal", -1),), ()),
        (1, (*ONE_DEBT, ONE_DEBT[0]), ()),
        (1, ONE_DEBT, ("D2",)),
        (1, ONE_DEBT, ("D1", "D1")),
    ],
)
def test_broken_input_is_refused(
    payment: int, items: tuple[AllocationItem, ...], chosen: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"allocation needs|designated"):
        api.allocate(payment, items, api.policy("statutory"), designated=chosen)


def test_a_policy_names_every_component_once() -> None:
    with pytest.raises(ValueError, match="exactly once"):
        AllocationPolicy(name="half", stages=(((C.COST,),),), debts=(), rules=())
    with pytest.raises(CalculatorError):
        api.policy({"components": [["cost"], ["cost"]]})
    with pytest.raises(CalculatorError):
        api.policy("by_mood")


def test_json_answer_accounts_for_every_item() -> None:
    answer = api.calculate(
        "allocation",
        {
            "payment": "450.00",
            "paid_on": "2026-06-30",
            "items": [
                {"debt": "D1", "component": "interest", "amount": "100.00", "due": "2026-05-01"},
                {"debt": "D1", "amount": "300.00", "due": "2026-05-01"},
                {"debt": "D2", "amount": "300.00", "due": "2026-06-01"},
            ],
        },
    )
    assert [(line["id"], line["amount"], line["remaining"]) for line in answer["lines"]] == [
        ("D1/interest", "100.00", "0.00"),
        ("D1/principal", "300.00", "0.00"),
        ("D2/principal", "50.00", "250.00"),
    ]
    assert (answer["allocated"], answer["unallocated"], answer["paid_in_full"]) == ("450.00", "0.00", False)
    assert [step["id"] for step in answer["steps"]] == ["CN-A1", "CN-A2"]


BAD = [
    ({"items": [{"debt": "D", "amount": "1.00"}, {"debt": "D", "amount": "2.00"}]}, "items[1].id"),
    ({"items": [{"debt": "D", "amount": "1.00"}], "designated": ["X"]}, "designated"),
    ({"items": [{"debt": "D", "amount": "1.00"}], "designated": ["D", "D"]}, "designated"),
    ({"items": [{"debt": "D", "amount": "0.00"}]}, "items[0].amount"),
    ({"items": []}, "items"),
    ({"items": [{"debt": "D", "amount": "1.00"}], "policy": "x"}, "policy"),
    (
        {"items": [{"debt": "D", "amount": "1.00"}], "policy": "statutory", "order": {"components": []}},
        "order",
    ),
    ({"items": [{"debt": "D", "amount": "1.00"}], "order": {"components": [["cost", "cost"]]}}, "order"),
]


@pytest.mark.parametrize(("inputs", "path"), BAD)
def test_json_faults_name_their_place(inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("allocation", {"payment": "1.00", **inputs})
    assert raised.value.path == path


PLAIN_POLICIES = tuple(
    api.policy(name) for name in ("statutory", "judgment", "pro_rata", "card_from_91_days")
)
seeds = st.integers(0, 2**48)


def drawn_day(pick: Random) -> date | None:
    return pick.choice((None, date(2026, 1, 1) + timedelta(days=pick.randrange(365))))


def drawn_items(pick: Random) -> list[AllocationItem]:
    """One to fourteen open items; a seed is drawn, because drawing cells is what costs."""
    days = [drawn_day(pick) for _ in range(pick.randint(1, 6))]  # so that items often share a day
    return [
        AllocationItem(
            id=f"{place:02d}",
            debt=pick.choice("ABCD"),
            component=pick.choice(list(Component)),
            amount_minor=pick.choice((0, 1, pick.randint(0, 10), pick.randint(0, 10_000))),
            due=pick.choice(days),
            secured_minor=pick.choice((None, pick.randint(0, 3))),
            burden_percent=pick.choice((None, Decimal(6), Decimal(24))),
        )
        for place in range(pick.randint(1, 14))
    ]


def drawn_policy(pick: Random) -> AllocationPolicy:
    if pick.random() < 0.5:
        return pick.choice(PLAIN_POLICIES)
    order = pick.sample(list(Component), pick.randint(0, len(Component)))
    return api.agreed_policy(
        PolicyInput(
            components=tuple((part,) for part in order),
            debts=tuple(pick.sample(list(DebtOrder), pick.randint(0, len(DebtOrder)))),
            across=pick.choice(list(Across)),
        )
    )


def drawn_payment(pick: Random, rows: list[AllocationItem]) -> int:
    """Less than is owed, exactly it, or more."""
    owed = sum(row.amount_minor for row in rows)
    return pick.choice(
        (0, 1, owed, pick.randint(0, owed), pick.randint(0, owed), owed + pick.randint(1, 999))
    )


@settings(max_examples=examples(2000))
@given(seeds)
def test_cents_are_conserved_and_the_order_of_items_does_not_matter(seed: int) -> None:
    pick = Random(seed)
    rows, policy, on = drawn_items(pick), drawn_policy(pick), drawn_day(pick)
    payment = drawn_payment(pick, rows)
    debts = sorted({row.debt for row in rows})
    chosen = pick.sample(debts, pick.randint(0, len(debts)))
    done = api.allocate(payment, rows, policy, paid_on=on, designated=chosen)
    assert sum(line.amount_minor for line in done.lines) + done.unallocated_minor == payment
    assert done.unallocated_minor == max(0, payment - sum(row.amount_minor for row in rows))
    assert all(line.amount_minor > 0 for line in done.lines)
    assert len({line.id for line in done.lines}) == len(done.lines)
    assert all(left.amount_minor >= 0 for left in api.remaining(rows, done))
    shuffled = pick.sample(rows, len(rows))
    assert api.allocate(payment, shuffled, policy, paid_on=on, designated=chosen) == done


@settings(max_examples=examples(2000))
@given(seeds)
def test_more_money_never_serves_a_component_group_less(seed: int) -> None:
    pick = Random(seed)
    rows, policy, on = drawn_items(pick), drawn_policy(pick), drawn_day(pick)
    payment, more = drawn_payment(pick, rows), pick.randint(0, 10_000)

    def by_stage(amount: int) -> list[int]:
        done = api.allocate(amount, rows, policy, paid_on=on)
        return [
            sum(line.amount_minor for line in done.lines if any(line.component in group for group in stage))
            for stage in policy.stages
        ]

    assert all(low <= high for low, high in zip(by_stage(payment), by_stage(payment + more), strict=True))
