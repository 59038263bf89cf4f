"""What a design must keep to, and where the law wants contact, so that nobody may be left without it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.resources import files

from arrears.kernel.words import Words
from arrears.night.experiments.contracts import (
    DAYS_MAX,
    HOLDOUT_DAYS_MAX,
    HOLDOUT_MAX_BP,
    LOOKS_MAX,
    Design,
    ExperimentError,
)
from arrears.night.strategy.contracts import TICKETS

_UNKNOWN = Words(
    "尚未核实{regime}是否要求与债务人联系，不得设置不处置对照组",
    "Whether {regime} requires contact has not been established: no hold-out",
)


def check(design: Design) -> None:
    """Raise ExperimentError, with words, where a design cannot be used."""
    shares = (design.champion_bp, design.challenger_bp, design.holdout_bp)
    if min(shares) < 0 or sum(shares) > TICKETS:
        raise ExperimentError(Words("各组比例之和不得超过100%", "The shares come to more than 100 %"))
    if not design.champion_bp or not (design.challenger_bp or design.holdout_bp):
        raise ExperimentError(
            Words("需要现行策略组和至少一个对照的组", "It needs a champion's share and another arm")
        )
    if not 1 <= design.looks <= LOOKS_MAX or design.wave_days < 1 or design.horizon_days < 1:
        raise ExperimentError(
            Words("检查次数为1至5次，批次间隔和观察天数至少1天",
                  "1 to 5 looks, and at least a day between waves and for the outcome")
        )  # fmt: skip
    if design.days > DAYS_MAX:
        raise ExperimentError(Words("试验最长366天", "An experiment lasts at most 366 days"))
    if not 0 < design.baseline < 1 or not 0 < design.effect < 1:
        raise ExperimentError(
            Words(
                "预期值和最小差异应在0与100%之间",
                "The expected figure and the difference are between 0 and 100 %",
            )
        )
    if not 0 < design.alpha < 0.5 or not 0.5 <= design.power < 1:
        raise ExperimentError(
            Words("误判概率或检验效能不合理", "That chance of error or that power is not used")
        )
    if design.holdout_bp > HOLDOUT_MAX_BP or (design.holdout_bp and design.days > HOLDOUT_DAYS_MAX):
        raise ExperimentError(
            Words("不处置对照组不超过20%，且不超过60天", "A hold-out is at most 20 %, for at most 60 days")
        )


def hold_out_barred(regimes: Iterable[str]) -> tuple[Words, ...]:
    """Why debtors under these regimes may not be left without treatment; empty where they may.

    Unknown is a value: a regime of which nothing is known bars the hold-out.
    """
    known = tomllib.loads((files("arrears.night.experiments") / "holdout.toml").read_text())
    found = []
    for regime in sorted(set(regimes)) or ["–"]:
        entry = known.get(regime)
        if entry is None:
            found.append(Words(_UNKNOWN.zh.format(regime=regime), _UNKNOWN.en.format(regime=regime)))
        elif not entry["allowed"]:
            found.append(Words(entry["zh"], entry["en"]))
    return tuple(found)
