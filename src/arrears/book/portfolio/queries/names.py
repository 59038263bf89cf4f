"""Masked names of many parties and numbers of many accounts at once, for lists."""

from __future__ import annotations

from collections.abc import Iterable

from arrears.book.portfolio.models import Account, Party
from arrears.book.portfolio.queries.pages import masked_name
from arrears.foundation.api import Actor, creditors


def masked_names(actor: Actor, party_ids: Iterable[int]) -> dict[int, str]:
    """The masked name by party id; parties outside the actor's scope are left out. One query, any number."""
    scope = [facts.id for facts in creditors(actor)]
    rows = Party.objects.filter(creditor_id__in=scope, pk__in=set(party_ids))
    return {row.pk: masked_name(row) for row in rows.only("pk", "kind", "name_sealed")}


def account_numbers(actor: Actor, account_ids: Iterable[int]) -> dict[int, str]:
    """The creditor's number by account id; accounts outside the actor's scope are left out. One query, any number."""
    scope = [facts.id for facts in creditors(actor)]
    rows = Account.objects.filter(creditor_id__in=scope, pk__in=set(account_ids))
    return dict(rows.values_list("pk", "number"))
