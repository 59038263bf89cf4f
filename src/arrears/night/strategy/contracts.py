"""Strategies: segments, steps and guards, and the lines they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from arrears.kernel.words import Words

STEPS_MAX = 62  # a step is one bit of a 64-bit mask
REVIEW_DAYS_MAX = 90


class Action(StrEnum):
    NONE = "none"
    SMS = "sms"
    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"
    LAWYER_LETTER = "lawyer_letter"
    LOCATE_ASSET = "locate_asset"
    PRESERVATION = "preservation"
    SUIT = "suit"
    AGENCY = "agency"
    REPAIR_CONTACT = "repair_contact"
    CARE = "care"


ACTION_WORDS: dict[Action, Words] = {
    Action.NONE: Words("今日无需行动", "Nothing to do today"),
    Action.SMS: Words("短信提醒", "Text message"),
    Action.EMAIL: Words("邮件提醒", "E-mail"),
    Action.CALL: Words("电话沟通", "Phone call"),
    Action.LETTER: Words("寄送信函", "Letter"),
    Action.VISIT: Words("上门拜访", "Visit"),
    Action.LAWYER_LETTER: Words("律师函", "Lawyer letter"),
    Action.LOCATE_ASSET: Words("查找标的物", "Locate the asset"),
    Action.PRESERVATION: Words("收回或财产保全", "Repossession or preservation"),
    Action.SUIT: Words("诉讼", "Suit"),
    Action.AGENCY: Words("委托外部机构", "Place with an agency"),
    Action.REPAIR_CONTACT: Words("依法修复联系方式", "Find a lawful way of contact"),
    Action.CARE: Words("关怀处理", "Care"),
}

CONTACT_ACTIONS = frozenset({Action.SMS, Action.EMAIL, Action.CALL, Action.LETTER, Action.LAWYER_LETTER})
"""Actions that desk.contact carries out, so that an attempt shows that the step was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Whole numbers from `low` to `high`, both included; None is open."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a ladder. All timing that is given must hold; `when` is a further condition.

    `days`: days on the ladder (days past due without paused days). `days_before_due`: days to the next due
    date. `day_of_month`: calendar days; a month that is too short has the step on its last day.
    `after_broken`: days since the last broken promise. `wait_days`: not sooner than this many days after the
    last attempt. `once`: once in an episode of arrears; a contact is proposed again until an attempt was made,
    at most for the strategy's `retry_days` when it is automatic or the work of another room.
    """

    id: str
    title: Words
    action: Action
    channel: str | None
    script: str | None = None
    audience: str = "debtor"
    automatic: bool = False
    days: Window | None = None
    days_before_due: Window | None = None
    day_of_month: tuple[int, ...] = ()
    after_broken: Window | None = None
    wait_days: int | None = None
    once: bool = False
    retired: bool = False
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Accounts treated alike. The first segment whose condition holds takes the account."""

    id: str
    title: Words
    when: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A state that stands before every strategy: a stop, a dispute, a promise that is not due yet.

    `resume`: a documented column of days until the state ends by itself; None: looked at again after
    `review_days`.
    """

    id: str
    title: Words
    when: str
    action: Action = Action.NONE
    resume: str | None = None
    review_days: int = 7


TICKETS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """For whom a strategy holds. `creditor_ids` empty: every creditor.

    An experiment gives each debtor a ticket from 0 to TICKETS - 1 that follows from the debtor's number and
    the experiment's salt alone, so that a debtor stays in an arm; the strategy takes `first` to `last`. A second
    ticket (`wave_salt`) says when a debtor enters: those up to `wave_last` have. `experiment` and `arm` are
    written on every decision of such a strategy.
    """

    creditor_ids: tuple[int, ...] = ()
    salt: int | None = None
    first: int = 0
    last: int = TICKETS - 1
    wave_salt: int | None = None
    wave_last: int = TICKETS - 1
    experiment: int | None = None
    arm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A ladder for some accounts.

    `collect`: all steps that are due are proposed together (several means at once); otherwise the first.
    """

    id: str
    version: str
    title: Words
    applies: str
    segments: tuple[Segment, ...]
    review_days: int = 7
    retry_days: int = 3
    collect: bool = False
    scope: Scope = Scope()

    def steps(self) -> tuple[Step, ...]:
        """All steps in the order of the file; the place of a step is its bit in the mask of done steps."""
        return tuple(step for segment in self.segments for step in segment.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One outcome of the strategies: its code in the columns, and what it means."""

    code: int
    strategy: str
    segment: str
    step: str
    action: Action
    channel: str | None
    script: str | None
    audience: str
    automatic: bool
    reasons: tuple[tuple[str, Words], ...] = field(default=())


class StrategyError(ValueError):
    """A strategy cannot be used; the text names the file's part and says why."""


class Fault(StrEnum):
    UNREACHABLE_SEGMENT = "unreachable_segment"
    UNREACHABLE_STEP = "unreachable_step"
    GAP = "gap"
    OVERLAP = "overlap"
    MOVED_STEP = "moved_step"
    ALWAYS_REFUSED = "always_refused"


FATAL = frozenset({Fault.UNREACHABLE_SEGMENT, Fault.UNREACHABLE_STEP, Fault.GAP, Fault.MOVED_STEP})
"""Faults that keep a strategy from being approved; the others are for a person to weigh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: where, in words, and an account (by its columns) that shows it."""

    fault: Fault
    place: str
    words: Words
    example: Mapping[str, Any]

    @property
    def fatal(self) -> bool:
        return self.fault in FATAL
