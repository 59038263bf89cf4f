"""Conditions: SQL boolean expressions over the documented columns, and nothing else.

What may stand in one: column names of the catalogue, whole numbers, texts in quotes, true, false, null,
comparisons, between, in, is null, and, or, not, brackets, + and - and * of whole numbers. Anything else is
refused by name. A comparison with null is not true: unknown never fits a condition unless it says `is null`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from arrears.night.contracts import ColumnType, Feature
from arrears.night.strategy.contracts import StrategyError

CONDITION_CHARS_MAX = 2_000
_LOGIC = (exp.And, exp.Or, exp.Not, exp.Paren)
_COMPARE = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Neg)


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition: its text, its tree and the columns it speaks of."""

    text: str
    tree: exp.Expression
    columns: frozenset[str]


def parse_condition(text: str, features: Mapping[str, Feature]) -> Condition:
    """Parse and check a condition. StrategyError names what may not stand in it."""
    if len(text) > CONDITION_CHARS_MAX:
        raise StrategyError(f"condition longer than {CONDITION_CHARS_MAX} characters")
    try:
        trees = sqlglot.parse(f"SELECT {text}", read="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise StrategyError(f"not a condition: {text!r}") from error
    select = trees[0] if len(trees) == 1 else None
    if not isinstance(select, exp.Select) or len(select.expressions) != 1 or _more_than_select(select):
        raise StrategyError(f"not a single condition: {text!r}")
    tree = select.expressions[0]
    found: set[str] = set()
    if _type(tree, features, found) != "flag":
        raise StrategyError(f"not true or false: {text!r}")
    return Condition(text=text, tree=tree, columns=frozenset(found))


def _more_than_select(select: exp.Select) -> bool:
    return any(value for name, value in select.args.items() if name not in ("expressions", "kind"))


def _type(node: exp.Expression, features: Mapping[str, Feature], found: set[str]) -> str:
    """The type of a node (`int`, `flag`, `text`, `null`), checked on the way down."""
    if isinstance(node, exp.Column):
        return _column(node, features, found)
    if isinstance(node, exp.Literal):
        return _literal(node)
    if isinstance(node, exp.Boolean):
        return "flag"
    if isinstance(node, exp.Null):
        return "null"
    if isinstance(node, _LOGIC):
        for part in _parts(node):
            _expect(_type(part, features, found), "flag", part)
        return "flag"
    if isinstance(node, _COMPARE):
        return _comparison(node, features, found)
    if isinstance(node, _SUMS):
        for part in _parts(node):
            _expect(_type(part, features, found), "int", part)
        return "int"
    if isinstance(node, exp.Between | exp.In | exp.Is):
        return _membership(node, features, found)
    raise StrategyError(f"may not stand in a condition: {node.sql()!r}")


def _parts(node: exp.Expression) -> list[exp.Expression]:
    return [part for part in (node.args.get("this"), node.args.get("expression")) if part is not None]


def _column(node: exp.Column, features: Mapping[str, Feature], found: set[str]) -> str:
    if node.args.get("table") or node.name not in features:
        raise StrategyError(f"not a documented column: {node.sql()!r}")
    found.add(node.name)
    return features[node.name].type.value


def _literal(node: exp.Literal) -> str:
    if node.is_string:
        return "text"
    if not node.name.isdigit():
        raise StrategyError(f"whole numbers alone: {node.sql()!r}")
    return "int"


def _expect(got: str, want: str, node: exp.Expression) -> None:
    if got != want:
        raise StrategyError(f"{node.sql()!r} is {got}, {want} is needed")


def _comparison(node: exp.Expression, features: Mapping[str, Feature], found: set[str]) -> str:
    left, right = _parts(node)
    kinds = _type(left, features, found), _type(right, features, found)
    if "null" in kinds:
        raise StrategyError(f"compare with null by 'is null': {node.sql()!r}")
    if kinds[0] != kinds[1] or (kinds[0] != "int" and not isinstance(node, exp.EQ | exp.NEQ)):
        raise StrategyError(f"these do not compare: {node.sql()!r}")
    for column, value in ((left, right), (right, left)):
        _known_value(column, value, features)
    return "flag"


def _known_value(column: exp.Expression, value: exp.Expression, features: Mapping[str, Feature]) -> None:
    if not isinstance(column, exp.Column) or not isinstance(value, exp.Literal) or not value.is_string:
        return
    feature = features[column.name]
    if feature.type is ColumnType.TEXT and feature.values and value.name not in feature.values:
        raise StrategyError(f"{column.name} never is {value.name!r}")


def _membership(node: exp.Expression, features: Mapping[str, Feature], found: set[str]) -> str:
    subject = node.this
    kind = _type(subject, features, found)
    if isinstance(node, exp.Is):
        if not isinstance(node.expression, exp.Null | exp.Boolean):
            raise StrategyError(f"may not stand in a condition: {node.sql()!r}")
        return "flag"
    if isinstance(node, exp.Between):
        _expect(kind, "int", subject)
        for bound in (node.args["low"], node.args["high"]):
            _expect(_type(bound, features, found), "int", bound)
        return "flag"
    if node.args.get("query") is not None or not node.expressions:
        raise StrategyError(f"a list of values is needed: {node.sql()!r}")
    for value in node.expressions:
        _expect(_type(value, features, found), kind, value)
        _known_value(subject, value, features)
    return "flag"
