"""Reads of what a creditor agreed: orders of allocation, rates that we compute, and where files say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Abs

from arrears.book.payments.contracts import Ahead, Component
from arrears.book.payments.models import AccrualGap, AccrualTerms, AllocationPolicy
from arrears.foundation.contracts import Actor

LISTED_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationTermsFacts:
    """An order of allocation from a day on; `product` blank: all others. `order` is None for one agreed in full.

    `late_order` rules from `late_days` days overdue on, None: the order stays.
    """

    creditor_id: int
    product: str
    valid_from: date
    order: str | None
    late_order: str | None
    late_days: int
    ahead: Ahead
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualTermsFacts:
    """A rate that we compute: per cent of the open principal a day, in [valid_from, ended_on)."""

    terms_id: int
    creditor_id: int
    product: str
    component: Component
    valid_from: date
    daily_percent: Decimal
    cap_yearly_percent: Decimal | None
    cap_rule: str
    grace_days: int
    ended_on: date | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFacts:
    """Our computed interest or penalty beside the creditor's figure, as of the last day that was accrued."""

    creditor_id: int
    account_id: int
    number: str
    currency: str
    component: Component
    day: date
    computed_minor: int
    file_minor: int

    @property
    def difference_minor(self) -> int:
        return self.file_minor - self.computed_minor


def allocation_terms(actor: Actor) -> tuple[AllocationTermsFacts, ...]:
    """Orders of allocation in the actor's scope, by creditor and product, newest first."""
    rows = AllocationPolicy.objects.order_by("creditor", "product", "-valid_from")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    found = []
    for row in rows[:LISTED_MAX]:
        order = row.policy.get("order", "statutory")
        found.append(
            AllocationTermsFacts(
                creditor_id=row.creditor_id,
                product=row.product,
                valid_from=row.valid_from,
                order=order if isinstance(order, str) else None,
                late_order=row.policy.get("late_order"),
                late_days=int(row.policy.get("late_days", 0)),
                ahead=Ahead(row.policy.get("ahead", Ahead.CREDIT.value)),
                by=row.by,
            )
        )
    return tuple(found)


def accrual_terms(actor: Actor) -> tuple[AccrualTermsFacts, ...]:
    """Rates that we compute, in the actor's scope, by creditor and product, newest first."""
    rows = AccrualTerms.objects.order_by("creditor", "product", "component", "-valid_from")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(
        AccrualTermsFacts(
            terms_id=row.pk,
            creditor_id=row.creditor_id,
            product=row.product,
            component=Component(row.component),
            valid_from=row.valid_from,
            daily_percent=row.daily_percent,
            cap_yearly_percent=row.cap_yearly_percent,
            cap_rule=row.cap_rule,
            grace_days=row.grace_days,
            ended_on=row.ended_on,
            by=row.by,
        )
        for row in rows[:LISTED_MAX]
    )


def accrual_gaps(actor: Actor, account_id: int | None = None) -> tuple[int, tuple[GapFacts, ...]]:
    """Where a file states another interest or penalty than we compute: how many, and the largest 1,000.

    `account_id` limits it to one account. Only what is in the actor's scope is counted and told.
    """
    rows = AccrualGap.objects.select_related("account")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    largest = rows.order_by(Abs(F("file_minor") - F("computed_minor")).desc(), "pk")
    found = tuple(
        GapFacts(
            creditor_id=row.creditor_id,
            account_id=row.account_id,
            number=row.account.number,
            currency=row.account.currency,
            component=Component(row.component),
            day=row.day,
            computed_minor=row.computed_minor,
            file_minor=row.file_minor,
        )
        for row in largest[:LISTED_MAX]
    )
    return (len(found) if len(found) < LISTED_MAX else rows.count()), found
