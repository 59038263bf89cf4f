"""What an account has been through, from its past rows: one list in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from arrears.book.portfolio.contracts import AMOUNT_FIELDS
from arrears.book.portfolio.models import (
    AccountPast,
    Batch,
    Collateral,
    CollateralPast,
    ItemPast,
    PlacementPast,
)
from arrears.book.portfolio.queries.accounts import account_key
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.words import Words

HISTORY_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """One change: what it was about (`account`, `instalment`, `placement`, `collateral`), from which business
    date it counts, when it was written (None where the row does not say), by whom, and what it was before."""

    about: str
    on: date
    at: datetime | None
    by: str
    words: Words
    before: tuple[tuple[str, str], ...] = ()


def history_of(actor: Actor, account_id: int) -> tuple[AccountChange, ...]:
    """Changes of an account, its instalments, placements and collateral, newest first, at most 1,000.

    NoSuchAccount, OutOfScope.
    """
    account = account_key(account_id)
    require_scope(actor, account.creditor_id)
    found = [
        *_rows(account.creditor_id, account_id),
        *_items(account.creditor_id, account_id),
        *_placements(account.creditor_id, account_id),
        *_collateral(account.creditor_id, account_id),
    ]
    found.sort(key=lambda one: (one.on, one.at.isoformat() if one.at else ""), reverse=True)
    return tuple(found[:HISTORY_MAX])


def _rows(creditor_id: int, account_id: int) -> Iterator[AccountChange]:
    rows = AccountPast.objects.filter(creditor_id=creditor_id, account_id=account_id).order_by("-pk")
    for row in rows[:HISTORY_MAX]:
        yield AccountChange(
            about="account",
            on=row.replaced_on,
            at=row.replaced_at,
            by=row.by,
            words=Words("账户资料变更", "The account's particulars changed"),
            before=tuple((str(name), str(value)) for name, value in row.before.items()),
        )


def _items(creditor_id: int, account_id: int) -> Iterator[AccountChange]:
    rows = ItemPast.objects.filter(creditor_id=creditor_id, account_id=account_id).order_by("-pk")
    for row in rows[:HISTORY_MAX]:
        amounts = [(name, getattr(row, f"{name}_minor")) for name in AMOUNT_FIELDS]
        yield AccountChange(
            about="instalment",
            on=row.valid_to,
            at=row.replaced_at,
            by=row.by,
            words=Words(f"第 {row.sequence} 期变更", f"Instalment {row.sequence} changed"),
            before=(
                ("due_on", row.due_on.isoformat()),
                *((name, str(minor)) for name, minor in amounts if minor),
            ),
        )


def _placements(creditor_id: int, account_id: int) -> Iterator[AccountChange]:
    rows = list(PlacementPast.objects.filter(creditor_id=creditor_id, account_id=account_id).order_by("-pk"))
    codes = dict(Batch.objects.filter(pk__in={row.batch_id for row in rows}).values_list("pk", "code"))
    said = {
        "recalled": Words("委托方撤回：批次 {code}", "Recalled from batch {code}"),
        "returned": Words("退回委托方：批次 {code}", "Returned from batch {code}"),
    }
    replaced = Words("批次更换，原批次 {code}", "Moved out of batch {code}")
    for row in rows[:HISTORY_MAX]:
        yield AccountChange(
            about="placement",
            on=row.ended_on,
            at=None,
            by=row.by,
            words=said.get(row.how, replaced).format(code=codes.get(row.batch_id, "")),
            before=(
                ("placed_on", row.placed_on.isoformat()),
                *((("reason", row.reason),) if row.reason else ()),
            ),
        )


def _collateral(creditor_id: int, account_id: int) -> Iterator[AccountChange]:
    things = Collateral.objects.filter(creditor_id=creditor_id, account_id=account_id)
    refs = dict(things.values_list("pk", "ref"))
    rows = CollateralPast.objects.filter(creditor_id=creditor_id, collateral_id__in=list(refs)).order_by(
        "-pk"
    )
    for row in rows[:HISTORY_MAX]:
        ref = refs[row.collateral_id]
        yield AccountChange(
            about="collateral",
            on=row.at.date(),
            at=row.at,
            by=row.by,
            words=Words(f"抵押物 {ref} 状态变更", f"Collateral {ref} changed its state"),
            before=(("state", row.state_before), ("reason", row.why)),
        )
