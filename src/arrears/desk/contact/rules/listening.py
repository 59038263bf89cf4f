"""Which talks a leader listens to: what went wrong or may have, newcomers', and a fair sample of the rest."""

from __future__ import annotations

from arrears.desk.contact.contracts import Outcome
from arrears.kernel.words import Words

LONG_SECONDS = 600
SAMPLE_ONE_IN = 20
SERIOUS: dict[Outcome, Words] = {
    Outcome.COMPLAINT: Words("对方投诉", "They complained"),
    Outcome.REFUSED: Words("对方拒绝沟通", "They refused to talk"),
    Outcome.HARDSHIP: Words("对方有困难", "They are in hardship"),
    Outcome.THIRD_PERSON: Words("第三人接听", "A third person answered"),
}
LONG = Words("通话较长", "A long talk")
NEWCOMER = Words("新人的通话", "A newcomer's talk")
SAMPLE = Words("抽样", "Sample")


def why_listen(
    attempt_id: int, outcome: Outcome | None, duration_s: int | None, *, newcomer: bool
) -> tuple[Words, ...]:
    """Why a talk is on the listening list; empty when it is not. The sample follows from the number of the
    attempt, so that nobody chooses it and it is the same however often it is asked."""
    reasons = [SERIOUS[outcome]] if outcome in SERIOUS else []
    if (duration_s or 0) >= LONG_SECONDS:
        reasons.append(LONG)
    if newcomer:
        reasons.append(NEWCOMER)
    if not reasons and attempt_id % SAMPLE_ONE_IN == 0:
        reasons.append(SAMPLE)
    return tuple(reasons)
