"""What a creditor knows of a debt beyond its file: limitation, settlement, first communication, for the gate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKey
from arrears.faces.rest.v1.bodies import JSON, takes
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import creditor_in_scope
from arrears.faces.rest.v1.values import Code, Day, Flag, Given, Number, text
from arrears.foundation.access import api_auth
from arrears.foundation.api import Actor, Role
from arrears.gate import api as gate

router = Router()
WHO = (Role.CREDITOR, Role.ADMINISTRATOR, Role.COMPLIANCE, Role.LEADER)


class DebtIn(Given):
    """All that is known of the debt, restated as a whole: what is left out or null is not known."""

    limitation_ends: Day | None = Field(None, description="诉讼时效最后一日 · last day of limitation")
    settled: Flag | None = Field(
        None, description="已清偿、和解、免除或转让 · paid, settled, discharged or sold"
    )
    first_communication: Day | None = None
    reference: Annotated[str, text(200, 1)] = Field(description="证据在哪里 · where the proof is")


class DebtOut(Schema):
    """What the gate knows; everything null when nobody said anything."""

    number: str
    limitation_ends: date | None
    settled: bool | None
    first_communication: date | None
    reference: str | None
    by: str | None
    at: datetime | None


@router.get(
    "/{code}/debts/{path:number}",
    auth=api_auth(*WHO),
    response=answers(DebtOut, 404, 422),
    summary="闸口所知的债务情况 · What the gate knows of a debt",
)
def known(request: HttpRequest, code: Code, number: Number) -> DebtOut:
    actor, facts = creditor_in_scope(request, code)
    return _out(actor, number, facts.id, _account(facts.id, number))


@router.post(
    "/{code}/debts/{path:number}",
    auth=api_auth(*WHO),
    response=answers(DebtOut, 400, 404, 413, 415, 422),
    summary="报告债务情况 · Report what is known of a debt",
    description="整体替换此前的报告；合规闸口自此按此判断，记录只增不改。 · Takes the place of the report "
    "before; the gate judges by it from now on, and keeps every report.",
)
@takes(JSON)
def report(request: HttpRequest, code: Code, number: Number, order: DebtIn) -> DebtOut:
    actor, facts = creditor_in_scope(request, code)
    account = _account(facts.id, number)
    gate.record_debt(
        facts.id,
        account.debtor_id,
        account.account_id,
        limitation_ends=order.limitation_ends,
        settled=order.settled,
        first_communication=order.first_communication,
        reference=order.reference,
        actor=actor,
    )
    return _out(actor, number, facts.id, account)


def _account(creditor_id: int, number: str) -> AccountKey:
    found = portfolio.accounts_by_number(creditor_id, [number]).get(number)
    if found is None:
        raise Http404(number)
    return found


def _out(actor: Actor, number: str, creditor_id: int, account: AccountKey) -> DebtOut:
    told = gate.debts_known(actor, creditor_id, account.debtor_id, [account.account_id]).get(
        account.account_id
    )
    return DebtOut(
        number=number,
        limitation_ends=told.limitation_ends if told else None,
        settled=told.settled if told else None,
        first_communication=told.first_communication if told else None,
        reference=told.reference if told else None,
        by=told.by if told else None,
        at=told.at if told else None,
    )
