"""Payments: one, or very many at once. A key makes an order happen once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from arrears.book.payments.actions.booking import Booked, Draft, book
from arrears.book.payments.actions.single import lines_at_end, open_ledger, write
from arrears.book.payments.contracts import (
    KEY_LENGTH_MAX,
    Component,
    EntryKind,
    Line,
    PaymentOrder,
    Posting,
    PostingRefused,
    PostSummary,
    RefusedOrder,
)
from arrears.book.payments.models import Entry
from arrears.book.payments.queries.histories import entries_by_key
from arrears.book.payments.queries.lines import lines_of_entry
from arrears.book.payments.rules import refusals
from arrears.book.payments.rules.facts import LineKey, Movement
from arrears.book.portfolio.api import account_keys
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.contracts import Actor, Progress, require_scope
from arrears.kernel.money import AMOUNT_MINOR_MAX
from arrears.kernel.words import Words

CHUNK_ORDERS = 10_000
LISTED_MAX = 1_000


def post(order: PaymentOrder, actor: Actor) -> Posting:
    """Post one payment. PostingRefused says why not; the same key again gives the same entry, `repeated`."""
    require_scope(actor, order.creditor_id)
    with transaction.atomic():
        account = account_keys([order.account_id]).get(order.account_id)
        reason = fault(order, account)
        if account is None or reason:
            raise PostingRefused(reason or refusals.NO_ACCOUNT)
        opened = open_ledger(order)
        if opened.known is not None:
            return repeated(Entry.objects.get(pk=opened.known), order)
        lines = lines_at_end(opened, order, account)
        if lines is None:
            booked = book(order.creditor_id, [_draft(order, account, 0)], actor.name)
            if reason := booked.refused.get(0):
                raise PostingRefused(reason)
            return posting_of(booked, order.account_id, 0)
        if not write(opened, order, lines, actor.name):
            return repeated(Entry.objects.get(creditor_id=order.creditor_id, key=order.key), order)
        return _posting(opened.entry_id, lines)


def post_many(orders: Iterable[PaymentOrder], actor: Actor, progress: Progress | None = None) -> PostSummary:
    """Post many payments: each is posted, known already, or refused with a reason.

    One transaction per 10,000 orders; inside a caller's transaction all of them stand or fall together.
    OutOfScope when the actor may not see one of the creditors.
    """
    tally = _Tally()
    for chunk in _chunks(orders):
        with transaction.atomic():
            _chunk(chunk, actor, tally)
        tally.start += len(chunk)
        if progress:
            progress(tally.start, 0)
    return PostSummary(
        posted=tally.posted,
        repeated=tally.repeated,
        refused=tuple(tally.refused),
        refused_count=tally.refused_count,
        refitted_accounts=tally.refitted,
        amounts_minor=dict(tally.amounts),
    )


@dataclass(slots=True)
class _Tally:
    start: int = 0
    posted: int = 0
    repeated: int = 0
    refused: list[RefusedOrder] = field(default_factory=list)
    refused_count: int = 0
    refitted: int = 0
    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def refuse(self, place: int, key: str, reason: Words) -> None:
        self.refused_count += 1
        if len(self.refused) < LISTED_MAX:
            self.refused.append(RefusedOrder(place=self.start + place, key=key, reason=reason))


def _chunks(orders: Iterable[PaymentOrder]) -> Iterator[list[PaymentOrder]]:
    source = iter(orders)
    while chunk := list(islice(source, CHUNK_ORDERS)):
        yield chunk


def _chunk(orders: Sequence[PaymentOrder], actor: Actor, tally: _Tally) -> None:
    accounts = account_keys(order.account_id for order in orders)
    drafts: dict[int, list[Draft]] = defaultdict(list)
    for creditor_id, places in _by_creditor(orders).items():
        require_scope(actor, creditor_id)
        known = entries_by_key(creditor_id, (orders[place].key for place in places))
        seen: dict[str, PaymentOrder] = {}
        for place in places:
            order = orders[place]
            reason = fault(order, accounts.get(order.account_id))
            other = known.get(order.key)
            if reason is None and other is not None:
                reason = clash(other, order)
                tally.repeated += reason is None
            elif reason is None and order.key in seen:
                reason = None if seen[order.key] == order else refusals.KEY_USED
                tally.repeated += reason is None
            elif reason is None:
                seen[order.key] = order
                drafts[creditor_id].append(_draft(order, accounts[order.account_id], place))
            if reason is not None:
                tally.refuse(place, order.key, reason)
    for creditor_id, own in drafts.items():
        booked = book(creditor_id, own, actor.name)
        for tag, reason in booked.refused.items():
            tally.refuse(tag, orders[tag].key, reason)
        tally.posted += len(booked.ids)
        tally.refitted += booked.refitted
        for tag in booked.ids:
            tally.amounts[orders[tag].amount.currency] += orders[tag].amount.minor


def _by_creditor(orders: Sequence[PaymentOrder]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place, order in enumerate(orders):
        found[order.creditor_id].append(place)
    return found


def fault(order: PaymentOrder, account: AccountKey | None) -> Words | None:
    """What is wrong with a payment order by itself."""
    if account is None or account.creditor_id != order.creditor_id:
        return refusals.NO_ACCOUNT
    if order.amount.minor <= 0:
        return refusals.NOT_POSITIVE
    if order.amount.minor > AMOUNT_MINOR_MAX:
        return refusals.TOO_LARGE
    if order.amount.currency != account.currency:
        return refusals.OTHER_CURRENCY.format(account=account.currency, given=order.amount.currency)
    if not order.key or len(order.key) > KEY_LENGTH_MAX or "\0" in order.key:
        return refusals.BAD_KEY
    return None


def clash(known: Entry, order: PaymentOrder) -> Words | None:
    """Whether a known key stands for something else than this order."""
    same = (
        known.account_id == order.account_id
        and known.amount_minor == order.amount.minor
        and known.effective_on == order.effective_on
        and known.kind == EntryKind.PAYMENT
    )
    return None if same else refusals.KEY_USED


def repeated(known: Entry, order: PaymentOrder) -> Posting:
    """The posting that a known key stands for. PostingRefused when it stands for another order."""
    if reason := clash(known, order):
        raise PostingRefused(reason)
    return posting_of_entry(known)


def posting_of_entry(entry: Entry) -> Posting:
    lines = lines_of_entry(entry)
    credit = sum(line.amount_minor for line in lines if line.component is Component.CREDIT)
    return Posting(entry_id=entry.pk, repeated=True, lines=lines, credit_minor=credit)


def posting_of(booked: Booked, account_id: int, tag: int) -> Posting:
    """What a fresh booking did, its own lines alone."""
    entry_id = booked.ids[tag]
    own = {key: sum_ for key, sum_ in booked.lines[account_id].items() if key[0] == entry_id}
    return _posting(entry_id, own)


def _posting(entry_id: int, own: Mapping[LineKey, int]) -> Posting:
    lines = tuple(_line(key, sum_) for key, sum_ in own.items())
    credit = sum(line.amount_minor for line in lines if line.component is Component.CREDIT)
    return Posting(entry_id=entry_id, repeated=False, lines=lines, credit_minor=credit)


def _line(key: LineKey, amount: int) -> Line:
    return Line(entry_id=key[0], effective_on=key[1], item_id=key[2], component=key[3], amount_minor=amount)


def _draft(order: PaymentOrder, account: AccountKey, place: int) -> Draft:
    movement = Movement(
        entry_id=0,
        kind=EntryKind.PAYMENT,
        effective_on=order.effective_on,
        amount_minor=order.amount.minor,
        key=order.key,
        designation=order.designation,
    )
    return Draft(account=account, movement=movement, way=order.way, memo=order.memo, tag=place)
