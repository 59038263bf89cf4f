"""Which facts a case has at all, as bits: a rule that needs one of some facts is not called without them.

This only saves time: every rule also looks for itself (a test runs them all either way).
"""

from __future__ import annotations

from arrears.gate.contracts import Case

STOPS = 1
TEXT = 2
FIRST = 4
PLAN = 8
AUDIENCE = 16
PAYEE = 32
ENTRY = 64
AUTOMATED = 128
ORGANISATION = 256
THIRD = 512  # somebody else than a debtor, a joint debtor or a guarantor
NEED = 1024  # a vulnerability or minority is noted
SLOTS = 2048
ZONES = 4096
PLACE = 8192  # a visit, a public notice, or an unknown channel
ANSWERING = 16384
DEMAND = 32768
WORK = 65536  # a place or an address of work
REPLY = 131072  # an answer, or the contact that it answers
NOTICE = 262144  # a first contact, or a debt whose first communication is known
VALIDATION = 524288
LAWSUIT = 1048576  # a suit, an unknown channel, or notice of a remedy

_OBLIGED = ("debtor", "joint_debtor", "guarantor")
_AT_WORK = ("work", "employer_provided")
_SUITS = ("suit", None)
_PLACES = ("visit", "public_notice", None)

_PURPOSES: dict[str | None, int] = {"validation": VALIDATION, "remedy_notice": LAWSUIT, "answer": REPLY}


def present(case: Case) -> int:
    """The bits of a case."""
    act, debtor = case.act, case.debtor
    found = STOPS if case.stops else 0
    if case.recipient.role not in _OBLIGED:
        found |= THIRD
    if act.text:
        found |= TEXT
    if act.channel in _PLACES:
        found |= PLACE
    if act.first_contact:
        found |= FIRST | NOTICE
    else:
        for debt in case.debts:
            if debt.first_communication is not None:
                found |= NOTICE
                break
    if act.place == "work" or act.address_kind in _AT_WORK:
        found |= WORK
    if act.channel in _SUITS:
        found |= LAWSUIT
    found |= _PURPOSES.get(act.purpose, 0)
    if act.plan_months is not None:
        found |= PLAN
    if act.audience is not None:
        found |= AUDIENCE
    if act.payee is not None:
        found |= PAYEE
    if act.uninvited_entry is not None:
        found |= ENTRY
    if act.automated_decision is not None:
        found |= AUTOMATED
    if act.recipient_organisation is not None:
        found |= ORGANISATION
    if act.answering is not None:
        found |= ANSWERING | REPLY
    if act.single_payment_demand is not None:
        found |= DEMAND
    if debtor.zones:
        found |= ZONES
    if debtor.barred_slots:
        found |= SLOTS
    if debtor.vulnerable or debtor.minor:
        found |= NEED
    return found
