"""Accrual: interest or penalty that a creditor wants us to compute, charged day by day as entries.

Computed anew from the ledger each time, so that a back-dated payment lowers what was charged since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from arrears.book.payments.actions.booking import Draft, book
from arrears.book.payments.contracts import (
    AccrualDifference,
    AccrualSummary,
    Component,
    EntryKind,
    PostingRefused,
)
from arrears.book.payments.models import AccrualGap, AccrualTerms
from arrears.book.payments.queries.histories import AccountHistory, histories
from arrears.book.payments.rules.accrual import Accrued, Rate, Span, accrued
from arrears.book.payments.rules.facts import Charge, Movement
from arrears.book.portfolio.api import account_keys
from arrears.book.portfolio.contracts import AccountKey, AccountStatus
from arrears.foundation.api import audit
from arrears.foundation.contracts import Actor, Progress, require_scope
from arrears.kernel.words import Words

CHUNK_ACCOUNTS = 2_000
LISTED_MAX = 1_000
DAILY_PERCENT_MAX = Decimal("1")
_CHARGEABLE = frozenset({Component.INTEREST, Component.PENALTY})
_LATE = """
SELECT DISTINCT account_id FROM book_schedule(%(day)s)
WHERE creditor_id = %(creditor)s AND due_on < %(day)s ORDER BY account_id
"""


def set_accrual_terms(
    creditor_id: int, rate: Rate, *, valid_from: date, actor: Actor, product: str = "", cap_rule: str = ""
) -> None:
    """From a day on, compute a component for a product (blank: all others). A cap names its rule.

    PostingRefused for a component that does not accrue, a rate out of bounds, or a cap without a rule.
    """
    require_scope(actor, creditor_id)
    if rate.component not in _CHARGEABLE:
        raise PostingRefused(Words("只能计提利息或违约金", "Only interest or penalty accrues"))
    if not Decimal(0) < rate.daily_percent <= DAILY_PERCENT_MAX:
        raise PostingRefused(Words("日利率超出范围", "The daily rate is out of bounds"))
    if rate.cap_yearly_percent is not None and not cap_rule.strip():
        raise PostingRefused(Words("上限须注明依据", "A cap names the rule it stands on"))
    with transaction.atomic():
        AccrualTerms.objects.update_or_create(
            creditor_id=creditor_id,
            product=product,
            component=rate.component.value,
            valid_from=valid_from,
            defaults={
                "daily_percent": rate.daily_percent,
                "cap_yearly_percent": rate.cap_yearly_percent,
                "cap_rule": cap_rule.strip()[:40],
                "grace_days": rate.grace_days,
                "by": actor.name[:80],
            },
        )
        audit(
            actor,
            "accrual_terms.set",
            f"creditor:{creditor_id}",
            {
                "product": product,
                "component": rate.component.value,
                "daily_percent": str(rate.daily_percent),
                "valid_from": valid_from.isoformat(),
            },
        )


def end_accrual_terms(terms_id: int, *, on: date, actor: Actor) -> None:
    """From a day on nothing more accrues by these terms. What was charged stays. PostingRefused when unknown."""
    with transaction.atomic():
        row = AccrualTerms.objects.select_for_update().filter(pk=terms_id).first()
        if row is None:
            raise PostingRefused(Words("没有这项计息设置", "There are no such terms"))
        require_scope(actor, row.creditor_id)
        row.ended_on = max(on, row.valid_from)
        row.save(update_fields=["ended_on"])
        said = {"product": row.product, "component": row.component, "on": row.ended_on.isoformat()}
        audit(actor, "accrual_terms.ended", f"creditor:{row.creditor_id}", said)


@dataclass(slots=True)
class _Tally:
    newest: bool  # no later day was accrued before: the differences of this one are kept
    accounts: int = 0
    charged: int = 0
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    corrected: int = 0
    back: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    differences: list[AccrualDifference] = field(default_factory=list)
    differences_count: int = 0


def accrue(creditor_id: int, as_of: date, actor: Actor, progress: Progress | None = None) -> AccrualSummary:
    """Charge what has accrued by the close of a day, where the creditor has terms; nothing otherwise.

    Run twice for a day it charges nothing more. Where the file's own figure differs from ours, the
    difference is in the summary, and kept until a later day is accrued.
    """
    require_scope(actor, creditor_id)
    terms = _terms(creditor_id, as_of)
    tally = _Tally(newest=not AccrualGap.objects.filter(creditor_id=creditor_id, day__gt=as_of).exists())
    if terms:
        chunks = list(_chunks(creditor_id, as_of))
        for place, ids in enumerate(chunks, start=1):
            with transaction.atomic():
                _chunk(creditor_id, ids, as_of, terms, actor, tally)
            if progress:
                progress(place, len(chunks))
    if tally.newest:
        AccrualGap.objects.filter(creditor_id=creditor_id, day__lt=as_of).delete()
    return AccrualSummary(
        accounts=tally.accounts,
        charged=tally.charged,
        charged_minor=dict(tally.sums),
        corrected=tally.corrected,
        corrected_minor=dict(tally.back),
        differences=tuple(tally.differences),
        differences_count=tally.differences_count,
    )


def _terms(creditor_id: int, as_of: date) -> dict[str, list[list[Span]]]:
    """Rates by product (blank for products without their own), for each component that accrues on the date.

    The first terms rule the days before them too: what they take over was late already.
    """
    rows = AccrualTerms.objects.filter(creditor_id=creditor_id, valid_from__lte=as_of).order_by("valid_from")
    known: dict[tuple[str, str], list[AccrualTerms]] = defaultdict(list)
    for row in rows:
        known[row.product, row.component].append(row)
    found: dict[str, list[list[Span]]] = defaultdict(list)
    for (product, _component), own in known.items():
        if own[-1].ended_on is None or own[-1].ended_on > as_of:
            found[product].append([_span(row, place, own) for place, row in enumerate(own)])
    return dict(found)


def _span(row: AccrualTerms, place: int, own: Sequence[AccrualTerms]) -> Span:
    """The days of some terms: until they end or others follow."""
    ends = [row.ended_on] if row.ended_on else []
    ends += [own[place + 1].valid_from] if place + 1 < len(own) else []
    rate = Rate(
        component=Component(row.component),
        daily_percent=row.daily_percent,
        cap_yearly_percent=row.cap_yearly_percent,
        grace_days=row.grace_days,
    )
    return Span(
        rate=rate,
        first=row.valid_from if place else date.min,
        last=min(ends) - timedelta(days=1) if ends else date.max,
    )


def _chunks(creditor_id: int, as_of: date) -> Iterator[Sequence[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_LATE, {"creditor": creditor_id, "day": as_of})
        ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), CHUNK_ACCOUNTS):
        yield ids[start : start + CHUNK_ACCOUNTS]


def _chunk(
    creditor_id: int,
    ids: Sequence[int],
    as_of: date,
    terms: dict[str, list[list[Span]]],
    actor: Actor,
    tally: _Tally,
) -> None:
    keys = account_keys(ids)
    known = histories(creditor_id, list(ids))
    drafts: list[Draft] = []
    gaps: list[AccrualGap] = []
    for account_id in ids:
        key = keys[account_id]
        if key.status is not AccountStatus.OPEN:
            continue
        tally.accounts += 1
        for spans in terms.get(key.product) or terms.get("", []):
            rate = spans[-1].rate
            found = accrued(known[account_id].versions, known[account_id].booked, spans, as_of)
            if gap := _compared(key, rate, found, tally):
                gaps.append(AccrualGap(creditor_id=creditor_id, day=as_of, **gap))
            if draft := _draft(key, rate, found, as_of, known[account_id], len(drafts)):
                drafts.append(draft)
    for draft in drafts:
        tally.sums[draft.account.currency] -= draft.movement.amount_minor
        back = sum(min(charge.amount_minor, 0) for charge in draft.movement.charges)
        if back:
            tally.corrected += 1
            tally.back[draft.account.currency] += back
    done = book(creditor_id, drafts, actor.name)
    for reason in done.refused.values():
        raise PostingRefused(reason)
    tally.charged += len(done.ids)
    if tally.newest:
        AccrualGap.objects.filter(creditor_id=creditor_id, account_id__in=ids).delete()
        AccrualGap.objects.bulk_create(gaps)


def _compared(key: AccountKey, rate: Rate, found: Sequence[Accrued], tally: _Tally) -> dict[str, Any] | None:
    """What the file says beside what we compute, where the two differ."""
    computed = sum(one.computed_minor for one in found)
    stated = sum(one.file_minor for one in found)
    if not stated or stated == computed:
        return None
    tally.differences_count += 1
    if len(tally.differences) < LISTED_MAX:
        tally.differences.append(
            AccrualDifference(
                account_id=key.account_id,
                number=key.number,
                component=rate.component,
                computed_minor=computed,
                file_minor=stated,
            )
        )
    return {
        "account_id": key.account_id,
        "component": rate.component.value,
        "computed_minor": computed,
        "file_minor": stated,
    }


def _draft(
    key: AccountKey, rate: Rate, found: Sequence[Accrued], as_of: date, history: AccountHistory, tag: int
) -> Draft | None:
    charges = tuple(
        Charge(sequence=one.sequence, component=rate.component, amount_minor=one.to_charge_minor)
        for one in found
        if one.to_charge_minor
    )
    if not charges:
        return None
    stem = f"accrual/{key.account_id}/{rate.component.value}/{as_of.isoformat()}"
    times = sum(1 for move in history.movements if move.key.startswith(stem))
    movement = Movement(
        entry_id=0,
        kind=EntryKind.ACCRUAL,
        effective_on=as_of,
        key=f"{stem}/{times + 1}",
        charges=charges,
        amount_minor=-sum(charge.amount_minor for charge in charges),
    )
    return Draft(account=key, movement=movement, way="computed", tag=tag)
