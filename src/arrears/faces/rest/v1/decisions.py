"""The decision for one account by the books of this moment."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from arrears.book.portfolio import api as portfolio
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.told import amount
from arrears.faces.rest.v1.values import Code, Number
from arrears.foundation.access import api_auth
from arrears.night.engine import api as night

router = Router()


class ScoreOut(Schema):
    """A score from 0 to 100 with its strongest reasons, strongest first."""

    score: str
    value: int
    reasons_zh: list[str]
    reasons_en: list[str]


class WouldOut(Schema):
    """The decision if one thing were other than it is; `same`: nothing would change."""

    code: str
    if_zh: str
    if_en: str
    same: bool
    action: str
    channel: str | None
    due_on: date | None


class DecisionOut(Schema):
    """What a night would decide now. `as_the_night`: null while no night of the day has run. `limited`: limits of the
    whole book are in force, which one account does not see."""

    number: str
    as_of: date
    days_past_due: int
    bucket: str
    overdue: str
    currency: str
    strategy: str
    segment: str
    step: str
    action: str
    channel: str | None
    due_on: date | None
    reasons_zh: list[str]
    reasons_en: list[str]
    scores: list[ScoreOut]
    would: list[WouldOut]
    as_the_night: bool | None
    limited: bool


@router.get(
    "/{code}/decisions/{path:number}",
    auth=api_auth(*OF_CREDITORS),
    response=answers(DecisionOut, 404, 422),
    summary="此刻的处置决定与理由 · The decision of this moment, with reasons",
)
def decision(request: HttpRequest, code: Code, number: Number) -> DecisionOut:
    _, facts = creditor_in_scope(request, code)
    key = portfolio.accounts_by_number(facts.id, [number]).get(number)
    now = night.decide_now(key.account_id) if key is not None else None
    if now is None:
        raise Http404(number)
    made = now.decided
    return DecisionOut(
        number=number,
        as_of=made.business_date,
        days_past_due=made.days_past_due,
        bucket=made.bucket,
        overdue=amount(made.overdue_minor, made.currency),
        currency=made.currency,
        strategy=made.strategy,
        segment=made.segment,
        step=made.step,
        action=made.action,
        channel=made.channel,
        due_on=made.due_on,
        reasons_zh=[words.zh for _code, words in made.reasons],
        reasons_en=[words.en for _code, words in made.reasons],
        scores=[
            ScoreOut(
                score=each.score,
                value=each.value,
                reasons_zh=[reason.words.zh for reason in each.reasons],
                reasons_en=[reason.words.en for reason in each.reasons],
            )
            for each in made.scores
        ],
        would=[
            WouldOut(
                code=each.code,
                if_zh=each.words.zh,
                if_en=each.words.en,
                same=each.same,
                action=each.action,
                channel=each.channel,
                due_on=each.due_on,
            )
            for each in now.would
        ],
        as_the_night=now.as_the_night,
        limited=now.limited,
    )
