"""Dates of court procedure: payment order, preservation, enforcement, small claims, summary, appeal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict

from arrears.book.calculators.contracts.basis import Doubt, Step
from arrears.book.calculators.contracts.fields import (
    LIST_MAX,
    STRICT,
    Cents,
    Count,
    Day,
    Moment,
    Name,
    PositiveCents,
    Yes,
    said,
)
from arrears.book.calculators.contracts.terms import CalendarState, Pause, RestartEvent


class ObjectionForm(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"


class ObjectionGround(StrEnum):
    DEBT = "debt"
    """Denies the debt or part of it."""
    CANNOT_PAY = "cannot_pay"
    """Says only that it cannot pay now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What the debtor brought against a payment order."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    on: Annotated[Day, said("提出日期", "day it was made")]
    form: Annotated[ObjectionForm, said("书面或口头", "written or oral")]
    ground: Annotated[
        ObjectionGround, said("否认债务，或只称无力清偿", "denies the debt, or only cannot pay")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrderInput:
    """Payment order (督促程序), CN-M2: give the days that are known."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["payment_order"] = "payment_order"
    counter_debt: Annotated[
        Yes | None, said("双方是否另有债务纠纷", "whether creditor and debtor have another debt between them")
    ] = None
    can_be_served: Annotated[Yes | None, said("支付令能否送达", "whether the order can be served")] = None
    applied_on: Annotated[Day | None, said("申请日", "day of application")] = None
    accepted_on: Annotated[Day | None, said("受理日", "day of acceptance")] = None
    issued_on: Annotated[Day | None, said("发出支付令之日", "day the order was issued")] = None
    served_on: Annotated[Day | None, said("债务人收到之日", "day the debtor received it")] = None
    objection: Annotated[Objection | None, said("异议", "objection")] = None
    ended_notice_on: Annotated[
        Day | None, said("收到终结裁定之日", "day the applicant received the ruling that ends it")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreSuitPreservationInput:
    """Preservation before suit, CN-M3."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["pre_suit_preservation"] = "pre_suit_preservation"
    amount: Annotated[PositiveCents | None, said("请求保全数额", "value to be preserved")] = None
    applied_at: Annotated[
        Moment | None, said("法院接受申请的时刻", "moment the court took the application")
    ] = None
    measure_on: Annotated[Day | None, said("采取保全措施之日", "day of the measure")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreservationInput:
    """Preservation in a suit, CN-M4."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["preservation"] = "preservation"
    amount: Annotated[PositiveCents | None, said("请求保全数额", "value to be preserved")] = None
    expires_on: Annotated[Day | None, said("查封冻结期限届满日", "day the seizure or freeze expires")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementInput:
    """Application for enforcement, CN-M5: two years, restarted and paused like limitation."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["enforcement"] = "enforcement"
    performance_end: Annotated[Day | None, said("履行期间的最后一日", "last day of the performance term")] = (
        None
    )
    instalments: Annotated[
        tuple[Day, ...],
        said("分期履行的各期最后一日", "last days of performance by instalments", max_length=LIST_MAX),
    ] = ()
    effective_on: Annotated[
        Day | None, said("未定履行期间时：文书生效日", "without a term: day the judgment took effect")
    ] = None
    events: Annotated[
        tuple[RestartEvent, ...], said("中断事件", "events that restart", max_length=LIST_MAX)
    ] = ()
    pauses: Annotated[tuple[Pause, ...], said("中止的障碍", "obstacles", max_length=100)] = ()
    joint_debtors: Annotated[tuple[Name, ...], said("连带债务人", "joint debtors", max_length=100)] = ()
    as_of: Annotated[Day | None, said("查询日", "day for which the state is asked")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallClaimsInput:
    """Small claims, CN-M6; the local yearly wage is an input."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["small_claims"] = "small_claims"
    amount: Annotated[PositiveCents, said("标的额", "amount in dispute", synonyms=("claim",))]
    yearly_wage: Annotated[
        PositiveCents,
        said("本地上年度就业人员年平均工资", "local average yearly wage of the year before"),
    ]
    agreed: Annotated[Yes | None, said("双方是否约定适用", "whether both sides agreed to it")] = None
    filed_on: Annotated[Day | None, said("立案日", "day of filing")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryInput:
    """Summary procedure, CN-M7."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["summary"] = "summary"
    filed_on: Annotated[Day, said("立案日", "day of filing")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealInput:
    """Appeal, CN-M8."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Literal["appeal"] = "appeal"
    served_on: Annotated[Day, said("送达日", "day the decision was served")]
    decision: Annotated[Literal["judgment", "ruling"], said("判决或裁定", "judgment or ruling")] = "judgment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One limit: by whom what must be done."""

    what: Annotated[str, said("代码", "stable code")]
    who: Annotated[Literal["creditor", "debtor", "court", "either"], said("由谁", "who must act")]
    starts: Annotated[str, said("起算（当日当时不计）", "counted from, that day or hour left out")]
    nominal_day: Annotated[Day, said("届满日（未顺延）", "last day before rest days are looked at")]
    last_day: Annotated[Day | None, said("最后一日（遇休息日顺延）", "last day; null while it cannot end")]
    at: Annotated[Moment | None, said("按小时计的时刻", "the moment, for limits in hours")]
    calendar: Annotated[CalendarState, said("休息日资料是否可知", "whether rest days are known")]
    rule: Annotated[str, said("规则", "rule id")]
    zh: Annotated[str, said("中文说明", "what must be done, in Chinese")]
    en: Annotated[str, said("英文说明", "what must be done, in English")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureOutput:
    """The limits that follow from the days given, and what can be said of the road itself."""

    kind: Annotated[str, said("程序", "which procedure")]
    verdict: Annotated[
        str | None,
        said(
            "结论：admissible、not_admissible、order_stands、order_failed、unserved、mandatory、by_agreement、not_available、running、expired、paused、proceedings_pending、unknown",
            "what follows; null when nothing can be said",
        ),
    ]
    deadlines: Annotated[tuple[Deadline, ...], said("期限", "limits")]
    security: Annotated[Cents | None, said("担保数额（诉讼中为上限）", "security; in a suit its upper limit")]
    final: Annotated[Yes | None, said("是否一审终审", "whether the first decision is final")]
    days_left: Annotated[Count | None, said("距最早期限的天数", "days left (enforcement with `as_of`)")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]
