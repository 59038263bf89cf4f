"""What files told us beside the money: notices and daily totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from arrears.book.intake.contracts import ControlTotals, DailyTotals, FileKind, Notice, NoticeKind
from arrears.book.intake.contracts.mapping import Field
from arrears.book.intake.models import IntakeNotice, PortfolioTotal
from arrears.book.intake.queries.mappings import mapping_for
from arrears.book.intake.rules import control
from arrears.foundation.contracts import Actor, require_scope


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


def summed_fields(kind: FileKind) -> tuple[Field, ...]:
    """The amounts of a kind of file that a sender may state sums of."""
    return control.SUMMED[kind]


def control_totals(
    creditor_id: int,
    mapping: str,
    actor: Actor,
    *,
    rows: int | None = None,
    accounts: int | None = None,
    sums: Mapping[str, str] | None = None,
) -> ControlTotals | None:
    """What a sender states beside a file, to be checked before it is accepted; None when nothing is stated.

    `sums`: amounts as text in major units of the mapping's currency, by field code (`item.principal`). IntakeError
    for an unknown mapping or field, an amount that is none, a count that is none. OutOfScope.
    """
    require_scope(actor, creditor_id)
    currency = mapping_for(creditor_id, mapping).currency
    return control.stated(rows=rows, accounts=accounts, sums=sums or {}, currency=currency)
