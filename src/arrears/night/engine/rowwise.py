"""A policy carried out on a few rows in this process: the same Ibis expressions, walked once into Python functions.

An engine plans the night's expression anew for every call (half a second); for one account on a screen that is most
of the time. Here each node of the expression becomes one function over a list of slots, so that a decision of one
account takes milliseconds. Nulls are those of SQL. A node that is not known is refused by name (`NotRowwise`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ibis.expr.operations as ops
from ibis.expr.types import Table

Row = Mapping[str, Any]
Rows = Sequence[Row]
Slots = list[Any]
Refs = Sequence[Row]
Step = Callable[[Slots, Refs], Any]
Relation = Callable[[Mapping[str, Rows]], list[dict[str, Any]]]


class NotRowwise(NotImplementedError):
    """An expression has a node that is not carried out row by row; the text names it."""


class _Nothing(dict[str, Any]):
    """The row that a left join did not find: every column is null."""

    def __missing__(self, name: str) -> None:
        return None


NOTHING = _Nothing()


def _strict(work: Callable[..., Any]) -> Callable[..., Any]:
    """Null where an argument is null."""

    def carried(*found: Any) -> Any:
        return None if None in found else work(*found)

    return carried


def _and(one: Any, other: Any) -> Any:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _or(one: Any, other: Any) -> Any:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def _between(value: Any, low: Any, high: Any) -> Any:
    return _and(_at_least(value, low), _at_least(high, value))


_at_least = _strict(operator.ge)


def _coalesce(*found: Any) -> Any:
    return next((each for each in found if each is not None), None)


def _greatest(*found: Any) -> Any:
    return max((each for each in found if each is not None), default=None)


def _least(*found: Any) -> Any:
    return min((each for each in found if each is not None), default=None)


def _cases(*found: Any) -> Any:
    """Conditions, then results, then the rest."""
    half = len(found) // 2
    for condition, result in zip(found[:half], found[half:-1], strict=True):
        if condition:
            return result
    return found[-1]


def _remainder(value: int, by: int) -> int:
    """The remainder that has the sign of the first number, as SQL says it."""
    found = abs(value) % abs(by)
    return -found if value < 0 else found


def _within(value: Any, *options: Any) -> Any:
    return None if value is None else value in options


_WORK: Mapping[type[Any], Callable[..., Any]] = {
    ops.Add: _strict(operator.add),
    ops.Subtract: _strict(operator.sub),
    ops.Multiply: _strict(operator.mul),
    ops.FloorDivide: _strict(operator.floordiv),
    ops.Modulus: _strict(_remainder),
    ops.Negate: _strict(operator.neg),
    ops.BitwiseAnd: _strict(operator.and_),
    ops.BitwiseOr: _strict(operator.or_),
    ops.BitwiseNot: _strict(operator.invert),
    ops.Equals: _strict(operator.eq),
    ops.NotEquals: _strict(operator.ne),
    ops.Less: _strict(operator.lt),
    ops.LessEqual: _strict(operator.le),
    ops.Greater: _strict(operator.gt),
    ops.GreaterEqual: _at_least,
    ops.And: _and,
    ops.Or: _or,
    ops.Not: _strict(operator.not_),
    ops.Between: _between,
    ops.Coalesce: _coalesce,
    ops.Greatest: _greatest,
    ops.Least: _least,
    ops.IfElse: lambda condition, yes, no: yes if condition else no,
    ops.SearchedCase: _cases,
    ops.InValues: _within,
    ops.IsNull: lambda value: value is None,
    ops.NotNull: lambda value: value is not None,
    ops.ArrayContains: _strict(lambda values, value: value in values),
    ops.DateDelta: _strict(lambda later, earlier: (later - earlier).days),
    ops.ExtractDay: _strict(lambda value: value.day),
    ops.DayOfWeekIndex: _strict(lambda value: value.weekday()),
}
_REDUCE: Mapping[type[Any], Callable[[list[Any]], Any]] = {
    ops.Sum: lambda found: sum(found) if found else None,
    ops.Min: lambda found: min(found, default=None),
    ops.Max: lambda found: max(found, default=None),
}


class _Program:
    """The values of a relation as steps over slots, each shared node once."""

    def __init__(self, refs: Sequence[Any]) -> None:
        self._refs = {ref: place for place, ref in enumerate(refs)}
        self._places: dict[Any, int] = {}
        self.steps: list[Step] = []
        self.reduced: list[tuple[int, Callable[[list[Any]], Any], int | None]] = []

    def slot(self, node: Any) -> int:
        """The slot that will hold a node's value."""
        if node not in self._places:
            step = self._step(node)
            self._places[node] = len(self.steps)
            self.steps.append(step)
        return self._places[node]

    def _step(self, node: Any) -> Step:
        if isinstance(node, ops.Field):
            ref, name = self._refs[node.rel], node.name
            return lambda slots, refs: refs[ref][name]
        if isinstance(node, ops.Literal):
            value = node.value
            return lambda slots, refs: value
        if isinstance(node, ops.Cast):
            return _cast(node, self.slot(node.arg))
        work = _WORK.get(type(node))
        if work is None:
            raise NotRowwise(f"{type(node).__name__} is not carried out row by row")
        arguments = [self.slot(each) for each in _arguments(node)]
        return _call(work, arguments)

    def run(self, refs: Refs) -> Slots:
        slots: Slots = []
        for step in self.steps:
            slots.append(step(slots, refs))
        return slots


def _call(work: Callable[..., Any], arguments: list[int]) -> Step:
    if len(arguments) == 1:
        (only,) = arguments
        return lambda slots, refs: work(slots[only])
    if len(arguments) == 2:  # most nodes have two
        one, other = arguments
        return lambda slots, refs: work(slots[one], slots[other])
    return lambda slots, refs: work(*[slots[each] for each in arguments])


def _arguments(node: Any) -> Iterable[Any]:
    if isinstance(node, ops.DateDelta):  # its unit is a value too: days, as the night counts
        yield from (node.left, node.right)
        return
    for each in node.__args__:
        if isinstance(each, ops.Value):
            yield each
        elif isinstance(each, tuple):
            yield from each


def _cast(node: Any, place: int) -> Step:
    if node.to.is_integer():
        return lambda slots, refs: None if slots[place] is None else int(slots[place])
    if node.to.is_string() or node.to.is_boolean() or node.to.is_date() or node.to.is_null():
        kept: Step = lambda slots, refs: slots[place]  # noqa: E731  the value as it is
        return kept
    raise NotRowwise(f"a cast to {node.to} is not carried out row by row")


def relation(node: Any) -> Relation:
    """A relation as a function of the tables that it names."""
    if isinstance(node, ops.UnboundTable | ops.JoinReference):
        return _named(node)
    if isinstance(node, ops.Project):
        parent, make = relation(node.parent), _values((node.parent,), node.values)
        return lambda tables: [make((row,)) for row in parent(tables)]
    if isinstance(node, ops.Filter):
        kept, fits = relation(node.parent), _all((node.parent,), node.predicates)
        return lambda tables: [row for row in kept(tables) if fits((row,))]
    if isinstance(node, ops.DropColumns):
        whole, dropped = relation(node.parent), frozenset(node.columns_to_drop)
        return lambda tables: [
            {name: value for name, value in row.items() if name not in dropped} for row in whole(tables)
        ]
    if isinstance(node, ops.JoinChain):
        return _joined(node)
    if isinstance(node, ops.Aggregate):
        return _grouped(node)
    raise NotRowwise(f"{type(node).__name__} is not carried out row by row")


def _named(node: Any) -> Relation:
    if isinstance(node, ops.JoinReference):
        return relation(node.parent)
    name = node.name
    return lambda tables: [dict(row) for row in tables[name]]


def _values(refs: Sequence[Any], values: Mapping[str, Any]) -> Callable[[Refs], dict[str, Any]]:
    program = _Program(refs)
    places = {name: program.slot(value) for name, value in values.items()}

    def make(rows: Refs) -> dict[str, Any]:
        slots = program.run(rows)
        return {name: slots[place] for name, place in places.items()}

    return make


def _all(refs: Sequence[Any], predicates: Iterable[Any]) -> Callable[[Refs], bool]:
    program = _Program(refs)
    places = [program.slot(each) for each in predicates]

    def fits(rows: Refs) -> bool:
        slots = program.run(rows)
        return all(slots[place] is True for place in places)

    return fits


def _joined(node: Any) -> Relation:
    refs = [node.first, *(link.table for link in node.rest)]
    if any(link.how not in ("left", "inner", "cross") for link in node.rest):
        raise NotRowwise(f"joins {[link.how for link in node.rest]} are not carried out row by row")
    parts = [relation(ref) for ref in refs]
    links = [(link.how, _all(refs[: place + 2], link.predicates)) for place, link in enumerate(node.rest)]
    make = _values(refs, node.values)

    def carried(tables: Mapping[str, Rows]) -> list[dict[str, Any]]:
        found: list[tuple[Row, ...]] = [(row,) for row in parts[0](tables)]
        for part, (how, fits) in zip(parts[1:], links, strict=True):
            others = part(tables)
            found = [(*rows, other) for rows in found for other in _met(rows, others, how, fits)]
        return [make(rows) for rows in found]

    return carried


def _met(rows: tuple[Row, ...], others: Rows, how: str, fits: Callable[[Refs], bool]) -> Rows:
    met = [other for other in others if fits((*rows, other))]
    return met or ([NOTHING] if how == "left" else [])


def _grouped(node: Any) -> Relation:
    parent = relation(node.parent)
    keys = _values((node.parent,), node.groups)
    metrics = {name: _metric(node.parent, value) for name, value in node.metrics.items()}

    def carried(tables: Mapping[str, Rows]) -> list[dict[str, Any]]:
        groups: dict[tuple[Any, ...], tuple[dict[str, Any], list[Row]]] = {}
        for row in parent(tables):
            key = keys((row,))
            groups.setdefault(tuple(key.values()), (key, []))[1].append(row)
        return [
            {**key, **{name: metric(rows) for name, metric in metrics.items()}}
            for key, rows in groups.values()
        ]

    return carried


def _metric(parent: Any, node: Any) -> Callable[[list[Row]], Any]:
    """A reduction over the rows of a group, or a cast of one."""
    if isinstance(node, ops.Cast):
        return _metric(parent, node.arg)  # sums of whole numbers stay whole
    if isinstance(node, ops.CountStar):
        return len
    reduce = _REDUCE.get(type(node))
    if reduce is None or node.where is not None:
        raise NotRowwise(f"{type(node).__name__} is not carried out row by row")
    value = _values((parent,), {"value": node.arg})

    def carried(rows: list[Row]) -> Any:
        found = (value((row,))["value"] for row in rows)
        return reduce([each for each in found if each is not None])

    return carried


Build = Callable[[Mapping[str, Table], Callable[[str, Table], Table]], Table]


class Rowwise:
    """An expression with its stages, ready to be carried out on rows again and again."""

    def __init__(
        self, tables: Mapping[str, Table], build: Build, stage: Callable[[str, Table], Table]
    ) -> None:
        self._steps: list[tuple[str, Relation]] = []

        def staged(name: str, table: Table) -> Table:
            self._steps.append((f"step_{name}", relation(table.op())))
            return stage(f"step_{name}", table)

        self._last = relation(build(tables, staged).op())

    def run(self, tables: Mapping[str, Rows]) -> list[dict[str, Any]]:
        """The rows that come of these tables, by table name."""
        known = dict(tables)
        for name, step in self._steps:
            known[name] = step(known)
        return self._last(known)
