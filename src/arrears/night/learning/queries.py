"""What happened within some days after a night, account by account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.db import connection

_PAID = """
SELECT account_id, (effective_on - %(night)s::date - 1) / %(days)s AS period, sum(amount_minor)
FROM book_receipts(%(last)s::date) WHERE effective_on > %(night)s::date GROUP BY account_id, period
"""
_AUDITED = "SELECT debtor_id, age, sex FROM book_audit(%(on)s::date) WHERE creditor_id = ANY(%(creditors)s)"
_OF_DEBTORS: Mapping[str, str] = MappingProxyType(
    {
        "reach": "SELECT debtor_id, bool_or(reached) FROM contact_attempts(%(first)s::date, %(last)s::date)"
        " WHERE state <> 'simulated' GROUP BY debtor_id",
        "harm": "SELECT debtor_id, true FROM care_concerns(%(first)s::date, %(last)s::date)"
        " WHERE kind IN ('complaint', 'hardship', 'illness', 'vulnerability') GROUP BY debtor_id",
    }
)
_KEPT = """
SELECT account_id, bool_or(state = 'kept') FROM promises_states(%(last)s::date)
WHERE taken_on > %(night)s::date AND last_day <= %(last)s::date AND state <> 'withdrawn' GROUP BY account_id
"""


def paid_after(night: date, days: int, periods: int, upto: date) -> dict[int, tuple[int, ...]]:
    """Money received by account in each of the periods of `days` after a night, in minor units; none after `upto`."""
    last = min(night + timedelta(days=days * periods), upto)
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"night": night, "days": days, "last": last})
        for account, period, minor in cursor.fetchall():
            found.setdefault(account, [0] * periods)[period] = int(minor)
    return {account: tuple(paid) for account, paid in found.items()}


def audited_of(creditors: Collection[int], on: date) -> dict[int, dict[str, str | None]]:
    """Age band and sex by debtor, None where the book does not hold it. For comparing groups alone."""
    with connection.cursor() as cursor:
        cursor.execute(_AUDITED, {"on": on, "creditors": list(creditors)})
        return {debtor: {"age": age, "sex": sex} for debtor, age, sex in cursor.fetchall()}


def kept_after(night: date, days: int) -> dict[int, bool]:
    """Accounts with promises taken and due in the days after a night: whether one was kept."""
    return {account: bool(kept) for account, kept in _rows(_KEPT, night, days)}


def of_debtors(score: str, night: date, days: int) -> dict[int, bool]:
    """Debtors whom something befell in the days after a night: for `reach`, those who were tried at all."""
    return {debtor: bool(befell) for debtor, befell in _rows(_OF_DEBTORS[score], night, days)}


def _rows(text: str, night: date, days: int) -> list[tuple[int, Any]]:
    asked = {"night": night, "first": night + timedelta(days=1), "last": night + timedelta(days=days)}
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return list(cursor.fetchall())
