"""A checked condition as an Ibis expression. Unknown (null) stays unknown: a case does not take it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import Table
from sqlglot import exp

from arrears.night.strategy.rules.conditions import Condition

_BINARY: dict[type[exp.Expression], Callable[[Any, Any], Any]] = {
    exp.And: operator.and_,
    exp.Or: operator.or_,
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}


def compile_condition(condition: Condition, table: Table) -> Any:
    """A boolean column, for cases: null is not fulfilled. (To say so costs an engine more than the condition.)"""
    return _value(condition.tree, table)


def _value(node: exp.Expression, table: Table) -> Any:
    """Only nodes that `parse_condition` lets through arrive here."""
    if isinstance(node, exp.Column):
        return table[node.name]
    if isinstance(node, exp.Literal):
        return ibis.literal(node.name) if node.is_string else ibis.literal(int(node.name))
    if isinstance(node, exp.Boolean):
        return ibis.literal(bool(node.this))
    if isinstance(node, exp.Paren):
        return _value(node.this, table)
    if isinstance(node, exp.Not):
        return ~_value(node.this, table)
    if isinstance(node, exp.Neg):
        return -_value(node.this, table)
    if isinstance(node, exp.Is):
        return _is(node, table)
    if isinstance(node, exp.Between):
        return _value(node.this, table).between(
            _value(node.args["low"], table), _value(node.args["high"], table)
        )
    if isinstance(node, exp.In):
        return _value(node.this, table).isin([_plain(value) for value in node.expressions])
    left, right = _value(node.this, table), _value(node.args["expression"], table)
    return _BINARY[type(node)](left, right)


def _is(node: exp.Is, table: Table) -> Any:
    subject = _value(node.this, table)
    if isinstance(node.expression, exp.Null):
        return subject.isnull()
    return (subject == ibis.literal(bool(node.expression.this))).fill_null(False)


def _plain(node: exp.Expression) -> int | str | bool:
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Neg):
        return -int(node.this.name)
    return node.name if node.is_string else int(node.name)
