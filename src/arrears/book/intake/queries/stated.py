"""What files told us beside the money: notices and daily totals."""

from __future__ import annotations

from datetime import date

from arrears.book.intake.contracts import DailyTotals, Notice, NoticeKind
from arrears.book.intake.models import IntakeNotice, PortfolioTotal
from arrears.foundation.contracts import Actor


def notice_of(row: IntakeNotice) -> Notice:
    return Notice(
        id=row.pk,
        kind=NoticeKind(row.kind),
        creditor_id=row.creditor_id,
        account_number=row.account_number,
        account_id=row.account_id,
        debtor_id=row.debtor_id,
        detail=row.detail,
        business_date=row.business_date,
    )


def pending_notices(business_date: date) -> tuple[Notice, ...]:
    """What files told us up to a business date and nobody has passed on yet, oldest first."""
    rows = IntakeNotice.objects.filter(passed_at=None, business_date__lte=business_date)
    return tuple(notice_of(row) for row in rows.order_by("business_date", "pk"))


def daily_totals(actor: Actor, first: date, last: date) -> tuple[DailyTotals, ...]:
    """Whole-portfolio totals from first to last, both included, in the actor's scope (MISSION M26)."""
    rows = PortfolioTotal.objects.filter(business_date__range=(first, last))
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(
        DailyTotals(
            creditor_id=row.creditor_id,
            business_date=row.business_date,
            product=row.product,
            currency=row.currency,
            contracts=row.contracts,
            active_customers=row.active_customers,
            merchants=row.merchants,
            balance_minor=row.balance_minor,
            non_performing_minor=row.non_performing_minor,
            income_minor=row.income_minor,
        )
        for row in rows.order_by("creditor_id", "business_date", "product", "currency")
    )
