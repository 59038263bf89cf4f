"""Two communications in seven days on the debtor's own numbers, two in thirty days elsewhere, for each debt."""

from __future__ import annotations

from datetime import datetime

from arrears.gate.contracts import PastContact
from arrears.gate.packs.parts import counters
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, Outcome, Params, failed, passed

_COUNTED = frozenset({"call", "sms", "voicemail", None})
_OWN = frozenset({"personal"})


def two_a_week(facts: Facts, p: Params) -> Outcome:
    """US-F9. Which bucket a past number falls in is known only for the number of the act; others count in both.

    Every try counts, and those of every operator: the text speaks of initiating, and of the debt.
    """
    if facts.role == "attorney":
        return NOT_APPLICABLE
    kind = facts.act.address_kind
    checks = []
    if kind in _OWN or kind in (None, "unknown"):
        checks.append(("own", p.days_own, p.most_own))
    if kind not in _OWN:
        checks.append(("elsewhere", p.days_elsewhere, p.most_elsewhere))
    zones = facts.zones(p.zones)
    worst, barred = -1, ""
    reopens: list[datetime | None] = []
    for debt in facts.act.debts or (None,):
        moments = [contact.at for contact in facts.history if _counts(contact, debt, facts)]
        for key, days, most in checks:
            found = counters.rolling(moments, facts, zones, days, most)
            worst = max(worst, found.reached)
            if found.reached >= most:
                barred = key
                reopens.append(found.reopen)
    if barred:
        return failed(barred, reopen=counters.latest(reopens), count=worst)
    return passed("count", count=worst)


def _counts(contact: PastContact, debt: str | None, facts: Facts) -> bool:
    if contact.direction == "in" or contact.channel not in _COUNTED or not facts.same_person(contact):
        return False
    return debt is None or not contact.debts or debt in contact.debts
