"""Read a world from its file and check that it holds together."""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

from arrears.kernel.words import Words
from arrears.night.proof.contracts import KINDS, RESOURCES, TREATMENTS, Kind, TreatmentLaw, World, WorldError

LEVELS_MAX = 16
WEEKS_MAX = 26


def parse_world(text: str) -> World:
    """A world from TOML (or JSON when the text begins with a brace). WorldError says what is wrong with it."""
    try:
        raw: dict[str, Any] = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise WorldError(f"not readable: {error}") from error
    try:
        return _world(raw, hashlib.sha256(text.encode()).hexdigest())
    except KeyError as error:
        raise WorldError(f"{error.args[0]}: missing") from error
    except (TypeError, AttributeError) as error:
        raise WorldError(f"an entry has the wrong form: {error}") from error


def _world(raw: Mapping[str, Any], digest: str) -> World:
    rules = raw["rules"]
    weeks = int(raw["weeks"])
    if not 1 <= weeks <= WEEKS_MAX:
        raise WorldError(f"weeks: 1 to {WEEKS_MAX}")
    numbers: dict[str, Any] = {
        **{name: _triple(f"rules.{name}", rules[name]) for name in _TRIPLES},
        **{name: _chance(f"rules.{name}", rules[name]) for name in _CHANCES},
        **{name: _within(f"rules.{name}", rules[name], 0, 50) for name in _FACTORS},
    }
    return World(
        id=str(raw["id"]),
        title=Words(raw["title"]["zh"], raw["title"]["en"]),
        hash=digest,
        weeks=weeks,
        discount=_within("discount", raw["discount"], 0.9, 1.0),
        complaint_cost=_within("complaint_cost", raw["complaint_cost"], 0, 1e9),
        settlement_share=_within("settlement_share", raw["settlement_share"], 0, 1),
        balances=_balances(raw["balance"]),
        stages=_stages(raw["stage"]),
        treatments={name: _treatment(name, raw["treatment"][name]) for name in TREATMENTS},
        kinds=_kinds(raw["kind"]),
        capacity={name: _within(f"capacity.{name}", raw["capacity"][name], 0, 1e6) for name in RESOURCES},
        hardship_told=_pair("rules.hardship_told", rules["hardship_told"]),
        **numbers,
    )


_TRIPLES = ("ability_response", "full_share", "plan_pay", "plan_break")
_CHANCES = (
    "reach_low", "willing_low", "plan_remind", "declare", "resolve", "fatigue_drop", "fatigue_recovers",
    "care_lift", "reason_told", "reason_right", "cue_right",
)  # fmt: skip
_FACTORS = ("complaint_tired", "complaint_fragile")


def _within(where: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise WorldError(f"{where}: {low} to {high}")
    return float(value)


def _chance(where: str, value: Any) -> float:
    return _within(where, value, 0, 1)


def _triple(where: str, value: Sequence[Any]) -> tuple[float, float, float]:
    if len(value) != 3:
        raise WorldError(f"{where}: three numbers, by ability")
    first, second, third = (_chance(where, each) for each in value)
    return first, second, third


def _pair(where: str, value: Sequence[Any]) -> tuple[float, float]:
    if len(value) != 2:
        raise WorldError(f"{where}: two numbers")
    return _chance(where, value[0]), _chance(where, value[1])


def _balances(raw: Mapping[str, Any]) -> tuple[float, ...]:
    """Equally likely balances: the middles of a lognormal cut into `levels` parts."""
    levels = int(raw["levels"])
    if not 1 <= levels <= LEVELS_MAX:
        raise WorldError(f"balance.levels: 1 to {LEVELS_MAX}")
    median = _within("balance.median", raw["median"], 1, 1e9)
    sigma = _within("balance.sigma", raw["sigma"], 0, 3)
    normal = NormalDist()
    return tuple(
        round(median * math.exp(sigma * normal.inv_cdf((at + 0.5) / levels)), 2) for at in range(levels)
    )


def _stages(raw: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, float], ...]:
    stages = tuple((int(each["days_past_due"]), _chance("stage.share", each["share"])) for each in raw)
    if not 1 <= len(stages) <= 4:
        raise WorldError("stage: one to four")
    _whole("stage", [share for _, share in stages])
    return stages


def _whole(where: str, shares: Sequence[float]) -> None:
    if abs(sum(shares) - 1) > 1e-9:
        raise WorldError(f"{where}: shares must add up to 1")


def _treatment(name: str, raw: Mapping[str, Any]) -> TreatmentLaw:
    needs = {
        key: _within(f"treatment.{name}.needs", value, 0, 1e4) for key, value in raw.get("needs", {}).items()
    }
    if set(needs) - set(RESOURCES):
        raise WorldError(f"treatment.{name}.needs: only {', '.join(RESOURCES)}")
    if name == "wait" and (needs or raw.get("cost", 0)):
        raise WorldError("treatment.wait: must cost and need nothing")
    return TreatmentLaw(
        cost=_within(f"treatment.{name}.cost", raw.get("cost", 0), 0, 1e6),
        reach=_chance(f"treatment.{name}.reach", raw.get("reach", 0)),
        tires=_chance(f"treatment.{name}.tires", raw.get("tires", 0)),
        complaint=_chance(f"treatment.{name}.complaint", raw.get("complaint", 0)),
        needs=needs,
    )


def _kinds(raw: Mapping[str, Any]) -> dict[str, Kind]:
    kinds = {name: _kind(name, raw[name]) for name in KINDS}
    _whole("kind", [kind.share for kind in kinds.values()])
    return kinds


def _kind(name: str, raw: Mapping[str, Any]) -> Kind:
    moves = tuple(_triple(f"kind.{name}.moves", row) for row in raw["moves"])
    ability = _triple(f"kind.{name}.ability", raw["ability"])
    if len(moves) != 3:
        raise WorldError(f"kind.{name}.moves: three rows")
    for row in (*moves, ability):
        _whole(f"kind.{name}", row)
    unknown = set(raw["response"]) - set(TREATMENTS)
    if unknown:
        raise WorldError(f"kind.{name}.response: no such treatment: {', '.join(sorted(unknown))}")
    chances = ("share", "willing", "reachable", "vulnerable", "plan", "settle", "refuses", "shock")
    return Kind(
        ability=ability,
        moves=moves,
        self_pay=_triple(f"kind.{name}.self_pay", raw["self_pay"]),
        response={key: _chance(f"kind.{name}.response", value) for key, value in raw["response"].items()},
        **{key: _chance(f"kind.{name}.{key}", raw[key]) for key in chances},
    )
