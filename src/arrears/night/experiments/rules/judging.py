"""An arm beside the champion at a look."""

from __future__ import annotations

from arrears.night.experiments.contracts import ArmKind, Comparison, Design, Sample, Verdict
from arrears.night.experiments.rules.bounds import bounds

COUNT_MIN = 30
"""With fewer debtors in an arm the normal approximation is not to be trusted."""


def compare(design: Design, look: int, arm: ArmKind, champion: Sample, other: Sample) -> Comparison:
    """The difference of the means at a look (1 to `design.looks`) with its interval, bound and verdict.

    The interval is difference ± bound * standard error: as it uses the look's bound, it holds over all looks.
    """
    bound = bounds(design.looks, design.alpha)[look - 1]
    difference = other.mean - champion.mean
    if min(champion.count, other.count) < COUNT_MIN:
        error, verdict = 1.0, Verdict.TOO_FEW
    else:
        error = sum(_spread(sample) / sample.count for sample in (champion, other)) ** 0.5
        verdict = _verdict(difference, error, bound, last=look == design.looks)
    return Comparison(
        arm=arm,
        sample=other,
        difference=difference,
        low=max(difference - bound * error, -1.0),
        high=min(difference + bound * error, 1.0),
        z=difference / error,
        bound=bound,
        verdict=verdict,
    )


def _spread(sample: Sample) -> float:
    """The variance between debtors; a sample in which all are alike still leaves about one in its number unseen."""
    return max(sample.variance, 1 / sample.count)


def _verdict(difference: float, error: float, bound: float, *, last: bool) -> Verdict:
    if abs(difference) >= bound * error:
        return Verdict.BETTER if difference > 0 else Verdict.WORSE
    return Verdict.NOT_SHOWN if last else Verdict.GOES_ON
