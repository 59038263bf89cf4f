"""What each outcome makes happen next: one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from arrears.desk.contact.contracts import Outcome
from arrears.kernel.days import is_rest_day_or_weekend

BUSY_AGAIN_MINUTES = 120
OWING_ROLES = frozenset({"debtor", "joint_debtor", "guarantor", "organ"})
"""Who may be spoken to about the debt; `organ`: who acts for a company (representative, finance, decider)."""

_ROLES = ("joint_debtor", "guarantor", "spouse", "emergency_contact", "front_desk", "other")
_ORGANS = frozenset({"legal_representative", "finance_contact", "decides_payment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What follows from an outcome of a call.

    `result`: what the gate's books say of the call (GATE.md, history). `stop`: the stop that is placed at
    once. `point_state`: the new state of the number. `suppress_person`: this person is never contacted
    again (CN-P3). `needs`: what a person still has to record: promise, dispute, hardship, complaint,
    ledger, contact, reason. `days`: workdays until the follow-up (0: today), `minutes`: sooner today.
    """

    result: str
    needs: str = ""
    days: int | None = None
    minutes: int | None = None
    stop: str | None = None
    point_state: str | None = None
    suppress_person: bool = False
    tell_nothing: bool = False


_TABLE: dict[Outcome, Consequence] = {
    Outcome.REACHED_DEBTOR: Consequence(result="conversation", needs="reason", days=3),
    Outcome.THIRD_PERSON: Consequence(result="answered", days=1, tell_nothing=True),
    Outcome.WRONG_NUMBER: Consequence(
        result="answered", needs="contact", days=1, point_state="wrong_number", tell_nothing=True
    ),
    Outcome.NO_ANSWER: Consequence(result="no_answer", days=1),
    Outcome.BUSY: Consequence(result="busy", days=0, minutes=BUSY_AGAIN_MINUTES),
    Outcome.OUT_OF_SERVICE: Consequence(
        result="out_of_service", needs="contact", days=1, point_state="out_of_service"
    ),
    Outcome.REFUSED: Consequence(result="conversation", needs="reason", days=3),
    Outcome.PROMISED: Consequence(result="conversation", needs="promise", days=0),
    Outcome.DISPUTE: Consequence(result="conversation", needs="dispute", days=0, stop="dispute_oral"),
    Outcome.HARDSHIP: Consequence(result="conversation", needs="hardship", days=0, stop="hardship"),
    Outcome.COMPLAINT: Consequence(result="conversation", needs="complaint", days=0, stop="complaint"),
    Outcome.LEFT_MESSAGE: Consequence(result="voicemail", days=2),
    Outcome.PAID_ALREADY: Consequence(result="conversation", needs="ledger", days=1),
    Outcome.CALL_BACK: Consequence(result="conversation", days=0),
}

ONLY_FROM_WHO_OWES = frozenset({Outcome.REACHED_DEBTOR, Outcome.PROMISED})
"""Outcomes that a third person cannot give: nothing about the debt is discussed with them (CN-P2)."""

_MESSAGE_RESULTS = {"out_of_service": "failed"}


def role_of(is_debtor: bool, roles: Iterable[str]) -> str:
    """One word for how a person stands to the case, the nearest to the debt first."""
    held = set(roles)
    if is_debtor or "debtor" in held:
        return "debtor"
    if held & _ORGANS:
        return "organ"
    return next((role for role in _ROLES if role in held), "unknown")


def what_follows(code: Outcome, *, role: str, written: bool = False, channel: str = "call") -> Consequence:
    """The consequence of an outcome with a person in a role on the debt.

    A third person who refuses is left alone for good; the debtor's own refusal is no stop. A dispute in
    writing places the written kind. A message that got an answer was delivered.
    """
    found = _TABLE[code]
    if role not in OWING_ROLES and code is Outcome.REFUSED:
        found = Consequence(result="answered", suppress_person=True, tell_nothing=True)
    if written and found.stop == "dispute_oral":
        found = replace(found, stop="dispute_written")
    if channel != "call":
        found = replace(found, result=_MESSAGE_RESULTS.get(found.result, "delivered"))
    return found


def reached(code: Outcome | None, role: str) -> bool:
    """Whether somebody who owes was spoken with."""
    return code is not None and role in OWING_ROLES and _TABLE[code].result == "conversation"


def follow_up_day(days: int, today: date) -> date:
    """So many workdays after today; today itself for 0. Weekends alone count where no calendar is known."""
    day = today
    for _ in range(days):
        day += timedelta(days=1)
        while is_rest_day_or_weekend(day):
            day += timedelta(days=1)
    return day
