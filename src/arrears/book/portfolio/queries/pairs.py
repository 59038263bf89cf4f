"""Reads of suspected duplicates."""

from __future__ import annotations

from arrears.book.portfolio.contracts import MergeProposal
from arrears.book.portfolio.models import PartyPair
from arrears.book.portfolio.queries.pages import party_facts
from arrears.book.portfolio.rules.likeness import LIKENESS_WORDS, Likeness
from arrears.foundation.api import creditors
from arrears.foundation.contracts import Actor

PROPOSALS_MAX = 200


def merge_proposals(
    actor: Actor, state: str = "open", debtor_id: int | None = None
) -> tuple[MergeProposal, ...]:
    """Pairs in the actor's scope that may be one party, oldest first, at most 200."""
    names = {one.id: one.name for one in creditors(actor)}
    rows = PartyPair.objects.filter(creditor_id__in=list(names), state=state)
    if debtor_id is not None:
        rows = rows.filter(first_id=debtor_id) | rows.filter(second_id=debtor_id)
    return tuple(
        MergeProposal(
            proposal_id=row.pk,
            creditor_id=row.creditor_id,
            first=party_facts(row.first, names[row.creditor_id]),
            second=party_facts(row.second, names[row.creditor_id]),
            why=tuple(LIKENESS_WORDS[Likeness(code)] for code in row.why),
            state=row.state,
        )
        for row in rows.select_related("first", "second").order_by("pk")[:PROPOSALS_MAX]
    )
