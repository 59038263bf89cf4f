"""Values of one account that is decided now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.kernel.words import Words
from arrears.night.engine.contracts import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Would:
    """The decision if one thing were other than it is. `same`: neither the step nor its day would change.

    `code` wait: nothing but the days until the first change; the law of those days is not asked.
    """

    code: str
    words: Words
    same: bool
    segment: str
    step: str
    action: str
    channel: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a night would decide for an account by the books of this moment.

    `decided` belongs to no night (`run_id` 0). `night`: what the normal night of the date decided, None without one.
    `limited`: the house has limits, which a single account does not see. `opens_minute`: of the creditor's day, from
    which the channel of the step is permitted.
    """

    decided: Proposal
    night: Proposal | None
    limited: bool
    opens_minute: int | None
    would: tuple[Would, ...]

    @property
    def as_the_night(self) -> bool | None:
        """Whether the night decided the same step and day; None without a night."""
        if self.night is None:
            return None
        mine, nights = self.decided, self.night
        return (mine.strategy, mine.segment, mine.step, mine.due_on) == (
            nights.strategy, nights.segment, nights.step, nights.due_on
        )  # fmt: skip
