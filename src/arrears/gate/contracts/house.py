"""House rules, tighter than the law alone, and what-if changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

from arrears.gate.contracts.values import Channel, ParameterValue, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightened:
    """House rule: one parameter of a rule, never looser than the law's."""

    id: str
    rule: str
    parameter: str
    value: ParameterValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """House rule: at most `most` outbound contacts by `channels` within `days` local days (this one included)."""

    id: str
    channels: tuple[Channel, ...]
    most: int
    days: int
    per: Literal["person", "address"] = "person"
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """House rule: only from `opens` until just before `closes`, on these ISO weekdays."""

    id: str
    channels: tuple[Channel, ...]
    opens: time
    closes: time
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """House rule: these channels (and purposes; empty = all) are not used at all."""

    id: str
    channels: tuple[Channel, ...]
    purposes: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkdaysOnly:
    """House rule: no contact on rest days of a region (its calendar; outside its years: evidence is needed)."""

    id: str
    channels: tuple[Channel, ...]
    region: str = "CN"
    zone: str | None = None


HouseRule = Tightened | Cap | Hours | Closed | WorkdaysOnly


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What-if: a parameter set to any value, tighter or looser. Never used to permit a contact."""

    rule: str
    parameter: str
    value: ParameterValue
