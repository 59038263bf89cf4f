"""Learn a card from kept nights: the columns as the night saw them, and what the books say came after.

Nights lie at least the horizon apart, so that no outcome counts twice; the newest nights are kept out of the fit and
judge it. What is too short to learn from is said in words, with the number that is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from arrears.foundation.api import Actor, Progress
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine.actions.cards import keep_card, next_version
from arrears.night.engine.card_queries import card_in_force
from arrears.night.engine.contracts import CardFacts
from arrears.night.engine.models import NightRun
from arrears.night.engine.shipped import shipped_texts
from arrears.night.learning.gathering import Array, Rows, gather, history_of, nights_of, stakes_of
from arrears.night.learning.groups import groups, not_held
from arrears.night.scoring.contracts import OUTCOME_WORDS, Card, HazardTable, Learned, Method
from arrears.night.scoring.rules import parse_features
from arrears.night.scoring.rules.boosting import boost_card, candidates
from arrears.night.scoring.rules.challenging import challenge
from arrears.night.scoring.rules.comparing import compare
from arrears.night.scoring.rules.fitting import TooLittle, fit_card, judged_card
from arrears.night.scoring.rules.hazards import fit_hazards
from arrears.night.scoring.rules.trees import fit_trees

HORIZON_MAX = 180
METHODS = (Method.BOOSTED, Method.BINS, Method.TREES)
"""What a person may ask for; recoverability is learned as hazards where points are asked for."""


class CannotLearn(ValueError):
    """The history does not allow it; `words` say why and what is needed."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class _Found:
    """Every way to score that was learned from the same rows, the card in force among them."""

    cards: Mapping[Method, Card]
    hazards: HazardTable | None


def fit(
    score: str,
    actor: Actor,
    *,
    as_of: date | None = None,
    horizon_days: int = 30,
    method: Method = Method.BOOSTED,
    progress: Progress | None = None,
) -> CardFacts:
    """Learn the card of a score and keep it as a draft. All ways are learned and judged by the same newer rows;
    `method` says which of them is kept. Raises CannotLearn, KeyError (no such score)."""
    upto = as_of or today()
    before = card_in_force(score, upto)
    nights = _nights(score, upto, horizon_days)
    features = parse_features(shipped_texts()["features"])
    wanted = tuple(
        dict.fromkeys((*(each.feature for each in before.attributes), *candidates(before, features)))
    )
    rows = gather(score, wanted, nights, horizon_days, upto, progress)
    judged = max(1, round(len(nights) / 3))
    newest = rows.night >= len(nights) - judged
    days = [night.business_date for night in nights]
    try:
        found = _learned(before, rows, newest, days, judged, horizon_days, upto)
    except TooLittle as error:
        raise CannotLearn(
            Words(f"数据太少：{error.words.zh}", f"Too little to learn from: {error.words.en}")
        ) from error
    kept = Method.HAZARDS if found.hazards is not None and method is not Method.TREES else method
    card = found.cards[kept]
    told = [day.isoformat() for day in days]
    learned = Learned(
        model=judged_card(card, before, rows.columns, rows.outcome, newest),
        nights=tuple(told[:-judged]),
        nights_judged=tuple(told[-judged:]),
        horizon_days=horizon_days,
        groups=tuple(groups(before, card, rows, newest)),
        challenger=challenge(before, rows.columns, rows.outcome, newest),
        method=kept,
        rivals=compare(found.cards, rows.columns, rows.outcome, newest, stakes_of(score, rows, newest)),
        hazards=found.hazards if kept is Method.HAZARDS else None,
        not_held=not_held(rows, newest),
    )
    return keep_card(card, learned, actor)


def _nights(score: str, upto: date, horizon_days: int) -> list[NightRun]:
    if score not in OUTCOME_WORDS:
        raise CannotLearn(
            Words(
                "没有记录可用来学习该评分的结果，继续使用专家评分卡",
                "The house records no outcome that tells this score: its expert card stays",
            )
        )
    nights = nights_of(upto, horizon_days)
    if len(nights) < 2:  # one to learn from, one to judge by
        raise CannotLearn(
            Words(
                f"已有结果的夜间批次为{len(nights)}个，至少需要2个、相隔{horizon_days}天以上",
                f"{len(nights)} nights have their outcome; it takes 2, {horizon_days} days apart or more",
            )
        )
    return nights


def _learned(
    before: Card, rows: Rows, newest: Array, days: list[date], judged: int, horizon_days: int, upto: date
) -> _Found:
    """All ways to learn, each from the older rows alone. Raises TooLittle."""
    version = str(next_version(before.score))
    plain = fit_card(before, rows.columns, rows.outcome, newest, version).card
    older = {name: values[~newest] for name, values in rows.columns.items()}
    outcome = rows.outcome[~newest]
    features = parse_features(shipped_texts()["features"])
    boosted = boost_card(before, features, older, outcome, version)
    cards = {
        Method.IN_FORCE: before,
        Method.BINS: plain,
        Method.BOOSTED: boosted,
        Method.TREES: fit_trees(boosted, older, outcome, version),
    }
    hazards = None
    if before.score == "recoverability":
        history = history_of(rows, days, days[-judged], horizon_days, upto)
        cards[Method.HAZARDS], hazards = fit_hazards(
            before, rows.columns, history, newest, horizon_days, version
        )
    return _Found(cards, hazards)
