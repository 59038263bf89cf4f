"""What an experiment plans and what its looks say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from arrears.kernel.words import Words

LOOKS_MAX = 5
DAYS_MAX = 366
HOLDOUT_MAX_BP = 2_000
"""At most a fifth of the debtors of a ladder may be left without treatment."""
HOLDOUT_DAYS_MAX = 60


class Metric(StrEnum):
    RECOVERED = "recovered"
    KEPT = "kept"


METRIC_WORDS: Mapping[Metric, Words] = MappingProxyType(
    {
        Metric.RECOVERED: Words("回收比例", "Share recovered"),
        Metric.KEPT: Words("兑现承诺的债务人比例", "Debtors who kept a promise"),
    }
)


class ArmKind(StrEnum):
    CHAMPION = "champion"
    CHALLENGER = "challenger"
    HOLDOUT = "holdout"


ARM_WORDS: Mapping[ArmKind, Words] = MappingProxyType(
    {
        ArmKind.CHAMPION: Words("现行策略", "Champion"),
        ArmKind.CHALLENGER: Words("挑战策略", "Challenger"),
        ArmKind.HOLDOUT: Words("不处置对照组", "Hold-out"),
    }
)
ARMS: tuple[ArmKind, ...] = tuple(ArmKind)
"""The place of a kind is the number that a decision carries."""


class Verdict(StrEnum):
    GOES_ON = "goes_on"
    BETTER = "better"
    WORSE = "worse"
    NOT_SHOWN = "not_shown"
    TOO_FEW = "too_few"


VERDICT_WORDS: Mapping[Verdict, Words] = MappingProxyType(
    {
        Verdict.GOES_ON: Words("未达停止界限，继续", "The bound is not reached: it goes on"),
        Verdict.BETTER: Words("优于现行策略，达到停止界限", "Better than the champion: the bound is reached"),
        Verdict.WORSE: Words("劣于现行策略，达到停止界限", "Worse than the champion: the bound is reached"),
        Verdict.NOT_SHOWN: Words("已到最后一次检查，未显示差异", "The last look: no difference is shown"),
        Verdict.TOO_FEW: Words("人数不足，无法判断", "Too few debtors to judge by"),
    }
)


class ExperimentError(ValueError):
    """An experiment cannot be planned so; `words` say why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The plan, fixed before the start. Shares in hundredths of a percent of the debtors of the ladder.

    Debtors enter in as many waves as there are looks, `wave_days` apart; an outcome is read `horizon_days` after a
    debtor's entry, so that each look adds debtors whose outcome is complete and takes none away. `baseline`: the
    expected figure under the champion, `effect`: the smallest difference worth seeing, both from 0 to 1.
    """

    metric: Metric
    champion_bp: int
    challenger_bp: int
    holdout_bp: int
    looks: int
    wave_days: int
    horizon_days: int
    baseline: float
    effect: float
    alpha: float = 0.05
    power: float = 0.8

    @property
    def days(self) -> int:
        """From the first night to the last look."""
        return (self.looks - 1) * self.wave_days + self.horizon_days

    @property
    def compared(self) -> ArmKind:
        """The arm that the stop rule compares with the champion."""
        return ArmKind.CHALLENGER if self.challenger_bp else ArmKind.HOLDOUT

    def share_bp(self, arm: ArmKind) -> int:
        """The share of one arm."""
        return (self.champion_bp, self.challenger_bp, self.holdout_bp)[ARMS.index(arm)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the debtors of one arm came to: count, sum and sum of squares of a figure from 0 to 1; `complaints`:
    debtors with an open complaint."""

    count: int
    total: float
    squares: float
    complaints: int = 0

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    @property
    def variance(self) -> float:
        """Of the figure between debtors; 0 with fewer than two."""
        if self.count < 2:
            return 0.0
        return max((self.squares - self.count * self.mean**2) / (self.count - 1), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One arm against the champion at a look. `low` to `high`: an interval that keeps its promise over all looks."""

    arm: ArmKind
    sample: Sample
    difference: float
    low: float
    high: float
    z: float
    bound: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFacts:
    """What an experiment can see, told before it starts. Debtors for each arm.

    `planned`: of those that the ladder holds today; `needed`: for the wanted difference; `detectable`: the
    difference that the planned numbers show with the wanted power.
    """

    eligible: int
    planned_champion: int
    planned_compared: int
    needed_champion: int
    needed_compared: int
    detectable: float
    bounds: tuple[float, ...]

    @property
    def enough(self) -> bool:
        return self.planned_champion >= self.needed_champion and self.planned_compared >= self.needed_compared
