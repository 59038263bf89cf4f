"""Suspected duplicates: proposed by the book, merged only by a person, and undone by a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models, transaction

from arrears.book.portfolio.contracts import PortfolioError
from arrears.book.portfolio.models import (
    Account,
    AccountRole,
    ContactPoint,
    LostContact,
    Merge,
    Party,
    PartyPair,
)
from arrears.foundation.api import audit
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.clock import now
from arrears.kernel.words import Words

WHY_LENGTH_MAX = 400
FEW = 50
SHARED_MAX = 20  # a phone or address that more parties share says nothing about any two of them

# what the pairs are joined by; the wide sealed columns would take most of the time
_ANALYSE = """
ANALYZE portfolio_party (id, creditor_id, ref, id_index, name_index, merged_into_id),
    portfolio_contactpoint (id, creditor_id, party_id, kind, value_index, state)
"""
_PROPOSE = """
WITH fresh AS MATERIALIZED (
    SELECT p.id, p.id_index, p.name_index
    FROM unnest(%(parties)s::bigint[]) u (id) JOIN portfolio_party p ON p.id = u.id
    WHERE p.creditor_id = %(creditor)s AND p.merged_into_id IS NULL
),
touched AS MATERIALIZED (
    SELECT DISTINCT c.value_index FROM portfolio_contactpoint c JOIN fresh f ON f.id = c.party_id
    WHERE c.creditor_id = %(creditor)s AND c.kind IN ('phone', 'address') AND c.state <> 'malformed'
),
shared AS MATERIALIZED (
    SELECT c.value_index, min(c.kind) AS kind
    FROM touched t JOIN portfolio_contactpoint c
      ON c.creditor_id = %(creditor)s AND c.value_index = t.value_index
    GROUP BY c.value_index HAVING count(*) BETWEEN 2 AND %(most)s
),
found AS (
    SELECT least(f.id, o.id) AS first, greatest(f.id, o.id) AS second, 'same_id' AS why
    FROM fresh f JOIN portfolio_party o
      ON o.creditor_id = %(creditor)s AND o.id_index = f.id_index AND o.id <> f.id
     AND o.merged_into_id IS NULL AND f.id_index <> ''
    UNION
    SELECT least(f.id, o.id), greatest(f.id, o.id),
           CASE s.kind WHEN 'phone' THEN 'same_name_and_phone' ELSE 'same_name_and_address' END
    FROM fresh f
    JOIN portfolio_contactpoint a ON a.creditor_id = %(creditor)s AND a.party_id = f.id
    JOIN shared s ON s.value_index = a.value_index
    JOIN portfolio_contactpoint b ON b.creditor_id = %(creditor)s AND b.value_index = a.value_index
    JOIN portfolio_party o ON o.id = b.party_id AND o.id <> f.id AND o.name_index = f.name_index
     AND o.merged_into_id IS NULL AND (o.id_index = '' OR f.id_index = '' OR o.id_index = f.id_index)
    WHERE f.name_index <> ''
)
INSERT INTO portfolio_partypair (creditor_id, first_id, second_id, why, state, decided_by)
SELECT %(creditor)s, first, second, jsonb_agg(DISTINCT why), 'open', ''
FROM found GROUP BY first, second
ON CONFLICT (creditor_id, first_id, second_id) DO NOTHING
"""


def propose_pairs(creditor_id: int, party_ids: Sequence[int]) -> int:
    """Propose pairs of parties of which at least one is among those given. Returns how many are new.

    Same identity number; or same name with a shared phone or address where the identity numbers do not speak
    against it. A pair that a person kept apart is not proposed again.
    """
    with connection.cursor() as cursor:
        if len(party_ids) > FEW:  # rows that came in this transaction are unknown to the planner until now
            cursor.execute(_ANALYSE)
        cursor.execute(
            _PROPOSE,
            {"creditor": creditor_id, "parties": list(party_ids), "most": SHARED_MAX},
        )
        return int(cursor.rowcount)


def keep_apart(proposal_id: int, *, actor: Actor) -> None:
    """A person says that two parties are two."""
    with transaction.atomic():
        pair = _pair(proposal_id, actor)
        _decide(pair, "kept_apart", actor)


def merge(proposal_id: int, *, keep_id: int, why: str, actor: Actor) -> int:
    """Merge the pair into the party that is kept; returns the id of the merge, by which it can be undone.

    Accounts, roles and contact points move; the absorbed party stays as a signpost to the kept one.
    """
    if not why.strip():
        raise PortfolioError(Words("请说明原因", "A reason is needed"))
    with transaction.atomic():
        pair = _pair(proposal_id, actor)
        if keep_id not in (pair.first_id, pair.second_id):
            raise PortfolioError(Words("要保留的主体不在此组合中", "The party to keep is not of this pair"))
        absorbed = pair.second_id if keep_id == pair.first_id else pair.first_id
        parties = Party.objects.select_for_update().filter(pk__in=[keep_id, absorbed]).order_by("pk")
        if any(party.merged_into_id is not None for party in parties):
            raise PortfolioError(Words("其中一个主体已被合并", "One of the two was merged before"))
        moved = _move(pair.creditor_id, absorbed, keep_id)
        Party.objects.filter(pk=absorbed).update(merged_into_id=keep_id)
        row = Merge.objects.create(
            creditor_id=pair.creditor_id,
            kept_id=keep_id,
            absorbed_id=absorbed,
            moved=moved,
            why=why.strip()[:WHY_LENGTH_MAX],
            by=actor.name[:80],
        )
        _decide(pair, "merged", actor)
        audit(actor, "party.merged", f"party:{keep_id}", {"absorbed": absorbed, "merge": row.pk})
    return row.pk


def undo_merge(merge_id: int, *, actor: Actor) -> None:
    """Give everything back that a merge moved; what came later stays with the party that was kept."""
    with transaction.atomic():
        row = Merge.objects.select_for_update().filter(pk=merge_id).first()
        if row is None:
            raise PortfolioError(Words("没有这次合并", "There is no such merge"))
        require_scope(actor, row.creditor_id)
        if row.undone_at is not None:
            raise PortfolioError(Words("该合并已撤销", "The merge is undone already"))
        _give_back(row)
        row.undone_at, row.undone_by = now(), actor.name[:80]
        row.save(update_fields=["undone_at", "undone_by"])
        first, second = sorted((row.kept_id, row.absorbed_id))
        PartyPair.objects.filter(creditor_id=row.creditor_id, first_id=first, second_id=second).update(
            state="kept_apart", decided_by=actor.name[:80], decided_at=now()
        )
        audit(actor, "party.merge_undone", f"party:{row.kept_id}", {"absorbed": row.absorbed_id})


def _pair(proposal_id: int, actor: Actor) -> PartyPair:
    pair = PartyPair.objects.select_for_update().filter(pk=proposal_id).first()
    if pair is None:
        raise PortfolioError(Words("没有这个合并建议", "There is no such proposal"))
    require_scope(actor, pair.creditor_id)
    if pair.state != "open":
        raise PortfolioError(Words("该建议已处理", "The proposal is decided already"))
    return pair


def _decide(pair: PartyPair, state: str, actor: Actor) -> None:
    pair.state, pair.decided_by, pair.decided_at = state, actor.name[:80], now()
    pair.save(update_fields=["state", "decided_by", "decided_at"])


def _move(creditor_id: int, absorbed: int, kept: int) -> dict[str, list[Any]]:
    """Move what hangs on a party. What the kept party has already stays where it is."""
    accounts = list(
        Account.objects.filter(creditor_id=creditor_id, debtor_id=absorbed).values_list("pk", flat=True)
    )
    Account.objects.filter(pk__in=accounts).update(debtor_id=kept)
    have_roles = set(
        AccountRole.objects.filter(creditor_id=creditor_id, party_id=kept).values_list("account_id", "role")
    )
    roles = [
        row.pk
        for row in AccountRole.objects.filter(creditor_id=creditor_id, party_id=absorbed)
        if (row.account_id, row.role) not in have_roles
    ]
    AccountRole.objects.filter(pk__in=roles).update(party_id=kept)
    points = ContactPoint.objects.filter(creditor_id=creditor_id)
    have_points = {
        bytes(index) for index in points.filter(party_id=kept).values_list("value_index", flat=True)
    }
    moving = [row.pk for row in points.filter(party_id=absorbed) if bytes(row.value_index) not in have_points]
    points.filter(pk__in=moving).update(party_id=kept)
    signposts = list(
        Party.objects.filter(creditor_id=creditor_id, merged_into_id=absorbed).values_list("pk", flat=True)
    )
    Party.objects.filter(pk__in=signposts).update(merged_into_id=kept)
    LostContact.objects.filter(creditor_id=creditor_id, debtor_id=absorbed, state="open").update(
        state="merged"
    )
    return {"accounts": accounts, "roles": roles, "contact_points": moving, "signposts": signposts}


def _give_back(row: Merge) -> None:
    moves: tuple[tuple[type[models.Model], str, str], ...] = (
        (Account, "accounts", "debtor_id"),
        (AccountRole, "roles", "party_id"),
        (ContactPoint, "contact_points", "party_id"),
        (Party, "signposts", "merged_into_id"),
    )
    for model, key, column in moves:
        mine = {column: row.kept_id, "pk__in": row.moved[key]}
        model._default_manager.filter(**mine).update(**{column: row.absorbed_id})
    Party.objects.filter(pk=row.absorbed_id).update(merged_into_id=None)
