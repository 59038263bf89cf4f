"""What may stand in a condition, and that columns and plain Python read it alike."""

from __future__ import annotations

from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.expr.types import Table

from arrears.night.engine.shipped import shipped_texts
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.columns import compile_condition
from arrears.night.strategy.contracts import StrategyError
from arrears.night.strategy.rules import parse_condition
from arrears.night.strategy.rules.evaluating import holds
from tests.night.in_memory import Memory
from tests.profiles import examples

FEATURES = parse_features(shipped_texts()["features"])
MEMORY = Memory()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("balance", "not a documented column"),
        ("days_past_due", "not true or false"),
        ("days_past_due > 'a'", "do not compare"),
        ("days_past_due = null", "compare with null by"),
        ("days_past_due > 1.5", "whole numbers alone"),
        ("upper(kind) = 'CARD'", "may not stand in a condition"),
        ("days_past_due > (select 1)", "may not stand in a condition"),
        ("days_past_due in (select 1)", "a list of values is needed"),
        ("kind = 'cards'", "never is 'cards'"),
        ("kind in ('card', 'cards')", "never is 'cards'"),
        ("kind > 'card'", "do not compare"),
        ("accounts.kind = 'card'", "not a documented column"),
        ("days_past_due > 1; drop table night_run", "not a single condition"),
        ("days_past_due > 1, 2", "not a single condition"),
        ("days_past_due > 1 from night_run", "not a single condition"),
        ("days_past_due > 1 union select true", "not a single condition"),
        ("stopped and 1", "flag is needed"),
        ("case when stopped then true end", "may not stand in a condition"),
        ("days_past_due >", "not a condition"),
        ("", "not"),
        ("days_past_due > 1 and " * 200 + "true", "longer than"),
    ],
)
def test_what_may_not_stand_in_a_condition_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(StrategyError, match=why):
        parse_condition(text, FEATURES)


@pytest.mark.parametrize(
    ("text", "row", "verdict"),
    [
        ("days_past_due between 6 and 18", {"days_past_due": 6}, True),
        ("days_past_due between 6 and 18", {"days_past_due": 19}, False),
        ("not stopped", {"stopped": False}, True),
        ("days_since_broken > 3", {"days_since_broken": None}, False),
        ("not days_since_broken > 3", {"days_since_broken": None}, False),
        ("days_since_broken is null", {"days_since_broken": None}, True),
        ("days_since_broken is null or days_since_broken > 3", {"days_since_broken": 9}, True),
        ("kind in ('card', 'loan') and ways = 0", {"kind": "loan", "ways": 0}, True),
        ("reason <> 'malice'", {"reason": None}, False),
        ("days_past_due + 2 * ways >= 10", {"days_past_due": 6, "ways": 2}, True),
        ("worsened is true", {"worsened": None}, False),
    ],
)
def test_unknown_never_fits_unless_it_is_asked_for(text: str, row: dict[str, Any], verdict: bool) -> None:
    assert holds(parse_condition(text, FEATURES), row) is verdict


NUMBERS = ("days_past_due", "days_since_broken", "days_to_due", "ways")
FLAGS = ("stopped", "worsened")
TYPES = {**dict.fromkeys(NUMBERS, "int32"), **dict.fromkeys(FLAGS, "boolean"), "reason": "string"}


def _leaf() -> st.SearchStrategy[str]:
    number, value = st.sampled_from(NUMBERS), st.integers(0, 4)
    return st.one_of(
        st.builds("{} {} {}".format, number, st.sampled_from(("=", "<>", "<", "<=", ">", ">=")), value),
        st.builds("{} between {} and {}".format, number, value, value),
        st.builds("{} in ({}, {})".format, number, value, value),
        st.builds(
            "{} is {}null".format, st.sampled_from((*NUMBERS, "reason")), st.sampled_from(("", "not "))
        ),
        st.builds("{} + {} > {}".format, number, number, value),
        st.builds(
            "reason {} '{}'".format, st.sampled_from(("=", "<>")), st.sampled_from(("malice", "forgot"))
        ),
        st.sampled_from(FLAGS),
        st.builds("{} is true".format, st.sampled_from(FLAGS)),
    )


TEXTS = st.recursive(
    _leaf(),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)
ROWS = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBERS, st.none() | st.integers(0, 4)),
        **dict.fromkeys(FLAGS, st.none() | st.booleans()),
        "reason": st.none() | st.sampled_from(("malice", "forgot")),
    }
)


@settings(max_examples=examples(400))
@given(text=TEXTS, rows=st.lists(ROWS, min_size=1, max_size=20))
def test_columns_and_plain_python_read_a_condition_alike(text: str, rows: list[dict[str, Any]]) -> None:
    condition = parse_condition(text, FEATURES)

    def build(row: Table) -> Table:
        fits = ibis.cases((compile_condition(condition, row), True), else_=False)
        return row.select("place", fits=fits)

    placed = [{**row, "place": place} for place, row in enumerate(rows)]
    found = MEMORY.run(text, build, {"row": ({**TYPES, "place": "int64"}, placed)})
    by_columns = [row["fits"] for row in sorted(found, key=lambda each: each["place"])]
    assert by_columns == [holds(condition, row) for row in rows]
