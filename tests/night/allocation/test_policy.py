"""The file of limits is read clearly, and every fault is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from arrears.night.allocation.contracts import AllocationError
from arrears.night.allocation.rules import parse_treatments
from arrears.night.allocation.rules.limits import limits_of, part_names
from arrears.night.allocation.rules.policy import parse_allocation
from arrears.night.engine.shipped import shipped_treatments

TREATMENTS = parse_treatments(shipped_treatments())
LIMITS = (Path(__file__).parent / "limits.toml").read_text()
PLACES = {action: place for place, action in enumerate(TREATMENTS)}


def row(text: str) -> str:
    return LIMITS + '\n[[row]]\nid = "x"\ntitle = { zh = "甲", en = "X" }\n' + text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "not TOML"),
        ('id = "x"', "file: a title in Chinese"),
        (LIMITS.replace('currency = "CNY"', ""), "file: 'currency' is missing"),
        (
            LIMITS.replace("explore_bp = 500", "explore_bp = 9000"),
            "file: 'explore_bp' is a whole number from 0",
        ),
        (LIMITS.replace('"none", "sms"', '"none", "fax"'), "explore_actions: no action 'fax'"),
        (LIMITS.replace("bound = 60", "bonud = 60"), "row 1: unknown word 'bonud'"),
        (LIMITS.replace("bound = 60", 'bound = "60"'), "row north_minutes: 'bound' is a whole number"),
        (LIMITS.replace('team = ["north"] }', 'team = ["south"] }'), "split 'team' has no part 'south'"),
        (LIMITS.replace("where = { team", "where = { shop"), "row north_minutes, where: no split 'shop'"),
        (LIMITS.replace('id = "texts"', 'id = "north_minutes"'), "row north_minutes: stands twice"),
        (
            LIMITS.replace('when = "vulnerable or hardship"', 'when = ""'),
            "says neither `when` nor `creditor_ids`",
        ),
        (row('kind = "wish"\nactions = ["sms"]'), "row x, kind: one of capacity, floor, parity"),
        (row('kind = "capacity"\nactions = ["sms"]'), "row x: a capacity has a `bound`"),
        (row('kind = "floor"\nactions = ["care"]'), "row x: a floor has either"),
        (row('kind = "parity"\nactions = ["call"]'), "row x: a parity names the parts"),
        (
            row('kind = "floor"\nbound = 1\nunit = "minutes"\nactions = ["care"]'),
            "only a capacity has a unit",
        ),
    ],
)
def test_a_fault_names_its_place(text: str, said: str) -> None:
    with pytest.raises(AllocationError, match=".*".join(said.split("*"))):
        parse_allocation(text, TREATMENTS)


def test_parts_count_through_the_splits() -> None:
    policy = parse_allocation(LIMITS, TREATMENTS)
    assert part_names(policy) == (
        ("vulnerable", "north"), ("vulnerable", "rest"), ("rest", "north"), ("rest", "rest"),
    )  # fmt: skip


def test_minutes_are_weighed_and_hold_in_their_part_alone() -> None:
    limits = limits_of(parse_allocation(LIMITS, TREATMENTS), TREATMENTS, [1, 1, 1, 1])
    minutes, texts = limits
    assert (minutes.bound, minutes.scale, minutes.unit) == (6_000, 100, "minutes")
    assert [part[PLACES["call"]] for part in minutes.per_weight] == [6, 0, 6, 0]
    assert [part[PLACES["sms"]] for part in texts.per_part] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "bound", "in_part", "elsewhere"),
    [
        ('kind = "floor"\nbound = 4\nactions = ["care"]\nwhere = { care = ["vulnerable"] }', -4, -1, 0),
        ('kind = "floor"\nshare_pm = 300\nactions = ["care"]\nwhere = { care = ["vulnerable"] }', 0, -700, 0),
    ],
    ids=["a number", "a share of those it speaks of"],
)
def test_a_floor_is_a_limit_with_the_sign_turned(text: str, bound: int, in_part: int, elsewhere: int) -> None:
    limit = limits_of(parse_allocation(row(text), TREATMENTS), TREATMENTS, [1, 1, 1, 1])[-1]
    assert limit.bound == bound
    assert [part[PLACES["care"]] for part in limit.per_part] == [in_part, in_part, elsewhere, elsewhere]


def test_parity_holds_both_ways_and_is_silent_without_accounts() -> None:
    text = row(
        'kind = "parity"\ntolerance_pm = 200\nactions = ["call"]\n'
        'where = { team = ["north"] }\nagainst = { team = ["rest"] }'
    )
    policy = parse_allocation(text, TREATMENTS)
    one, other = limits_of(policy, TREATMENTS, [10, 30, 30, 10])[-2:]
    call = PLACES["call"]
    assert [part[call] for part in one.per_part] == [2_000, -2_400, 2_000, -2_400]
    assert [part[call] for part in other.per_part] == [-2_400, 2_000, -2_400, 2_000]
    assert len(limits_of(policy, TREATMENTS, [10, 0, 30, 0])) == 2
