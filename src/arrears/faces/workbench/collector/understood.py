"""What a note of a talk seems to say: proposals for a person to confirm, never a record by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from arrears.book.payments import api as payments
from arrears.book.portfolio.contracts import AccountStatus, DebtorPage
from arrears.desk.care.contracts import ConcernKind
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import NOTE_CHARS_MAX, AttemptFacts, Outcome
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector.case_views import MAY_ACT, frame
from arrears.faces.workbench.templatetags.workbench import plain_amount
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor
from arrears.kernel.clock import zone
from arrears.kernel.reasons import Reason
from arrears.kernel.words import Words
from arrears.language import api as language
from arrears.language.contracts import PromisedPayment, PromiseKind, ReplyClass

OUTCOME_OF: Mapping[ReplyClass, Outcome] = {
    ReplyClass.PROMISE: Outcome.PROMISED,
    ReplyClass.DISPUTE: Outcome.DISPUTE,
    ReplyClass.HARDSHIP: Outcome.HARDSHIP,
    ReplyClass.COMPLAINT: Outcome.COMPLAINT,
    ReplyClass.WRONG_NUMBER: Outcome.WRONG_NUMBER,
    ReplyClass.THIRD_PARTY: Outcome.THIRD_PERSON,
    ReplyClass.ALREADY_PAID: Outcome.PAID_ALREADY,
}
CONCERN_OF: Mapping[ReplyClass, ConcernKind] = {
    ReplyClass.VULNERABLE: ConcernKind.VULNERABILITY,
    ReplyClass.DISPUTE: ConcernKind.DISPUTE,
    ReplyClass.HARDSHIP: ConcernKind.HARDSHIP,
    ReplyClass.COMPLAINT: ConcernKind.COMPLAINT,
    ReplyClass.STOP_CONTACT: ConcernKind.WISH,
    ReplyClass.WRONG_NUMBER: ConcernKind.WRONG_PERSON,
}
RAISED_AT_ONCE = frozenset({ConcernKind.VULNERABILITY, ConcernKind.WISH})
"""Concerns that no outcome of a talk asks for: they are offered beside whatever outcome was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRead:
    reason: Reason
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRead:
    kind: ConcernKind
    quote: str
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was read. `payments` holds what was promised, with None for a day or an amount that was not said;
    `ask_back` is the question that would fill it. `doubtful`: guesses only, so that nothing is proposed."""

    payments: tuple[PromisedPayment, ...] = ()
    conditional: bool = False
    ask_back: Words | None = None
    outcomes: tuple[Outcome, ...] = ()
    reasons: tuple[ReasonRead, ...] = ()
    concerns: tuple[ConcernRead, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.payments or self.outcomes or self.reasons or self.concerns)

    @property
    def vulnerable(self) -> ConcernRead | None:
        return next((one for one in self.concerns if one.kind is ConcernKind.VULNERABILITY), None)


def read(text: str, *, said_on: date, currency: str, owed_minor: int | None = None) -> Understood:
    """What a note says, seen from the day of the talk. Nothing that was not said is filled in."""
    text = text.strip()[:NOTE_CHARS_MAX]
    if not text:
        return Understood()
    promise = language.understand_promise(text, said_on=said_on, currency=currency, balance_minor=owed_minor)
    reply = language.classify_reply(text)
    held = [label.reply for label in reply.labels]
    promised = promise.kind in (PromiseKind.PROMISE, PromiseKind.CONDITIONAL)
    payments = promise.payments if promised else ()
    outcomes = [OUTCOME_OF[one] for one in held if one in OUTCOME_OF and one is not ReplyClass.PROMISE]
    if payments:
        outcomes.append(Outcome.PROMISED)
    concerns = [
        ConcernRead(kind=CONCERN_OF[label.reply], quote=label.quote, certain=True)
        for label in reply.labels
        if label.reply in CONCERN_OF
    ]
    if reply.needs_person and ReplyClass.VULNERABLE not in held:
        concerns.append(ConcernRead(kind=ConcernKind.VULNERABILITY, quote="", certain=False))
    return Understood(
        payments=payments,
        conditional=promise.kind is PromiseKind.CONDITIONAL,
        ask_back=promise.ask_back if payments else None,
        outcomes=tuple(dict.fromkeys(outcomes)),
        reasons=tuple(
            ReasonRead(reason=one.reason, quote=one.quote) for one in language.suggest_reason(text)
        ),
        concerns=tuple(concerns),
    )


def currency_of(page: DebtorPage) -> tuple[str, int | None]:
    """The currency and what is owed in it; what is owed is unknown to a note about several currencies."""
    listed = [one.account_id for one in page.accounts if one.status is AccountStatus.OPEN]
    balances = payments.balances(listed, page.as_of).values()
    currencies = {balance.currency for balance in balances}
    if len(currencies) != 1:
        return "CNY", None
    return currencies.pop(), sum(balance.total_minor for balance in balances)


def of_attempt(attempt: AttemptFacts, actor: Actor, currency: str, owed_minor: int | None) -> Understood:
    """What the kept note of a talk says; opening the note leaves an audit line."""
    note = contact.attempt(attempt.id, actor, reveal=True).note
    said_on = attempt.at.astimezone(zone()).date()
    return read(note, said_on=said_on, currency=currency, owed_minor=owed_minor)


@may(*MAY_ACT)
@require_POST
@in_scope
def case_understood(request: HttpRequest, debtor_id: int, attempt_id: int) -> HttpResponse:
    """What the note that is being typed seems to say, beside the talk."""
    actor = actor_of(request)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    attempt = contact.attempt(attempt_id, actor)
    if attempt.debtor_id != debtor_id:
        raise Http404
    currency, owed = currency_of(page)
    said_on = attempt.at.astimezone(zone()).date()
    found = read(request.POST.get("note", ""), said_on=said_on, currency=currency, owed_minor=owed)
    context = {**frame(actor, page), "read": found, "currency": currency}
    return render(request, "workbench/collector/parts/understood.html", context)


def proposed(debtor_id: int, attempt_id: int, outcome: Outcome, found: Understood) -> list[dict[str, Any]]:
    """What the note asks to be recorded besides what the outcome asks for itself."""
    offers: list[dict[str, Any]] = []
    asked = {one.value for one in outcome_concerns(outcome)}
    for concern in found.concerns:
        if concern.kind.value in asked or not (concern.certain or concern.kind in RAISED_AT_ONCE):
            continue
        url = _url("case_concern", debtor_id, attempt_id=attempt_id, kind=concern.kind.value)
        offers.append({"concern": concern.kind, "quote": concern.quote, "url": url})
    if found.payments and outcome is not Outcome.PROMISED:
        url = _url("case_promise", debtor_id, attempt_id=attempt_id)
        offers.append({"payment": found.payments[0], "url": url})
    for reason in found.reasons[:1]:
        url = _url("case_reason", debtor_id, attempt_id=attempt_id)
        offers.append({"reason": reason.reason, "quote": reason.quote, "url": url})
    return offers


def outcome_concerns(outcome: Outcome) -> tuple[ConcernKind, ...]:
    """The concern that an outcome asks to be recorded by itself."""
    kinds = {
        Outcome.DISPUTE: ConcernKind.DISPUTE,
        Outcome.HARDSHIP: ConcernKind.HARDSHIP,
        Outcome.COMPLAINT: ConcernKind.COMPLAINT,
    }
    return (kinds[outcome],) if outcome in kinds else ()


def _url(name: str, debtor_id: int, **query: object) -> str:
    return f"{reverse(name, args=[debtor_id])}?{urlencode(query)}"


def promise_initial(found: Understood, place: int, currency: str) -> dict[str, str]:
    """The fields of the promise form as the note gives them; what it does not give stays out."""
    if not 0 <= place < len(found.payments):
        return {}
    payment = found.payments[place]
    initial = {}
    if payment.amount_minor is not None:
        initial["amount"] = plain_amount(payment.amount_minor, currency)
    if payment.date is not None:
        initial["due_on"] = payment.date.isoformat()
    return initial
