"""A condition applied to one row in plain Python: for lint, and as the referee of the columns.

Truth has three values, as in SQL: true, false, and None for unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from arrears.night.strategy.rules.conditions import Condition

Row = Mapping[str, Any]
_COMPARE: dict[type[exp.Expression], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
}
_SUMS: dict[type[exp.Expression], Callable[[int, int], int]] = {
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}


def holds(condition: Condition, row: Row) -> bool:
    """Whether a condition is true of a row; unknown is not true."""
    return _value(condition.tree, row) is True


def _value(node: exp.Expression, row: Row) -> Any:
    if isinstance(node, exp.Column):
        return row[node.name]
    if isinstance(node, exp.Literal):
        return node.name if node.is_string else int(node.name)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Paren):
        return _value(node.this, row)
    if isinstance(node, exp.And | exp.Or):
        return _logic(node, row)
    if isinstance(node, exp.Is):
        subject = _value(node.this, row)
        wanted = None if isinstance(node.expression, exp.Null) else bool(node.expression.this)
        return subject is wanted
    return _of_known(node, row)


def _logic(node: exp.And | exp.Or, row: Row) -> bool | None:
    sides = (_value(node.this, row), _value(node.expression, row))
    decisive = isinstance(node, exp.Or)
    if decisive in sides:
        return decisive
    return None if None in sides else not decisive


def _of_known(node: exp.Expression, row: Row) -> Any:
    """Everything that is unknown as soon as a part of it is."""
    subject = _value(node.this, row)
    if subject is None:
        return None
    if isinstance(node, exp.Not):
        return not subject
    if isinstance(node, exp.Neg):
        return -subject
    if isinstance(node, exp.In):
        return subject in [_value(value, row) for value in node.expressions]
    if isinstance(node, exp.Between):
        low, high = _value(node.args["low"], row), _value(node.args["high"], row)
        return None if low is None or high is None else low <= subject <= high
    other = _value(node.args["expression"], row)
    if other is None:
        return None
    table: Mapping[type[exp.Expression], Callable[[Any, Any], Any]] = {**_COMPARE, **_SUMS}
    return table[type(node)](subject, other)
