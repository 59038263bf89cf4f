"""Waivers and write-offs: posted within a limit, else asked for and decided by a second person."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from arrears.book.payments.actions.booking import Draft, book
from arrears.book.payments.actions.posting import posting_of, posting_of_entry
from arrears.book.payments.contracts import (
    KEY_LENGTH_MAX,
    Component,
    EntryKind,
    Posting,
    PostingRefused,
    WaiverOrder,
    WaiverOutcome,
)
from arrears.book.payments.models import WaiverLimit, WaiverRequest
from arrears.book.payments.queries.balances import balance
from arrears.book.payments.queries.histories import entries_by_key
from arrears.book.payments.rules import refusals
from arrears.book.payments.rules.facts import Movement
from arrears.book.payments.rules.limits import Limits, within
from arrears.book.portfolio.api import NoSuchAccount, account_key
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.api import audit
from arrears.foundation.contracts import Actor, Role, require_scope
from arrears.kernel.clock import now
from arrears.kernel.money import Money
from arrears.kernel.words import Words

_POSTED = Words("已减免", "Posted")
_WAITING = Words("等待第二人审批", "Waiting for a second person")
_REFUSED = Words("审批未通过", "Refused")


def set_waiver_limit(
    creditor_id: int, role: Role, component: Component | None, most: Money, actor: Actor
) -> None:
    """Set what a role may give up alone, of one component or (None) of all together."""
    require_scope(actor, creditor_id)
    part = component.value if component else ""
    with transaction.atomic():
        WaiverLimit.objects.update_or_create(
            creditor_id=creditor_id,
            role=role.value,
            component=part,
            currency=most.currency,
            defaults={"amount_minor_max": most.minor},
        )
        audit(
            actor,
            "waiver_limit.set",
            f"creditor:{creditor_id}",
            {"role": role.value, "component": part, "most": str(most)},
        )


def limits_of(creditor_id: int, role: Role | None, currency: str) -> Limits:
    """The limits of a role; none for the clockwork, which has no authority of its own."""
    rows = WaiverLimit.objects.filter(creditor_id=creditor_id, currency=currency, role=role or "")
    return {Component(row.component) if row.component else None: row.amount_minor_max for row in rows}


def waive(order: WaiverOrder, actor: Actor, approved_by: Actor | None = None) -> Posting:
    """Give up part of what is owed. See `_give_up` for who may."""
    return _give_up(EntryKind.WAIVER, order, actor, approved_by)


def write_off(order: WaiverOrder, actor: Actor, approved_by: Actor | None = None) -> Posting:
    """Take what cannot be collected out of the books; empty `amounts` mean everything that is owed."""
    if not order.amounts:
        owed = balance(order.account_id, order.effective_on).by_component
        order = _with(order, owed)
    return _give_up(EntryKind.WRITE_OFF, order, actor, approved_by)


def _with(order: WaiverOrder, amounts: Mapping[Component, int]) -> WaiverOrder:
    return WaiverOrder(
        creditor_id=order.creditor_id,
        account_id=order.account_id,
        amounts=dict(amounts),
        effective_on=order.effective_on,
        key=order.key,
        why=order.why,
        sequences=order.sequences,
    )


def _give_up(kind: EntryKind, order: WaiverOrder, actor: Actor, approved_by: Actor | None) -> Posting:
    """Post within the actor's limits, or with a second person whose limits cover it.

    PostingRefused: nothing or not so much is owed on that date, above the limit, approved by the same person.
    """
    require_scope(actor, order.creditor_id)
    with transaction.atomic():
        account = _account(order)
        known = entries_by_key(order.creditor_id, [order.key]).get(order.key)
        if known is not None:
            if (known.kind, known.account_id) != (kind.value, order.account_id):
                raise PostingRefused(refusals.KEY_USED)
            return posting_of_entry(known)
        _owed(order)
        if reason := _unauthorised(order, account, actor, approved_by):
            raise PostingRefused(reason)
        return _post(kind, order, account, actor, approved_by)


def _account(order: WaiverOrder) -> AccountKey:
    try:
        account = account_key(order.account_id)
    except NoSuchAccount as error:
        raise PostingRefused(refusals.NO_ACCOUNT) from error
    if account.creditor_id != order.creditor_id:
        raise PostingRefused(refusals.NO_ACCOUNT)
    if not order.key or len(order.key) > KEY_LENGTH_MAX:
        raise PostingRefused(refusals.BAD_KEY)
    if not order.amounts or any(amount <= 0 for amount in order.amounts.values()):
        raise PostingRefused(refusals.NOT_POSITIVE)
    return account


def _owed(order: WaiverOrder) -> None:
    """No more can be given up than is owed on the date, of the instalments that are meant."""
    found = balance(order.account_id, order.effective_on)
    for part, amount in order.amounts.items():
        owed = sum(
            item.owed.get(part, 0)
            for item in found.items
            if not order.sequences or item.sequence in order.sequences
        )
        if owed == 0:
            raise PostingRefused(refusals.NOTHING_OWED)
        if amount > owed:
            raise PostingRefused(
                refusals.MORE_THAN_OWED.format(component=part.value, owed=Money(owed, found.currency))
            )


def _unauthorised(
    order: WaiverOrder, account: AccountKey, actor: Actor, approved_by: Actor | None
) -> Words | None:
    if within(order.amounts, limits_of(order.creditor_id, actor.role, account.currency)):
        return None
    if approved_by is None:
        return refusals.NEEDS_SECOND
    if approved_by.user_id is None or approved_by.user_id == actor.user_id:
        return refusals.SAME_PERSON
    require_scope(approved_by, order.creditor_id)
    if not within(order.amounts, limits_of(order.creditor_id, approved_by.role, account.currency)):
        return refusals.APPROVER_LIMIT
    return None


def _post(
    kind: EntryKind, order: WaiverOrder, account: AccountKey, actor: Actor, approved_by: Actor | None
) -> Posting:
    movement = Movement(
        entry_id=0,
        kind=kind,
        effective_on=order.effective_on,
        amount_minor=sum(order.amounts.values()),
        key=order.key,
        designation=order.sequences,
        directed=dict(order.amounts),
    )
    booked = book(order.creditor_id, [Draft(account=account, movement=movement, memo=order.why)], actor.name)
    for reason in booked.refused.values():
        raise PostingRefused(reason)
    audit(
        actor,
        kind.value,
        f"account:{order.account_id}",
        {
            "amounts": {part.value: amount for part, amount in order.amounts.items()},
            "approved_by": approved_by.name if approved_by else "",
            "key": order.key,
        },
    )
    return posting_of(booked, order.account_id, 0)


# --- asking and deciding -------------------------------------------------------------------------------


def request_waiver(order: WaiverOrder, actor: Actor, kind: EntryKind = EntryKind.WAIVER) -> WaiverOutcome:
    """Ask for a waiver or write-off: posted at once within the asker's limits, else it waits."""
    require_scope(actor, order.creditor_id)
    with transaction.atomic():
        account = _account(order)
        row = WaiverRequest.objects.filter(creditor_id=order.creditor_id, key=order.key).first()
        if row is not None:
            return _outcome(row)
        _owed(order)
        row = WaiverRequest.objects.create(
            creditor_id=order.creditor_id,
            account_id=order.account_id,
            kind=kind.value,
            currency=account.currency,
            sequences=list(order.sequences),
            effective_on=order.effective_on,
            amounts={part.value: amount for part, amount in order.amounts.items()},
            key=order.key,
            why=order.why[:400],
            asked_by=actor.name[:80],
            asked_by_user_id=actor.user_id,
        )
        if _unauthorised(order, account, actor, None) is None:
            _settle(row, _post(kind, order, account, actor, None), actor)
        return _outcome(row)


def decide_waiver(request_id: int, *, approve: bool, actor: Actor) -> WaiverOutcome:
    """A second person decides. PostingRefused when the person may not, or it is decided already."""
    with transaction.atomic():
        row = WaiverRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None:
            raise PostingRefused(refusals.NO_ENTRY)
        require_scope(actor, row.creditor_id)
        if row.state != "waiting":
            raise PostingRefused(refusals.DECIDED)
        if actor.user_id is None or actor.user_id == row.asked_by_user_id:
            raise PostingRefused(refusals.SAME_PERSON)
        if not approve:
            row.state, row.decided_by, row.decided_at = "refused", actor.name[:80], now()
            row.save(update_fields=["state", "decided_by", "decided_at"])
            return _outcome(row)
        order = WaiverOrder(
            creditor_id=row.creditor_id,
            account_id=row.account_id,
            effective_on=row.effective_on,
            key=row.key,
            amounts={Component(part): amount for part, amount in row.amounts.items()},
            why=row.why,
            sequences=tuple(row.sequences),
        )
        account = _account(order)
        _owed(order)
        if not within(order.amounts, limits_of(row.creditor_id, actor.role, row.currency)):
            raise PostingRefused(refusals.APPROVER_LIMIT)
        asker = Actor(name=row.asked_by, user_id=row.asked_by_user_id)
        _settle(row, _post(EntryKind(row.kind), order, account, asker, actor), actor)
        return _outcome(row)


def _settle(row: WaiverRequest, posting: Posting, actor: Actor) -> None:
    row.state, row.decided_by, row.decided_at, row.entry_id = (
        "posted",
        actor.name[:80],
        now(),
        posting.entry_id,
    )
    row.save(update_fields=["state", "decided_by", "decided_at", "entry_id"])


def _outcome(row: WaiverRequest) -> WaiverOutcome:
    words = {"posted": _POSTED, "waiting": _WAITING, "refused": _REFUSED}[row.state]
    return WaiverOutcome(request_id=row.pk, state=row.state, entry_id=row.entry_id, words=words)
