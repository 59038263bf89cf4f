"""Features, points cards and what a score says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
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
class Leaf:
    """What a tree gives where all of `when` holds: a column and the places of the bins of its attribute, any of which."""

    points: int
    words: Words
    when: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Leaves of which exactly one holds for any row."""

    leaves: tuple[Leaf, ...]

    def as_attribute(self, number: int) -> Attribute:
        """The tree as if it were a column of its own, for reasons."""
        bins = tuple(Bin(points=each.points, words=each.words) for each in self.leaves)
        return Attribute(feature=f"tree_{number}", bins=bins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A points card: a base, and for each attribute the points of the bin that fits; kept within 0 to 100. `trees`
    give points for several attributes together; a card of plain points has none."""

    score: str
    version: str
    high_means: Words
    base: int
    attributes: tuple[Attribute, ...]
    trees: tuple[Tree, ...] = ()

    def bins(self) -> tuple[tuple[Attribute, Bin], ...]:
        """All bins in order, those of attributes before leaves; the place of a bin in this order is its reason code."""
        grown = tuple(tree.as_attribute(number) for number, tree in enumerate(self.trees))
        return tuple((each, bin_) for each in (*self.attributes, *grown) for bin_ in each.bins)


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
class HazardMonth:
    """A range of days past due. `periods`: of accounts, that began in it; `owed`: the part still owed at their start,
    1 for a whole account; `hazard`: the part of it that was paid within the period; `fitted`: as the table says."""

    words: Words
    periods: int
    owed: float
    hazard: float
    fitted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareFound:
    """The share paid within some days on the newest rows, foretold and as it came out, in tenths of the rows too."""

    days: int
    rows: int
    foretold: float
    happened: float
    tenths: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardTable:
    """What stands behind a learned recoverability: log-odds of a period's hazard = `level` + points of the bins /
    `points_per_log_odds`, the days past due moved on with the period. `curve`: by the lowest score of a band of ten,
    the mean share expected by the end of each period."""

    period_days: int
    level: float
    points_per_log_odds: float
    months: tuple[HazardMonth, ...]
    found: tuple[ShareFound, ...]
    curve: tuple[tuple[int, tuple[float, ...]], ...]

    def shares(self, score: int) -> tuple[float, ...]:
        """The shares expected at a score: those of its band, or of the nearest band that was seen."""
        band = min(self.curve, key=lambda each: abs(each[0] + 5 - score))
        return band[1]


class Method(StrEnum):
    """How the points of a card were found."""

    IN_FORCE = "in_force"
    BINS = "bins"
    BOOSTED = "boosted"
    HAZARDS = "hazards"
    TREES = "trees"


METHOD_WORDS: Mapping[Method, Words] = MappingProxyType(
    {
        Method.IN_FORCE: Words("现行评分卡", "Card in force"),
        Method.BINS: Words("沿用分段，重新学习分值", "Points learned on the bins of the card in force"),
        Method.BOOSTED: Words("单列提升法，导出为分值", "Boosted single columns, exported as points"),
        Method.HAZARDS: Words("分期风险率，导出为分值", "Hazards by period, exported as points"),
        Method.TREES: Words("树模型（挑战者）", "Trees (challenger)"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """One way to score, judged on the newest rows that all ways share.

    `worth`: of the gain that came (weighted by what was at stake), the part that lies with the accounts that the score
    puts first, as a mean over capacities of a tenth to a half of the accounts. `ahead`: how much more it is worth than
    the card in force, trees: than the best card beside them; `low` to `high` its 95 % interval over debtors; None for
    the card in force itself.
    `shift`: PSI of the score between older and newest rows. `calibration_error`: mean gap between foretold and happened.
    """

    method: Method
    auc: float
    gini: float
    ks: float
    brier: float
    calibration_error: float
    shift: float
    worth: float
    ahead: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The model card of a learned card: from which nights, what was foretold, how well, for whom.

    `challenger`: None for cards that were learned before there was one. `rivals`: other ways to learn from the same
    rows, the card in force first. `hazards`: of recoverability alone. `not_held`: groups that could not be compared
    because the book does not hold them.
    """

    model: ModelCard
    nights: tuple[str, ...]
    nights_judged: tuple[str, ...]
    horizon_days: int
    groups: tuple[Group, ...]
    challenger: Challenger | None = None
    method: Method = Method.BINS
    rivals: tuple[Rival, ...] = ()
    hazards: HazardTable | None = None
    not_held: tuple[str, ...] = ()


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
