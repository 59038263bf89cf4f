"""Placement batches (委案批次): what was placed together, and what the creditor takes back (退案)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from arrears.book.portfolio import api as portfolio
from arrears.faces.rest.v1.bodies import JSON, takes
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.values import Code, Day, Given, Number, text
from arrears.foundation.access import api_auth
from arrears.kernel import clock

router = Router()
RECALL_MAX = 10_000


class BatchOut(Schema):
    code: str
    placed_on: date
    status: str
    accounts: int
    open_accounts: int
    note: str


class RecallIn(Given):
    """Without `numbers` the whole batch is taken back."""

    on: Day | None = Field(None, description="生效日，缺省为今天 · the day it holds from; today when absent")
    reason: Annotated[str, text(400, 1)]
    numbers: list[Number] | None = Field(None, min_length=1, max_length=RECALL_MAX)


class RecalledOut(Schema):
    """`unknown`: numbers that this creditor has no account under."""

    recalled: int
    unknown: list[str]


@router.get(
    "/{code}/batches",
    auth=api_auth(*OF_CREDITORS),
    response=answers(list[BatchOut], 404, 422),
    summary="委案批次 · Placement batches, newest first",
)
def list_batches(request: HttpRequest, code: Code) -> list[BatchOut]:
    actor, facts = creditor_in_scope(request, code)
    return [
        BatchOut(
            code=one.code,
            placed_on=one.placed_on,
            status=one.status.value,
            accounts=one.accounts,
            open_accounts=one.open_accounts,
            note=one.note,
        )
        for one in portfolio.batches(actor, facts.id)
    ]


@router.post(
    "/{code}/batches/{path:batch}/recall",
    auth=api_auth(*OF_CREDITORS),
    response=answers(RecalledOut, 400, 404, 409, 413, 415, 422),
    summary="退案 · Take accounts back",
    description="整批退案，或只退列出的账户；之后不再催收。再次退案不改变任何内容。"
    " · The whole batch, or the accounts that are named; nobody works them from then on. Twice changes nothing.",
)
@takes(JSON)
def recall(
    request: HttpRequest, code: Code, batch: Annotated[str, text(60, 1)], order: RecallIn
) -> RecalledOut:
    actor, facts = creditor_in_scope(request, code)
    if batch not in {one.code for one in portfolio.batches(actor, facts.id)}:
        raise Http404(batch)
    known = portfolio.accounts_by_number(facts.id, order.numbers or ())
    count = portfolio.recall_batch(
        facts.id,
        batch,
        on=order.on or clock.today(),
        reason=order.reason,
        actor=actor,
        numbers=order.numbers,
    )
    return RecalledOut(
        recalled=count,
        unknown=[number for number in order.numbers or () if number not in known],
    )
