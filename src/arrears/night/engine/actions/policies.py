"""Which policy holds, and its words in tables for all who read decisions."""

from __future__ import annotations

import json
from datetime import date

from django.db import transaction

from arrears.night.engine.card_queries import card_texts
from arrears.night.engine.contracts import Policy
from arrears.night.engine.experiment_queries import arm_texts
from arrears.night.engine.models import (
    NightBucket,
    NightLine,
    NightPolicy,
    NightReason,
    NightStrategy,
    NightTreatment,
)
from arrears.night.engine.queries import allocation_in_force, versions_in_force
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts

_OWN_FIRST = 100  # strategies for one creditor come before those for all


def policy_in_force(business_date: date) -> Policy:
    """The policy that decides on a date: the shipped files, and in their place what was approved for it."""
    return parse(texts_in_force(business_date))


def texts_in_force(business_date: date, draft: NightStrategy | None = None) -> dict[str, str]:
    """The texts that decide on a date; with a draft, as if it were in force."""
    texts = shipped_texts()
    chosen = {(version.creditor_id, version.code): version for version in versions_in_force(business_date)}
    if draft is not None:
        chosen[(draft.creditor_id, draft.code)] = draft
    texts.update(card_texts(business_date))
    limits = allocation_in_force(business_date)
    if limits is not None:
        texts["allocation"] = limits.text
    place = _OWN_FIRST
    for (creditor_id, code), version in sorted(
        chosen.items(), key=lambda each: (each[0][0] or 0, each[0][1])
    ):
        if creditor_id is None:
            name = next((name for name in texts if name.endswith(f"-{code}")), f"strategy/6{place}-{code}")
            texts[name] = version.text
        else:
            texts[f"strategy/{place}-{code}"] = version.text
            texts[f"scope/{place}-{code}"] = json.dumps({"creditor_ids": [creditor_id]})
        place += 1
    return {**texts, **arm_texts(business_date)}


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
            NightTreatment.objects.bulk_create(_treatments(kept, policy))
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


def _treatments(kept: NightPolicy, policy: Policy) -> list[NightTreatment]:
    return [
        NightTreatment(policy=kept, no=no, action=each.action, zh=each.title.zh, en=each.title.en)
        for no, each in enumerate(policy.treatments.values())
    ]
