"""Faults that lint finds, each in a strategy that has it, and none in the shipped ones."""

from __future__ import annotations

import pytest

from arrears.night.engine.shipped import SHIPPED_IN_FORCE, shipped_strategy, shipped_texts
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.contracts import Fault, StrategyError
from arrears.night.strategy.rules import parse_strategy
from arrears.night.strategy.rules.lint import lint, moved_steps

FEATURES = parse_features(shipped_texts()["features"])
TITLE = 'title = { zh = "某", en = "some" }'


def ladder(*segments: tuple[str, str, str], applies: str = "kind = 'card'") -> str:
    """A strategy from (id, condition, steps)."""
    text = f'id = "test"\nversion = "1"\n{TITLE}\napplies = "{applies}"\n'
    for name, when, steps in segments:
        text += f'[[segment]]\nid = "{name}"\n{TITLE}\nwhen = "{when}"\nstep = [{steps}]\n'
    return text


def call(name: str, more: str = "") -> str:
    return f'{{ id = "{name}", {TITLE}, action = "call", channel = "call", script = "first_call"{more} }},'


CASES = [
    ("whole", [("a", "days_past_due < 10", call("x")), ("b", "days_past_due >= 10", call("y"))], []),
    (
        "gap between",
        [("a", "days_past_due < 10", ""), ("b", "days_past_due > 10", "")],
        [(Fault.GAP, "strategy")],
    ),
    ("gap at the end", [("a", "days_past_due <= 90", "")], [(Fault.GAP, "strategy")]),
    (
        "covered by the first",
        [("a", "days_past_due >= 0", ""), ("b", "days_past_due > 30", "")],
        [(Fault.UNREACHABLE_SEGMENT, "b"), (Fault.OVERLAP, "a / b")],
    ),
    (
        "covered by two together",
        [("a", "days_past_due < 20", ""), ("b", "days_past_due >= 20", ""), ("c", "ways = 0", "")],
        [(Fault.UNREACHABLE_SEGMENT, "c"), (Fault.OVERLAP, "a / c"), (Fault.OVERLAP, "b / c")],
    ),
    (
        "cannot be true",
        [("a", "days_past_due > 5 and days_past_due < 3", ""), ("b", "days_past_due >= 0", "")],
        [(Fault.UNREACHABLE_SEGMENT, "a")],
    ),
    (
        "unknown falls through",
        [("a", "days_since_broken <= 5", ""), ("b", "days_since_broken > 5", "")],
        [(Fault.GAP, "strategy")],
    ),
    (
        "step outside its segment",
        [("a", "days_past_due < 10", call("x", ", days = [10, 20]")), ("b", "days_past_due >= 10", "")],
        [(Fault.UNREACHABLE_STEP, "a.x")],
    ),
    (
        "step behind one that is always due",
        [("a", "days_past_due >= 0", call("x") + call("y"))],
        [(Fault.UNREACHABLE_STEP, "a.y")],
    ),
    (
        "step behind one that waits",
        [("a", "days_past_due >= 0", call("x", ", wait_days = 3") + call("y"))],
        [],
    ),
    ("step behind one taken once", [("a", "days_past_due >= 0", call("x", ", once = true") + call("y"))], []),
    (
        "steps on days of the month",
        [("a", "days_past_due >= 0", call("x", ", day_of_month = 12") + call("y", ", day_of_month = 15"))],
        [],
    ),
]


@pytest.mark.parametrize(("name", "segments", "faults"), CASES, ids=[case[0] for case in CASES])
def test_lint(name: str, segments: list[tuple[str, str, str]], faults: list[tuple[Fault, str]]) -> None:
    found = lint(parse_strategy(ladder(*segments), FEATURES), FEATURES)
    assert [(each.fault, each.place) for each in found] == faults
    gaps = [each.example for each in found if each.fault is Fault.GAP]
    assert all(gap["days_past_due"] > 0 for gap in gaps)


@pytest.mark.parametrize("name", [*SHIPPED_IN_FORCE, "agency"])
def test_the_shipped_ladders_have_no_fault_that_keeps_them_from_approval(name: str) -> None:
    assert not [
        each for each in lint(parse_strategy(shipped_strategy(name), FEATURES), FEATURES) if each.fatal
    ]


def test_a_new_version_keeps_the_places_of_the_old_steps() -> None:
    old = parse_strategy(ladder(("a", "days_past_due >= 0", call("x") + call("y"))), FEATURES)
    new = parse_strategy(ladder(("a", "days_past_due >= 0", call("y") + call("x"))), FEATURES)
    longer = parse_strategy(
        ladder(("a", "days_past_due >= 0", call("x", ", retired = true") + call("y") + call("z"))), FEATURES
    )
    assert [each.place for each in moved_steps(old, new)] == ["x", "y"]
    assert moved_steps(old, longer) == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id = 'x", "not a TOML file"),
        (ladder(("a", "true", call("x", ', friends = "yes"'))), "unknown friends"),
        (ladder(("a", "true", call("x", ', audience = "relatives"'))), "others than debtors and guarantors"),
        (ladder(("a", "true", call("x", ", automatic = true"))), "an automatic step needs"),
        (ladder(("a", "true", call("x", ", days = [9, 3]"))), "holds no day"),
        (ladder(("a", "true", call("x", ", day_of_month = 32"))), "1 to 31"),
        (ladder(("a", "true", call("x")), ("b", "true", call("x"))), "twice x"),
        (ladder(("a", "true", call("x", ", wait_days = 0"))), "1 to 90 days"),
        (ladder(("a", "true", call("x").replace('"call", channel', '"threaten", channel'))), "no action"),
        (ladder(("a b", "true", "")), "not an id"),
        (ladder(), "needs a version and segments"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(text: str, why: str) -> None:
    with pytest.raises(StrategyError, match=why):
        parse_strategy(text, FEATURES)
