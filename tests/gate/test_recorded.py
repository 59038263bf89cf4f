"""The whole answer of every row stays as it was looked at; no rule is left out that would have spoken."""

from __future__ import annotations

import pytest

from arrears.gate.rules.pure import check, parse_case
from tests.gate.cases import ALL
from tests.gate.cases.recorded import asked_of_all, line_of, name_of, recorded

KEPT = recorded()
RULES = sorted({row.rule for row in ALL})


@pytest.mark.parametrize("rule", RULES)
def test_the_answers_of_a_rules_rows_are_those_on_record(rule: str) -> None:
    """A difference is looked at; when it is right, `python -m tests.gate.cases.recorded` keeps it."""
    rows = [row for row in ALL if row.rule == rule]
    assert {name_of(row): line_of(row) for row in rows} == {name_of(row): KEPT[name_of(row)] for row in rows}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_spared_had_nothing_to_say(rule: str) -> None:
    """The plan asks only the rules that some fact calls for: the others would not have spoken."""
    for row in ALL:
        if row.rule == rule:
            case = parse_case(row.case)
            spoke = [
                (one.id, one.result, one.key) for one in check(case).rules if one.result != "not_applicable"
            ]
            assert sorted(asked_of_all(case)) == sorted(spoke), name_of(row)


def test_nothing_is_on_record_that_is_no_row() -> None:
    assert set(KEPT) == {name_of(row) for row in ALL}
