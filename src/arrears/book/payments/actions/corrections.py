"""Reversals, refunds and transfers: money that goes back or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from arrears.book.payments.actions.booking import Booked, Draft, book
from arrears.book.payments.actions.posting import posting_of, posting_of_entry
from arrears.book.payments.contracts import (
    KEY_LENGTH_MAX,
    EntryKind,
    PointsOrder,
    Posting,
    PostingRefused,
    RefundOrder,
    TransferOrder,
)
from arrears.book.payments.models import Entry
from arrears.book.payments.queries.histories import entries_by_key
from arrears.book.payments.rules import refusals
from arrears.book.payments.rules.facts import Movement
from arrears.book.payments.rules.points import worth_minor
from arrears.book.portfolio.api import NoSuchAccount, account_key
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.money import Money
from arrears.kernel.words import Words

_OTHER_LEG = "/2"


def reverse(entry_id: int, effective_on: date, key: str, why: str, actor: Actor) -> Posting:
    """Undo an entry from a date on (its own date: as if it had never been; a later one: a chargeback).

    Both legs of a transfer are reversed together. PostingRefused when the entry is unknown, reversed before,
    itself a reversal, later than the date, or when money it brought was given back since.
    """
    with transaction.atomic():
        entry = Entry.objects.filter(pk=entry_id).first()
        if entry is None:
            raise PostingRefused(refusals.NO_ENTRY)
        require_scope(actor, entry.creditor_id)
        known = entries_by_key(entry.creditor_id, [key]).get(key)
        if known is not None:
            if known.reverses_id == entry_id and known.effective_on == effective_on:
                return posting_of_entry(known)
            raise PostingRefused(refusals.KEY_USED)
        legs = [entry, *_other_legs(entry)]
        for leg in legs:
            if reason := _unfit(leg, effective_on, key):
                raise PostingRefused(reason)
        drafts = [
            Draft(
                account=account_key(leg.account_id),
                tag=place,
                memo=why,
                movement=Movement(
                    entry_id=0,
                    kind=EntryKind.REVERSAL,
                    effective_on=effective_on,
                    amount_minor=-leg.amount_minor,
                    key=key if place == 0 else key + _OTHER_LEG,
                    reverses_id=leg.pk,
                ),
            )
            for place, leg in enumerate(legs)
        ]
        booked = _book(entry.creditor_id, drafts, actor)
        audit(
            actor, "entry.reversed", f"entry:{entry_id}", {"on": effective_on.isoformat(), "why": why[:200]}
        )
    return posting_of(booked, entry.account_id, 0)


def _other_legs(entry: Entry) -> list[Entry]:
    """The other leg of a transfer: the one it names, or the one that names it."""
    if entry.pair_id is not None:
        return list(Entry.objects.filter(pk=entry.pair_id))
    if entry.kind == EntryKind.TRANSFER_OUT.value:
        return list(Entry.objects.filter(creditor_id=entry.creditor_id, key=entry.key + _OTHER_LEG))
    return []


def _unfit(entry: Entry, effective_on: date, key: str) -> Words | None:
    if not key or len(key) + len(_OTHER_LEG) > KEY_LENGTH_MAX:
        return refusals.BAD_KEY
    if entry.kind == EntryKind.REVERSAL.value:
        return refusals.NOT_REVERSIBLE
    if effective_on < entry.effective_on:
        return refusals.BEFORE_ENTRY
    if Entry.objects.filter(creditor_id=entry.creditor_id, reverses=entry).exists():
        return refusals.REVERSED_BEFORE
    return None


def _book(creditor_id: int, drafts: list[Draft], actor: Actor) -> Booked:
    booked = book(creditor_id, drafts, actor.name)
    for reason in booked.refused.values():
        raise PostingRefused(reason)
    return booked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What refunds, transfers and points have in common."""

    account: AccountKey
    amount: Money
    effective_on: date
    key: str


def _checked(creditor_id: int, account_id: int, amount: Money, effective_on: date, key: str) -> _Order:
    try:
        account = account_key(account_id)
    except NoSuchAccount as error:
        raise PostingRefused(refusals.NO_ACCOUNT) from error
    if account.creditor_id != creditor_id:
        raise PostingRefused(refusals.NO_ACCOUNT)
    if amount.minor <= 0:
        raise PostingRefused(refusals.NOT_POSITIVE)
    if amount.currency != account.currency:
        raise PostingRefused(refusals.OTHER_CURRENCY.format(account=account.currency, given=amount.currency))
    if not key or len(key) + len(_OTHER_LEG) > KEY_LENGTH_MAX:
        raise PostingRefused(refusals.BAD_KEY)
    return _Order(account=account, amount=amount, effective_on=effective_on, key=key)


def _known(order: _Order, kind: EntryKind) -> Posting | None:
    """The posting under this key. PostingRefused when the key stands for something else."""
    row = entries_by_key(order.account.creditor_id, [order.key]).get(order.key)
    if row is None:
        return None
    same = (row.kind, row.account_id, abs(row.amount_minor), row.effective_on) == (
        kind.value,
        order.account.account_id,
        order.amount.minor,
        order.effective_on,
    )
    if not same:
        raise PostingRefused(refusals.KEY_USED)
    return posting_of_entry(row)


def refund(order: RefundOrder, actor: Actor) -> Posting:
    """Give money back: credit first, else what was settled last is owed again. PostingRefused when the
    account never received so much."""
    require_scope(actor, order.creditor_id)
    good = _checked(order.creditor_id, order.account_id, order.amount, order.effective_on, order.key)
    with transaction.atomic():
        if known := _known(good, EntryKind.REFUND):
            return known
        booked = _book(order.creditor_id, [_out(good, EntryKind.REFUND, order.why)], actor)
        audit(actor, "refunded", f"account:{order.account_id}", {"amount": str(order.amount)})
    return posting_of(booked, order.account_id, 0)


def _out(order: _Order, kind: EntryKind, why: str) -> Draft:
    movement = Movement(
        entry_id=0,
        kind=kind,
        effective_on=order.effective_on,
        amount_minor=-order.amount.minor,
        key=order.key,
    )
    return Draft(account=order.account, movement=movement, memo=why)


def transfer(order: TransferOrder, actor: Actor) -> Posting:
    """Move money between two accounts of one debtor; the posting is the leg that goes out.

    PostingRefused when the accounts differ in debtor or currency, or the money is not there.
    """
    require_scope(actor, order.creditor_id)
    good = _checked(order.creditor_id, order.from_account_id, order.amount, order.effective_on, order.key)
    into = _checked(order.creditor_id, order.to_account_id, order.amount, order.effective_on, order.key)
    if good.account.debtor_id != into.account.debtor_id or order.from_account_id == order.to_account_id:
        raise PostingRefused(refusals.NOT_ONE_DEBTOR)
    with transaction.atomic():
        if known := _known(good, EntryKind.TRANSFER_OUT):
            return known
        incoming = Movement(
            entry_id=0,
            kind=EntryKind.TRANSFER_IN,
            effective_on=order.effective_on,
            amount_minor=order.amount.minor,
            key=order.key + _OTHER_LEG,
        )
        drafts = [
            _out(good, EntryKind.TRANSFER_OUT, order.why),
            Draft(account=into.account, movement=incoming, memo=order.why, pair_tag=0, tag=1),
        ]
        booked = _book(order.creditor_id, drafts, actor)
        audit(
            actor,
            "transferred",
            f"account:{order.from_account_id}",
            {"to": order.to_account_id, "amount": str(order.amount)},
        )
    return posting_of(booked, order.from_account_id, 0)


def redeem_points(order: PointsOrder, actor: Actor) -> Posting:
    """Redeem points as a payment, at the creditor's value, rounded down to the smallest unit."""
    require_scope(actor, order.creditor_id)
    try:
        account = account_key(order.account_id)
    except NoSuchAccount as error:
        raise PostingRefused(refusals.NO_ACCOUNT) from error
    points = creditor_by_id(order.creditor_id).settings.get("points")
    worth = worth_minor(order.points, points)
    amount = Money(worth, account.currency)
    good = _checked(order.creditor_id, order.account_id, amount, order.effective_on, order.key)
    with transaction.atomic():
        if known := _known(good, EntryKind.POINTS):
            return known
        movement = Movement(
            entry_id=0,
            kind=EntryKind.POINTS,
            effective_on=order.effective_on,
            amount_minor=worth,
            key=order.key,
        )
        draft = Draft(account=account, movement=movement, way="points", memo=f"{order.points} points")
        booked = _book(order.creditor_id, [draft], actor)
    return posting_of(booked, order.account_id, 0)
