"""Every row of the shared table: what the rule says, when the act opens again, and the verdict."""

from __future__ import annotations

from datetime import datetime

import pytest

from arrears.gate.rules.pure import check, parse_case
from tests.gate.cases import ALL
from tests.gate.cases.base import ANY, Row


def _name(row: Row) -> str:
    return f"{row.rule}: {row.what}"


@pytest.mark.parametrize("row", ALL, ids=_name)
def test_row(row: Row) -> None:
    answer = check(parse_case(row.case))
    said = {rule.id: rule.result for rule in answer.rules}.get(row.rule, "absent")
    stood_by = [f"{rule.id}: {rule.en}" for rule in answer.failing()]
    assert said == row.result, stood_by
    assert answer.verdict == row.verdict, stood_by
    if row.next != ANY:
        expected = None if row.next is None else datetime.fromisoformat(row.next)
        assert answer.next_permitted_at == expected, stood_by


def test_no_row_stands_twice() -> None:
    names = [_name(row) for row in ALL]
    assert len(names) == len(set(names))
    assert len(names) > 400
