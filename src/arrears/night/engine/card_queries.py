"""Reading learned cards: which are in force, what their model cards say, how far the scores have drifted."""

from __future__ import annotations

from datetime import date
from math import log
from typing import Any

from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine.contracts import CardFacts, Drift, RunKind, RunStatus
from arrears.night.engine.models import NightCard, NightRun
from arrears.night.engine.shipped import shipped_texts
from arrears.night.scoring.contracts import (
    SCORES,
    Branch,
    Card,
    Challenger,
    Group,
    HazardMonth,
    HazardTable,
    Learned,
    Method,
    ModelCard,
    Rival,
    ShareFound,
)
from arrears.night.scoring.rules import parse_card, parse_features
from arrears.night.scoring.rules.worth import barred

FLOOR = 500
"""Below so many accounts on either night a shift of shares is chance, and no drift is told."""
BANDS = "score_bands"
"""The figure of a run that counts the accounts in each band of ten points, by score."""


def cards_in_force(as_of: date) -> dict[str, NightCard]:
    """The learned cards that hold on a date, by score; scores without one have the shipped card."""
    begun = NightCard.objects.filter(in_force_from__lte=as_of).exclude(withdrawn_on__lte=as_of)
    return {row.score: row for row in begun.order_by("in_force_from", "version")}


def card_texts(as_of: date) -> dict[str, str]:
    """The same as texts of a policy."""
    return {f"card/{score}": row.text for score, row in cards_in_force(as_of).items()}


def card_in_force(score: str, as_of: date) -> Card:
    """The card that holds for a score on a date, learned or shipped. KeyError for an unknown score."""
    texts = shipped_texts()
    return parse_card((texts | card_texts(as_of))[f"card/{score}"], parse_features(texts["features"]))


def why_not_in_force(facts: CardFacts) -> Words | None:
    """Why a learned card may not be put in force whoever asks; None where a person may."""
    return barred(facts.learned.method, facts.learned.rivals)


def expected_shares(recoverability: int, as_of: date) -> tuple[tuple[int, float], ...]:
    """The shares of the arrears expected at a recoverability score within so many days (0 to 1), by the learned card
    in force on a date; empty where the expert card holds, which foretells no share."""
    row = cards_in_force(as_of).get("recoverability")
    table = _hazards(row.model.get("hazards")) if row is not None else None
    if table is None or not table.curve:
        return ()
    shares = table.shares(recoverability)
    return tuple((table.period_days * (at + 1), share) for at, share in enumerate(shares))


def cards() -> tuple[CardFacts, ...]:
    """All learned cards, by score, newest first."""
    held = {row.pk for row in cards_in_force(today()).values()}
    rows = sorted(NightCard.objects.all(), key=lambda row: (SCORES.index(row.score), -row.version))
    return tuple(card_facts(row, in_force=row.pk in held) for row in rows)


def card_facts(row: NightCard, *, in_force: bool | None = None) -> CardFacts:
    """A learned card as it was kept."""
    if in_force is None:
        in_force = row.pk in {each.pk for each in cards_in_force(today()).values()}
    return CardFacts(
        id=row.pk,
        score=row.score,
        version=row.version,
        card=parse_card(row.text, parse_features(shipped_texts()["features"])),
        learned=_learned(row.model),
        in_force=in_force,
        written_by=row.written_by_id,
        approved_by=row.approved_by_id,
        in_force_from=row.in_force_from,
        withdrawn_on=row.withdrawn_on,
    )


def _learned(kept: dict[str, Any]) -> Learned:
    model = kept["model"]
    curve = tuple((foretold, happened) for foretold, happened in model["calibration"])
    return Learned(
        model=ModelCard(**{**model, "calibration": curve}),
        nights=tuple(kept["nights"]),
        nights_judged=tuple(kept["nights_judged"]),
        horizon_days=kept["horizon_days"],
        groups=tuple(Group(**group) for group in kept["groups"]),
        challenger=_challenger(kept.get("challenger")),
        method=Method(kept.get("method", Method.BINS)),
        rivals=tuple(Rival(**{**each, "method": Method(each["method"])}) for each in kept.get("rivals", ())),
        hazards=_hazards(kept.get("hazards")),
        not_held=tuple(kept.get("not_held", ())),
    )


def _hazards(kept: dict[str, Any] | None) -> HazardTable | None:
    if kept is None:
        return None
    return HazardTable(
        period_days=kept["period_days"],
        level=kept["level"],
        points_per_log_odds=kept["points_per_log_odds"],
        months=tuple(HazardMonth(**{**each, "words": Words(**each["words"])}) for each in kept["months"]),
        found=tuple(
            ShareFound(**{**each, "tenths": tuple((one, two) for one, two in each["tenths"])})
            for each in kept["found"]
        ),
        curve=tuple((score, tuple(shares)) for score, shares in kept["curve"]),
    )


def _challenger(kept: dict[str, Any] | None) -> Challenger | None:
    if kept is None:
        return None
    branches = tuple(
        Branch(
            conditions=tuple(Words(**words) for words in each["conditions"]),
            rows=each["rows"],
            share=each["share"],
        )
        for each in kept["branches"]
    )
    return Challenger(auc=kept["auc"], brier=kept["brier"], branches=branches)


def drift() -> tuple[Drift, ...]:
    """Each score of the latest night beside the first night that was decided by the same card and counted bands."""
    done = NightRun.objects.filter(kind=RunKind.NORMAL, status=RunStatus.DONE, figures__has_key=BANDS)
    latest = done.select_related("policy").order_by("-business_date").first()
    if latest is None:
        return ()
    found = []
    for score, bands in latest.figures[BANDS].items():
        name = f"card/{score}"
        same = (
            done.filter(**{f"policy__texts__{name}": latest.policy.texts[name]})
            .order_by("business_date")
            .first()
        )
        before = same.figures[BANDS].get(score, []) if same is not None else []
        if same is not None and min(sum(before), sum(bands)) >= FLOOR:
            moved = _psi(before, bands)
            found.append(Drift(score=score, psi=moved, since=same.business_date, bands=tuple(bands)))
    return tuple(found)


def _psi(before: list[int], after: list[int]) -> float:
    shares = [[(count + 0.5) / (sum(each) + 0.5 * len(each)) for count in each] for each in (before, after)]
    return float(sum((new - old) * log(new / old) for old, new in zip(*shares, strict=True)))
