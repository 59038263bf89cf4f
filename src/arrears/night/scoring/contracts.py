"""Features, points cards and what a score says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from arrears.kernel.words import Words

POINTS_MAX = 127
BINS_MAX = 1023
REASONS = 3
SCORE_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A range of a feature and the points it gives.

    Numbers: from `low` (inclusive, None: open) to `high` (exclusive, None: open). Classes: `values`.
    Flags: `flag`. `missing` is the bin of null.
    """

    points: int
    words: Words
    low: int | None = None
    high: int | None = None
    values: tuple[str, ...] = ()
    flag: bool | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    feature: str
    bins: tuple[Bin, ...]
    monotone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A points card: a base, and for each attribute the points of the bin that fits; kept within 0 to 100."""

    score: str
    version: str
    high_means: Words
    base: int
    attributes: tuple[Attribute, ...]

    def bins(self) -> tuple[tuple[Attribute, Bin], ...]:
        """All bins in order; the place of a bin in this order is its reason code."""
        return tuple((attribute, bin_) for attribute in self.attributes for bin_ in attribute.bins)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReason:
    """One reason of a score: the feature, the sentence and how many points it gave."""

    feature: str
    points: int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What the newest rows, kept out of the fit, say of a learned card.

    `calibration`: tenths of the rows by chance, as (foretold, happened). `psi` by feature: how far the newest rows
    differ from those learned from. `auc_in_force`: of the card it would take the place of, on the same rows.
    """

    score: str
    version: str
    rows: int
    rows_judged: int
    outcome_share: float
    auc: float
    gini: float
    ks: float
    brier: float
    calibration: tuple[tuple[float, float], ...]
    psi: Mapping[str, float]
    auc_in_force: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How a learned card treats a group of debtors, on the newest rows. `kind`: region or debtor_kind, which no card
    may use; shares from 0 to 1."""

    kind: str
    value: str
    rows: int
    score: float
    score_in_force: float
    foretold: float
    happened: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A leaf of a small tree: the conditions that lead to it, the older rows in it and their share with the outcome."""

    conditions: tuple[Words, ...]
    rows: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenger:
    """A small tree learned from the same rows, judged by the same newest ones: what bins and sums of points miss.

    It never decides: it is there to be read beside the card. Branches stand from the rarest outcome to the commonest.
    """

    auc: float
    brier: float
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The model card of a learned card: from which nights, what was foretold, how well, for whom.

    `challenger`: None for cards that were learned before there was one.
    """

    model: ModelCard
    nights: tuple[str, ...]
    nights_judged: tuple[str, ...]
    horizon_days: int
    groups: tuple[Group, ...]
    challenger: Challenger | None = None


OUTCOME_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "reach": Words("期间内被接通", "Reached within the time"),
        "willingness": Words("期间内有还款", "Paid something within the time"),
        "recoverability": Words(
            "期间内还清一半以上逾期", "Paid at least half of the arrears within the time"
        ),
        "reliability": Words(
            "期间内兑现承诺（限有承诺者）", "Kept a promise within the time (of those who gave one)"
        ),
        "harm": Words(
            "期间内投诉、申报困难、疾病或需关照", "Complained or fell into hardship, illness or need of care"
        ),
    }
)
"""What a card learns to foretell. Ability and risk have no outcome that the house records: theirs stay expert cards."""


SCORE_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "reach": Words("可联性", "Reach"),
        "willingness": Words("还款意愿", "Willingness"),
        "ability": Words("还款能力", "Ability"),
        "reliability": Words("承诺可信度", "Promise reliability"),
        "recoverability": Words("可回收性", "Recoverability"),
        "harm": Words("受损风险", "Risk of harm"),
        "risk": Words("风险", "Risk"),
    }
)
SCORES: tuple[str, ...] = tuple(SCORE_WORDS)
