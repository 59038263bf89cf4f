"""The life of a learned card: kept with its model card, put in force by a person, taken back.

Nothing is overwritten: a past night is decided by the cards that were in force on its date.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.db.models import Max

from arrears.foundation.api import Actor, audit
from arrears.night.engine.actions.second_person import put_in_force, take_back
from arrears.night.engine.card_queries import card_facts, why_not_in_force
from arrears.night.engine.contracts import CardFacts
from arrears.night.engine.models import NightCard
from arrears.night.engine.strategy_contracts import NotNow
from arrears.night.scoring.contracts import Card, Learned
from arrears.night.scoring.rules import write_card


def next_version(score: str) -> int:
    """The number that the next learned card of a score gets."""
    return (NightCard.objects.filter(score=score).aggregate(newest=Max("version"))["newest"] or 1) + 1


def keep_card(card: Card, learned: Learned, actor: Actor) -> CardFacts:
    """Keep a learned card as a draft; nothing changes tonight."""
    with transaction.atomic():
        kept = NightCard.objects.create(
            score=card.score,
            version=next_version(card.score),
            text=write_card(card),
            model=asdict(learned),
            written_by_id=actor.user_id,
        )
        audit(actor, "card.learned", f"card:{kept.pk}", {"score": kept.score, "version": kept.version})
    return card_facts(kept)


def approve_card(card_id: int, actor: Actor, *, in_force_from: date) -> CardFacts:
    """Put a learned card in force from a date. A person does, and never the one who had it learned. Raises NotNow, for
    trees also where they did not win by what they are worth."""
    kept = NightCard.objects.filter(pk=card_id).first()
    if kept is not None:
        why_not = why_not_in_force(card_facts(kept))
        if why_not is not None:
            raise NotNow(why_not)
    return card_facts(put_in_force(NightCard, card_id, actor, subject="card", in_force_from=in_force_from))


def withdraw_card(card_id: int, actor: Actor) -> CardFacts:
    """Take a card back from today on: the one before it is in force again. Raises NotNow."""
    return card_facts(take_back(NightCard, card_id, actor, subject="card"))
