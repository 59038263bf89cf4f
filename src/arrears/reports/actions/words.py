"""Keeping a person's own words for the summaries of a scope."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from arrears.foundation.api import Actor, audit
from arrears.reports.contracts import SECTIONS, Period, Scope
from arrears.reports.models import OwnWords
from arrears.reports.queries.words import own_words, scope_key

WORDS_MAX = 4_000


def keep_words(scope: Scope, period: Period, told: Mapping[str, str], actor: Actor) -> int:
    """Keep what changed, from this period on. Returns how many sections changed."""
    before, key = own_words(scope, period), scope_key(scope)
    with transaction.atomic():
        rows = [
            OwnWords(
                scope_key=key, section=section, text=told[section].strip()[:WORDS_MAX], since=period.last,
                by=actor.name,
            )
            for section in SECTIONS
            if section in told and told[section].strip()[:WORDS_MAX] != before.get(section, "")
        ]  # fmt: skip
        OwnWords.objects.bulk_create(rows)
        if rows:
            audit(actor, "summary.words_kept", key, {"sections": [row.section for row in rows]})
    return len(rows)
