"""The life of a learned card: kept with its model card, put in force by a person, taken back.

Nothing is overwritten: a past night is decided by the cards that were in force on its date.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.db.models import Max

from arrears.foundation.api import Actor, audit
from arrears.kernel.clock import today
from arrears.night.engine.card_queries import card_facts
from arrears.night.engine.contracts import CardFacts, NotNow
from arrears.night.engine.models import NightCard
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
    """Put a learned card in force from a date. A person does, and never the one who had it learned. Raises NotNow."""
    with transaction.atomic():
        kept = NightCard.objects.select_for_update().filter(pk=card_id).first()
        if kept is None or kept.in_force_from is not None:
            raise NotNow("this card does not wait for approval")
        if actor.user_id is None or actor.user_id == kept.written_by_id:
            raise NotNow("a second person puts a card in force, not the one who had it learned")
        if in_force_from < today():
            raise NotNow("a card cannot be put in force for a day that has passed")
        kept.approved_by_id, kept.in_force_from = actor.user_id, in_force_from
        kept.save(update_fields=["approved_by", "in_force_from"])
        audit(actor, "card.approved", f"card:{kept.pk}", {"from": in_force_from.isoformat()})
    return card_facts(kept)


def withdraw_card(card_id: int, actor: Actor) -> CardFacts:
    """Take a card back from today on: the one before it is in force again. Raises NotNow."""
    with transaction.atomic():
        kept = NightCard.objects.select_for_update().filter(pk=card_id).first()
        if kept is None or kept.in_force_from is None or kept.withdrawn_on is not None:
            raise NotNow("only a card that was put in force can be taken back")
        kept.withdrawn_on = today()
        kept.save(update_fields=["withdrawn_on"])
        audit(actor, "card.withdrawn", f"card:{kept.pk}", {"score": kept.score, "version": kept.version})
    return card_facts(kept)
