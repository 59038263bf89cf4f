"""Segments and steps with their line codes and bits, in the order of the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from arrears.night.strategy.contracts import Guard, Segment, Strategy
from arrears.night.strategy.rules.lines import NO_LADDER


@dataclass(frozen=True, slots=True)
class Place:
    """A segment with the code of its waiting line and the bit of its first step."""

    strategy: Strategy
    segment: Segment
    waiting: int
    first_bit: int


def places_of(guards: Sequence[Guard], strategies: Sequence[Strategy]) -> tuple[Place, ...]:
    found = []
    code = NO_LADDER + 1 + len(guards)
    for strategy in strategies:
        bit = 0
        for segment in strategy.segments:
            found.append(Place(strategy, segment, code, bit))
            code += 1 + len(segment.steps)
            bit += len(segment.steps)
    return tuple(found)


def first(branches: list[tuple[Any, Any]], otherwise: int) -> Any:
    found = ibis.cases(*branches, else_=otherwise) if branches else ibis.literal(otherwise)
    return found.cast("int32")
