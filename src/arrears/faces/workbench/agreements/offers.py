"""From what was typed in a form to an order for the promises room: amounts stay whole minor units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from arrears.book.calculators import api as calculators
from arrears.book.calculators.contracts import BudgetInput, BudgetOutput
from arrears.book.payments.contracts import Balance
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import (
    Ability,
    AgreementKind,
    AgreementOrder,
    Line,
    PlanProposal,
    Refused,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An agreement as it would be asked for, with what the page shows before anybody asks."""

    order: AgreementOrder
    owed_minor: int
    proposal: PlanProposal | None = None
    budget: BudgetOutput | None = None

    @property
    def pay_minor(self) -> int:
        return sum(line.amount_minor for line in self.order.lines)


def plan_offer(said: dict[str, Any], balance: Balance, case: dict[str, Any]) -> Offer:
    """Equal instalments over the months that were asked for. Refused with the calculator's words."""
    amount = said["amount"].minor
    proposal = promises.propose_plan(
        balance.account_id,
        principal_minor=amount,
        months=said["months"],
        starts_on=said["starts_on"],
        annual_rate=said["annual_rate"] or Decimal(0),
    )
    ability = _ability(said)
    order = AgreementOrder(
        kind=AgreementKind.PLAN,
        account_id=balance.account_id,
        currency=balance.currency,
        lines=proposal.lines,
        cost_minor=proposal.cost_minor,
        annual_rate=proposal.annual_rate,
        way=said["way"],
        why=said["why"],
        ability=ability,
        **case,
    )
    return Offer(
        order=order, owed_minor=balance.total_minor, proposal=proposal, budget=_budget(amount, ability, said)
    )


def settlement_offer(said: dict[str, Any], balance: Balance, case: dict[str, Any]) -> Offer:
    """A lump sum by a day; the rest is given up once it has come in."""
    paid = said["amount"].minor
    order = AgreementOrder(
        kind=AgreementKind.SETTLEMENT,
        account_id=balance.account_id,
        currency=balance.currency,
        lines=(Line(due_on=said["due_on"], amount_minor=paid),),
        waive_minor=balance.total_minor - paid,
        way=said["way"],
        why=said["why"],
        **case,
    )
    return Offer(order=order, owed_minor=balance.total_minor)


def extension_offer(said: dict[str, Any], balance: Balance, case: dict[str, Any]) -> Offer:
    """The same money on a later day."""
    order = AgreementOrder(
        kind=AgreementKind.EXTENSION,
        account_id=balance.account_id,
        currency=balance.currency,
        lines=(Line(due_on=said["due_on"], amount_minor=said["amount"].minor),),
        way=said["way"],
        why=said["why"],
        **case,
    )
    return Offer(order=order, owed_minor=balance.total_minor)


def waiver_offer(said: dict[str, Any], balance: Balance, case: dict[str, Any]) -> Offer:
    """A component given up, without any payment."""
    order = AgreementOrder(
        kind=AgreementKind.WAIVER,
        account_id=balance.account_id,
        currency=balance.currency,
        waive_minor=said["amount"].minor,
        waive_component=said["component"],
        why=said["why"],
        **case,
    )
    return Offer(order=order, owed_minor=balance.total_minor)


def _ability(said: dict[str, Any]) -> Ability:
    income, outgoings = said["income"], said["outgoings"]
    return Ability(
        income_minor=income.minor if income else None, outgoings_minor=outgoings.minor if outgoings else None
    )


def _budget(amount_minor: int, ability: Ability, said: dict[str, Any]) -> BudgetOutput | None:
    """What the debtor's own figures carry; None while they were not said or leave nothing."""
    income, outgoings = ability.income_minor, ability.outgoings_minor
    if income is None or outgoings is None or income <= outgoings:
        return None
    asked = BudgetInput(
        principal=amount_minor,
        income=income,
        expenses=outgoings,
        annual_rate_percent=said["annual_rate"] or Decimal(0),
    )
    try:
        return calculators.budget(asked)
    except calculators.CalculatorError as error:
        raise Refused(f"calculator:{error.path}", error.message) from error
