"""Which policy holds, and its words in tables for all who read decisions."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from django.db import transaction

from arrears.night.engine.contracts import Policy
from arrears.night.engine.models import NightBucket, NightLine, NightPolicy, NightReason
from arrears.night.engine.rules import parse
from arrears.night.scoring.contracts import SCORES

SHIPPED_IN_FORCE = ("card", "lease", "loan", "invoice")
"""Shipped strategies that hold for every creditor; `agency` waits until a creditor is named for it."""

_WING = files("arrears.night")


def shipped_strategy(name: str) -> str:
    """The text of a shipped strategy file."""
    return (_WING / "strategy" / "strategies" / f"{name}.toml").read_text()


def shipped_texts() -> dict[str, str]:
    """The policy that holds until somebody puts another in force, as texts by name."""
    texts = {
        "features": (_WING / "scoring" / "features.toml").read_text(),
        "aging": (_WING / "aging" / "aging.toml").read_text(),
        "guards": (_WING / "strategy" / "guards.toml").read_text(),
    }
    for score in SCORES:
        texts[f"card/{score}"] = (_WING / "scoring" / "cards" / f"{score}.toml").read_text()
    for place, name in enumerate(SHIPPED_IN_FORCE):
        texts[f"strategy/{place:03}-{name}"] = shipped_strategy(name)
    return texts


def policy_in_force(business_date: date) -> Policy:
    """The policy that decides on a date."""
    return parse(shipped_texts())


def ensure_policy(policy: Policy) -> NightPolicy:
    """Keep a policy and its words; the same policy is kept once."""
    with transaction.atomic():
        kept, made = NightPolicy.objects.get_or_create(
            hash=policy.hash, defaults={"texts": dict(policy.texts)}
        )
        if made:
            NightLine.objects.bulk_create(_lines(kept, policy))
            NightBucket.objects.bulk_create(_buckets(kept, policy))
            NightReason.objects.bulk_create(_reasons(kept, policy))
    return kept


def _lines(kept: NightPolicy, policy: Policy) -> list[NightLine]:
    return [
        NightLine(
            policy=kept,
            code=line.code,
            strategy=line.strategy,
            segment=line.segment,
            step=line.step,
            action=line.action.value,
            channel=line.channel,
            script=line.script,
            audience=line.audience,
            automatic=line.automatic,
            reasons=[{"code": code, **words.as_dict()} for code, words in line.reasons],
        )
        for line in policy.lines
    ]


def _buckets(kept: NightPolicy, policy: Policy) -> list[NightBucket]:
    return [
        NightBucket(policy=kept, no=first + place, code=bucket.code, zh=bucket.title.zh, en=bucket.title.en)
        for table, first in policy.aging.numbered()
        for place, bucket in enumerate(table)
    ]


def _reasons(kept: NightPolicy, policy: Policy) -> list[NightReason]:
    return [
        NightReason(
            policy=kept,
            score=card.score,
            code=code,
            feature=attribute.feature,
            points=bin_.points,
            zh=bin_.words.zh,
            en=bin_.words.en,
        )
        for card in policy.cards
        for code, (attribute, bin_) in enumerate(card.bins())
    ]
