"""Accounts placed as JSON: through the same door as a creditor's file, checked by the same rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import Reject
from arrears.faces.rest.v1.bodies import JSON, takes
from arrears.faces.rest.v1.placed import AccountIn, json_mapping, rows_of
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.taking import SECOND_PERSON, WAITS, take
from arrears.faces.rest.v1.told import RejectOut, TakenOut, reject_out, taken
from arrears.faces.rest.v1.values import Code, Day, Flag, Given, text
from arrears.foundation.access import api_auth
from arrears.kernel import clock

router = Router()
ACCOUNTS_MAX = 2_000


class PlacementIn(Given):
    """Accounts of one kind. `figures`: the amounts are what was billed, or what of it is still owed."""

    kind: Literal["card", "loan", "lease", "invoice"]
    figures: Literal["billed", "outstanding"] = "billed"
    business_date: Day | None = Field(None, description="数据日期，缺省为今天 · today when absent")
    batch: Annotated[str, text(60)] = ""
    dry_run: Flag = False
    accounts: list[AccountIn] = Field(min_length=1, max_length=ACCOUNTS_MAX)


@router.post(
    "/{code}/placements",
    auth=api_auth(*OF_CREDITORS),
    response=answers(TakenOut, 400, 404, 413, 415, 422) | {WAITS: TakenOut},
    summary="委案 · Place accounts as JSON",
    description="与文件相同的检查与事务；读不懂的值按其位置退回。同样内容再次发送不改变任何内容。"
    " · Checked and loaded like a file; what cannot be taken comes back with its place. The same again changes "
    "nothing." + SECOND_PERSON,
)
@takes(JSON)
def place(request: HttpRequest, code: Code, order: PlacementIn) -> Status[TakenOut]:
    actor, facts = creditor_in_scope(request, code)
    mapping = f"json_{order.kind}"
    intake.save_mapping(facts.id, mapping, json_mapping(order.kind, facts.currency), actor)
    rows, places = _flat(order)
    arrived = take(
        json.dumps(rows, ensure_ascii=False).encode(),
        actor,
        facts,
        mapping=mapping,
        business_date=order.business_date or clock.today(),
        dry_run=order.dry_run,
        name="placement.json",
        batch=order.batch or None,
    )
    told = taken(arrived.report, _placed(arrived.report.rejects, places), arrived.proposal_id)
    return Status(arrived.status, told)


def _flat(order: PlacementIn) -> tuple[list[dict[str, Any]], list[tuple[int, int]]]:
    """The rows of a placement, one an instalment, and the place (account, instalment) of each.

    Every row has every heading: the intake reads the headings of a file from its beginning.
    """
    rows: list[dict[str, Any]] = []
    places: list[tuple[int, int]] = []
    for at, account in enumerate(order.accounts):
        for item, row in enumerate(rows_of(account, order.figures)):
            rows.append(row)
            places.append((at, item))
    headings = dict.fromkeys(heading for row in rows for heading in row)
    return [{heading: row.get(heading) for heading in headings} for row in rows], places


def _placed(rejects: tuple[Reject, ...], places: list[tuple[int, int]]) -> list[RejectOut]:
    """Rejects at their place in the body; a value of the account is told once, not once an instalment."""
    return list({(one.place, one.en): one for one in _each(rejects, places)}.values())


def _each(rejects: tuple[Reject, ...], places: list[tuple[int, int]]) -> Iterator[RejectOut]:
    for one in rejects:
        account, item = places[one.row - 1]
        group, _dot, key = one.column.partition(".")
        inside = {"account": f".{key}", "item": f".items[{item}].{key}", "": ""}.get(group, f".{one.column}")
        yield reject_out(one, f"accounts[{account}]{inside}")
