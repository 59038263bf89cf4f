"""What comes first on a worklist, and what needs the gate's consent before it is handed out."""

from __future__ import annotations

from arrears.people.team.contracts import WHY_WORDS, Why

PRIORITY: dict[Why, int] = {
    Why.CALL_BACK: 10,
    Why.CONCERN_TO_RECORD: 15,
    Why.OVERDUE_FOLLOW_UP: 20,
    Why.PROMISE_TO_RECORD: 25,
    Why.PROMISE_BROKEN: 30,
    Why.FOLLOW_UP: 35,
    Why.LEDGER_TO_CHECK: 40,
    Why.PROMISE_PARTLY_KEPT: 45,
    Why.STEP: 50,
    Why.CONCERN_DUE: 55,
    Why.NO_NEXT_STEP: 90,
}
"""Lower comes first: what was agreed with the debtor, what must not be lost, what falls due, then value."""

BY_CONTACT = frozenset(
    {
        Why.CALL_BACK, Why.OVERDUE_FOLLOW_UP, Why.PROMISE_BROKEN, Why.FOLLOW_UP, Why.PROMISE_PARTLY_KEPT, Why.STEP,
        Why.NO_NEXT_STEP,
    }
)  # fmt: skip
"""Reasons that are answered by contacting somebody: the gate is asked before such a case is handed out."""

HIDDEN_WHEN_STOPPED = BY_CONTACT - {Why.FOLLOW_UP, Why.OVERDUE_FOLLOW_UP}
"""A stopped case is not listed for these; its diary still is, since it may hold something else to do."""

ESCALATE_DAYS = 2
"""A follow-up that is overdue by so many days goes to the leader."""

NEXT_STEP_DAYS = 3
"""Workdays until the follow-up that is planned for a case which would be left without a next step."""


def rows() -> list[tuple[str, int, bool, str, str]]:
    """The table as SQL takes it: code, priority, hidden when stopped, words in Chinese and English."""
    return [
        (why.value, PRIORITY[why], why in HIDDEN_WHEN_STOPPED, WHY_WORDS[why].zh, WHY_WORDS[why].en)
        for why in Why
    ]
