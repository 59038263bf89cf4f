"""Payments and chargebacks as they arrive."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pyarrow as pa
from django.http import HttpRequest
from ninja import Body, Router, Schema
from pydantic import Field

from arrears.book.payments import api as ledger
from arrears.faces.rest.v1.bodies import JSON, takes
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.values import Amount, Code, Currency, Day, Given, Key, Number, text
from arrears.foundation.access import api_auth
from arrears.kernel import money
from arrears.kernel.words import Words

router = Router()
PAYMENTS_MAX = 5_000
_NO_KEY = Words("冲正须给出原流水号 reverses", "a reversal names what it reverses in `reverses`")
_NOTHING = Words("金额应大于零", "the amount must be more than zero")


class PaymentIn(Given):
    """A payment, or the reversal of one. `key` makes it happen once: the same key again changes nothing."""

    account: Number
    amount: Amount
    currency: Currency = "CNY"
    effective_on: Day
    key: Key
    way: Annotated[str, text(30, 1)] = "transfer"
    kind: Literal["payment", "reversal"] = "payment"
    reverses: Key | None = Field(None, description="冲正时：原流水的 key · of a reversal: the payment's key")
    memo: Annotated[str, text(200)] = ""


class RefusedOut(Schema):
    """A payment that was not posted; `place` counts from 0."""

    place: int
    key: str
    zh: str
    en: str


class PostedOut(Schema):
    posted: int
    repeated: int
    refused_count: int
    refused: list[RefusedOut]


def _unfit(one: PaymentIn) -> Words | None:
    """Why a payment cannot be asked of the ledger at all."""
    try:
        amount = money.parse(one.amount, one.currency)
    except ValueError as error:
        return Words(f"金额或币种有误：{one.amount} {one.currency}", str(error))
    if not amount.minor:
        return _NOTHING
    return _NO_KEY if one.kind == "reversal" and not one.reverses else None


def _row(one: PaymentIn) -> dict[str, Any]:
    return {
        "number": one.account,
        "effective_on": one.effective_on,
        "amount_minor": money.parse(one.amount, one.currency).minor,
        "currency": one.currency,
        "way": one.way,
        "key": one.key,
        "kind": one.kind,
        "reverses_key": one.reverses,
        "memo": one.memo,
    }


def _told(place: int, key: str, why: Words) -> RefusedOut:
    return RefusedOut(place=place, key=key, zh=why.zh, en=why.en)


@router.post(
    "/{code}/payments",
    auth=api_auth(*OF_CREDITORS),
    response=answers(PostedOut, 400, 404, 413, 415, 422),
    summary="还款与冲正入账 · Post payments and reversals",
    description="按 key 幂等；可入账的入账，其余逐笔说明原因。"
    " · Idempotent by key; what can be posted is, each other one is told with its reason.",
)
@takes(JSON)
def post_payments(
    request: HttpRequest,
    code: Code,
    payments: list[PaymentIn] = Body(  # type: ignore[type-arg]  # a function when it runs
        ..., min_length=1, max_length=PAYMENTS_MAX
    ),
) -> PostedOut:
    actor, facts = creditor_in_scope(request, code)
    unfit = {place: why for place, one in enumerate(payments) if (why := _unfit(one)) is not None}
    places = [place for place in range(len(payments)) if place not in unfit]
    rows = pa.Table.from_pylist([_row(payments[place]) for place in places], schema=ledger.PAYMENT_COLUMNS)
    summary = ledger.post_columns(facts.id, rows, actor)
    refused = [_told(place, payments[place].key, why) for place, why in unfit.items()]
    refused += [_told(places[one.place], one.key, one.reason) for one in summary.refused]
    return PostedOut(
        posted=summary.posted,
        repeated=summary.repeated,
        refused_count=summary.refused_count + len(unfit),
        refused=sorted(refused, key=lambda one: one.place),
    )
