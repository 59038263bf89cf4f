"""Rows of a policy as limits over treatments and parts, in whole needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import (
    WEIGHT,
    AllocationPolicy,
    Limit,
    Row,
    RowKind,
    Treatment,
    Unit,
    Where,
)

_SHARE = 1_000
Table = list[list[int]]


def part_names(policy: AllocationPolicy) -> tuple[tuple[str, ...], ...]:
    """The part of each split for every part number: the number counts through the splits, the first slowest;
    what no part takes is `rest` and comes last."""
    return tuple(product(*[[*(part.id for part in split.parts), "rest"] for split in policy.splits]))


def limits_of(
    policy: AllocationPolicy, treatments: Mapping[str, Treatment], counts: Sequence[int]
) -> tuple[Limit, ...]:
    """The limits of a policy; treatments in their order. `counts`: accounts by part number, for parities.

    A parity with a part that has no accounts says nothing and is left out.
    """
    return tuple(limit for row in policy.rows for limit in _limits(row, policy, treatments, counts))


def _limits(
    row: Row, policy: AllocationPolicy, treatments: Mapping[str, Treatment], counts: Sequence[int]
) -> Iterator[Limit]:
    nothing = _table(policy, treatments)
    inside = _inside(policy, row.where)
    empty = Limit(id=row.id, title=row.title, bound=0, per_weight=_frozen(nothing), per_part=_frozen(nothing))
    if row.kind is RowKind.CAPACITY:
        yield _capacity(row, empty, inside, policy, treatments)
    elif row.kind is RowKind.FLOOR:
        yield _floor(row, empty, inside, policy, treatments)
    else:
        other = _inside(policy, row.against)
        there, here = sum(counts[part] for part in other), sum(counts[part] for part in inside)
        if there and here:
            pairs = ((inside, here, other, there), (other, there, inside, here))
            for place, (first, size, second, against) in enumerate(pairs):
                table = _table(policy, treatments)
                for kind in _kinds(row, treatments):
                    for part in first:
                        table[part][kind] += round(_SHARE * (here + there) / size)
                    for part in second:
                        table[part][kind] -= round((_SHARE + row.tolerance_pm) * (here + there) / against)
                title = (
                    row.title
                    if not place
                    else Words(f"{row.title.zh}（反向）", f"{row.title.en} (the other way)")
                )
                yield replace(
                    empty, id=row.id + "_back" * place, title=title, per_part=_frozen(table), unit="share"
                )


def _capacity(
    row: Row,
    empty: Limit,
    inside: Sequence[int],
    policy: AllocationPolicy,
    treatments: Mapping[str, Treatment],
) -> Limit:
    table = _table(policy, treatments)
    order = tuple(treatments.values())
    for part, kind in product(inside, _kinds(row, treatments)):
        treatment = order[kind]
        table[part][kind] = {
            Unit.MINUTES: treatment.minutes, Unit.COUNT: 1, Unit.MINOR: treatment.cost_minor
        }[row.unit]  # fmt: skip
    assert row.bound is not None  # the reader sees to it
    if row.unit is Unit.MINUTES:
        return replace(
            empty, bound=row.bound * WEIGHT, per_weight=_frozen(table), unit=row.unit.value, scale=WEIGHT
        )
    return replace(empty, bound=row.bound, per_part=_frozen(table), unit=row.unit.value)


def _floor(
    row: Row,
    empty: Limit,
    inside: Sequence[int],
    policy: AllocationPolicy,
    treatments: Mapping[str, Treatment],
) -> Limit:
    table = _table(policy, treatments)
    wanted = _kinds(row, treatments)
    if row.bound is not None:
        for part, kind in product(inside, wanted):
            table[part][kind] = -1
        return replace(empty, bound=-row.bound, per_part=_frozen(table))
    assert row.share_pm is not None  # the reader sees to it
    for part, kind in product(inside, range(len(treatments))):
        table[part][kind] = row.share_pm - (_SHARE if kind in wanted else 0)
    return replace(empty, per_part=_frozen(table), scale=_SHARE)


def _kinds(row: Row, treatments: Mapping[str, Treatment]) -> list[int]:
    return [place for place, action in enumerate(treatments) if action in row.actions]


def _inside(policy: AllocationPolicy, where: Where) -> list[int]:
    """The part numbers that a row speaks of."""
    names = [split.id for split in policy.splits]
    return [
        number
        for number, parts in enumerate(part_names(policy))
        if all(part in where.get(name, (part,)) for name, part in zip(names, parts, strict=True))
    ]


def _table(policy: AllocationPolicy, treatments: Mapping[str, Treatment]) -> Table:
    return [[0] * len(treatments) for _ in range(policy.parts)]


def _frozen(table: Table) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in table)
