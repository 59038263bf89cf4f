"""Values that pass the door of the team room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from arrears.kernel.words import Words

T = TypeVar("T")
PAGE_SIZE_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list; `total` counts all rows that match."""

    items: tuple[T, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


class ItemState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    LATER = "later"


class Why(StrEnum):
    """Why a case is on the worklist today."""

    STEP = "step"
    FOLLOW_UP = "follow_up"
    OVERDUE_FOLLOW_UP = "overdue_follow_up"
    CALL_BACK = "call_back"
    PROMISE_BROKEN = "promise_broken"
    PROMISE_PARTLY_KEPT = "promise_partly_kept"
    CONCERN_TO_RECORD = "concern_to_record"
    CONCERN_DUE = "concern_due"
    PROMISE_TO_RECORD = "promise_to_record"
    LEDGER_TO_CHECK = "ledger_to_check"
    NO_NEXT_STEP = "no_next_step"


WHY_WORDS: dict[Why, Words] = {
    Why.STEP: Words("策略建议的步骤", "The step that the strategy proposes"),
    Why.FOLLOW_UP: Words("今日需跟进", "To be followed up today"),
    Why.OVERDUE_FOLLOW_UP: Words("跟进已过期", "The follow-up is overdue"),
    Why.CALL_BACK: Words("约定今日回电", "Agreed to call back today"),
    Why.PROMISE_BROKEN: Words("承诺未履行", "A promise was broken"),
    Why.PROMISE_PARTLY_KEPT: Words("承诺只履行了一部分", "A promise was kept in part"),
    Why.CONCERN_TO_RECORD: Words("通话中提出的情况尚未登记", "Raised in a talk and not recorded yet"),
    Why.CONCERN_DUE: Words("异议或投诉答复将到期", "An answer to a concern falls due"),
    Why.PROMISE_TO_RECORD: Words("通话中的承诺尚未登记", "A promise made in a talk is not recorded yet"),
    Why.LEDGER_TO_CHECK: Words("客户表示已还款，待核对", "The debtor says it is paid: check the ledger"),
    Why.NO_NEXT_STEP: Words("没有下一步安排", "Nothing was planned for this case"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLine:
    code: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemFacts:
    """One case on a day's worklist. Amounts in minor units of `currency`."""

    id: int
    creditor_id: int
    debtor_id: int
    business_date: date
    user_id: int | None
    rank: int
    why: tuple[WhyLine, ...]
    state: ItemState
    due_on: date
    due_at: datetime | None
    not_before: datetime | None
    taken_at: datetime | None
    taken_by_id: int | None
    action: str
    channel: str
    script: str
    segment: str
    days_past_due: int
    overdue_minor: int
    value_minor: int
    currency: str
    escalated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a worklist is narrowed to; None and empty mean no limit."""

    creditor_id: int | None = None
    user_id: int | None = None
    mine: bool = False
    unassigned: bool = False
    states: tuple[str, ...] = ("open", "taken")
    why: str | None = None
    action: str | None = None
    channel: str | None = None
    segment: str | None = None
    days_past_due_min: int | None = None
    days_past_due_max: int | None = None
    overdue_minor_min: int | None = None
    escalated: bool | None = None
    debtor_ids: tuple[int, ...] = ()
    order: str = "rank"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistSummary:
    business_date: date
    items: int
    assigned: int
    by_why: Mapping[str, int] = field(default_factory=dict)
    escalated: int = 0
    without_next_step: int = 0


class FollowUpState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpOrder:
    creditor_id: int
    debtor_id: int
    due_on: date
    what: str
    due_at: datetime | None = None
    user_id: int | None = None
    source: str = "person"
    source_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFacts:
    id: int
    creditor_id: int
    debtor_id: int
    due_on: date
    due_at: datetime | None
    what: str
    user_id: int | None
    source: str
    source_id: int | None
    state: FollowUpState
    escalated_on: date | None
    made_by: str


class Department(StrEnum):
    RISK = "risk"
    LEGAL = "legal"
    SALES = "sales"
    FINANCE = "finance"


DEPARTMENT_WORDS: dict[Department, Words] = {
    Department.RISK: Words("风控", "Risk"),
    Department.LEGAL: Words("法务", "Legal"),
    Department.SALES: Words("销售", "Sales"),
    Department.FINANCE: Words("财务", "Finance"),
}


class TaskState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOrder:
    """A question or a task to a department. `due_at` None takes the department's usual time."""

    creditor_id: int
    debtor_id: int
    department: Department
    question: str
    account_id: int | None = None
    due_at: datetime | None = None
    concern_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """`question` and `answer` are empty unless asked for with `reveal=True`."""

    id: int
    creditor_id: int
    debtor_id: int
    account_id: int | None
    department: Department
    state: TaskState
    asked_by: str
    asked_at: datetime
    due_at: datetime
    answered_by: str
    answered_at: datetime | None
    late: bool
    escalated_at: datetime | None
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentMemberFacts:
    """Who answers for a department now."""

    user_id: int
    name: str
    department: Department


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFigures:
    """A department's tasks of a period, by the day they were asked. `late`: answered after their time, or
    still open past it. `hours`: the usual time to the answer (median), None while nothing was answered."""

    department: Department
    asked: int
    answered: int
    open: int
    late: int
    hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFacts:
    id: int
    user_id: int
    name: str
    deputy: str
    first: date
    last: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    id: int
    name: str
    leader_id: int | None
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDay:
    """One person's day. Money in minor units of one currency (rows differ by currency)."""

    user_id: int
    name: str
    team_id: int | None
    currency: str
    queue: int
    taken: int
    done: int
    attempts: int
    reached: int
    promises: int
    promised_minor: int
    kept: int
    broken: int
    received_minor: int
    complaints: int
    follow_ups_overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """The board of a day. Simulated attempts are counted apart; they never enter `reached`."""

    business_date: date
    people: tuple[PersonDay, ...]
    unassigned: int
    attempts: int
    simulated: int
    reached: int
    promises: int
    kept: int
    broken: int
    complaints: int
    follow_ups_overdue: int
    tasks_late: int
    received: tuple[tuple[str, int], ...]
    promised: tuple[tuple[str, int], ...]


NOTHING_CHOSEN = Words("请先勾选案件", "Tick the cases first")


class NotYours(PermissionError):
    """The item is somebody else's, or the role may not do this."""
