"""Reads of accounts: keys for other rooms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from arrears.book.portfolio.contracts import AccountKey, AccountKind, AccountStatus, Figures, RoleOnAccount
from arrears.book.portfolio.models import Account, AccountRole

_KEYS = "SELECT id, creditor_id, debtor_id, number, currency, kind, product, status FROM portfolio_account"
_KEY = ("pk", "creditor_id", "debtor_id", "number", "currency", "kind", "product", "status")


class NoSuchAccount(LookupError):
    """No account with this id."""


def _key(row: tuple[int, int, int, str, str, str, str, str]) -> AccountKey:
    return AccountKey(
        account_id=row[0],
        creditor_id=row[1],
        debtor_id=row[2],
        number=row[3],
        currency=row[4],
        kind=AccountKind(row[5]),
        product=row[6],
        status=AccountStatus(row[7]),
    )


def account_keys(account_ids: Iterable[int]) -> Mapping[int, AccountKey]:
    """Accounts by id; unknown ids are left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_KEYS} WHERE id = ANY(%s)", [list(set(account_ids))])
        return {row[0]: _key(row) for row in cursor.fetchall()}


def account_key(account_id: int) -> AccountKey:
    """One account. NoSuchAccount when there is none."""
    found = account_keys([account_id]).get(account_id)
    if found is None:
        raise NoSuchAccount(f"no account with the id {account_id}")
    return found


def accounts_by_number(creditor_id: int, numbers: Iterable[str]) -> Mapping[str, AccountKey]:
    """A creditor's accounts by number; unknown numbers are left out."""
    asked = json.dumps([number for number in set(numbers) if "\0" not in number])
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_KEYS} WHERE creditor_id = %s AND number IN (SELECT json_array_elements_text(%s::json))",
            [creditor_id, asked],
        )
        return {row[3]: _key(row) for row in cursor.fetchall()}


def accounts_stated_on(creditor_id: int, day: date) -> tuple[int, ...]:
    """Accounts whose outstanding figures the creditor stated last on a day."""
    rows = Account.objects.filter(creditor_id=creditor_id, figures=Figures.OUTSTANDING.value, figures_on=day)
    return tuple(rows.values_list("pk", flat=True))


def accounts_of_debtor(creditor_id: int, debtor_id: int) -> tuple[AccountKey, ...]:
    """A debtor's accounts, by number."""
    rows = Account.objects.filter(creditor_id=creditor_id, debtor_id=debtor_id).order_by("number")
    return tuple(_key(row) for row in rows.values_list(*_KEY))


def owes_until(creditor_id: int, party_id: int) -> tuple[int, date | None]:
    """How many accounts of a person are open, owed or guaranteed; and the last day on which one ended."""
    owed = Account.objects.filter(creditor_id=creditor_id).filter(
        Q(debtor_id=party_id) | Exists(_answers_for(creditor_id, party_id))
    )
    found = owed.aggregate(open=Count("pk", filter=Q(status=AccountStatus.OPEN.value)), last=Max("ended_on"))
    return int(found["open"]), found["last"]


def _answers_for(creditor_id: int, party_id: int) -> QuerySet[AccountRole]:
    return AccountRole.objects.filter(
        creditor_id=creditor_id,
        account=OuterRef("pk"),
        party_id=party_id,
        ended_on__isnull=True,
        role__in=(RoleOnAccount.JOINT_DEBTOR.value, RoleOnAccount.GUARANTOR.value),
    )
