"""Limitation and guarantee periods: what restarts, pauses or ends them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict

from arrears.book.calculators.contracts.basis import Doubt, Step
from arrears.book.calculators.contracts.fields import LIST_MAX, STRICT, Count, Day, Name, Yes, said

CalendarState = Literal["known", "unknown"]


class Restart(StrEnum):
    """What may restart limitation (CN-N3, N7, N8); the last eleven of Art. 195 and the SPC rules."""

    DEMAND = "demand"
    AUTO_DEBIT = "auto_debit"
    ASSIGNMENT_NOTICE = "assignment_notice"
    CONSENT = "consent"
    PLAN = "plan"
    PART_PAYMENT = "part_payment"
    SECURITY = "security"
    DELAY_REQUEST = "delay_request"
    SIGNED_NOTICE = "signed_notice"
    SUIT = "suit"
    ARBITRATION = "arbitration"
    PAYMENT_ORDER = "payment_order"
    BANKRUPTCY_CLAIM = "bankruptcy_claim"
    PRE_SUIT_PRESERVATION = "pre_suit_preservation"
    ENFORCEMENT = "enforcement"
    MEDIATION = "mediation"
    POLICE_REPORT = "police_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartEvent:
    """Something that may restart limitation."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Annotated[
        Restart,
        said(
            "种类：催告、扣款、转让通知、同意、计划、部分清偿、担保、请求延期、签收催款通知、起诉、仲裁、支付令、申报债权、诉前保全、执行、调解、报案",
            "kind of event",
        ),
    ]
    date: Annotated[
        Day, said("日期；催告与转让通知为到达债务人之日", "day; of arrival for demands and notices")
    ]
    reached_debtor: Annotated[
        Yes | None,
        said(
            "催告、转让通知是否到达债务人；未知为空，不计入",
            "for demands and notices: whether it reached the debtor; null is unknown and is not counted",
        ),
    ] = None
    ended_on: Annotated[
        Day | None, said("程序终结之日", "for proceedings: the day they ended; the period restarts then")
    ] = None
    pending: Annotated[
        Yes | None, said("程序是否仍在进行", "for proceedings: true while they are still open")
    ] = None
    debtor: Annotated[
        Name | None,
        said("针对哪一位债务人；空即本债务人", "against which debtor; null is the debtor asked about"),
    ] = None
    rest_waived: Annotated[
        Yes, said("只主张部分且放弃其余", "only a part was demanded and the rest was given up")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """An obstacle to suing (Civil Code 194)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    from_: Annotated[Day, said("障碍开始之日", "day the obstacle began", key="from")]
    to: Annotated[Day | None, said("障碍消除之日；尚在为空", "day it went; null while it stands")] = None
    reason: Annotated[Name | None, said("原因", "what it is, in the caller's words")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationInput:
    """One debt, what happened to it, and on which day the question is asked."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    due_date: Annotated[
        Day | None, said("债务到期日", "day the debt fell due", synonyms=("due",), examples=["2023-03-15"])
    ] = None
    instalments: Annotated[
        tuple[Day, ...],
        said("同一债务分期履行的各期到期日", "due days of one debt owed by instalments", max_length=LIST_MAX),
    ] = ()
    known_on: Annotated[
        Day | None,
        said("知道或应当知道之日，如晚于到期日", "day the creditor knew or should have known, when later"),
    ] = None
    events: Annotated[
        tuple[RestartEvent, ...], said("可能中断的事件", "events that may restart", max_length=LIST_MAX)
    ] = ()
    pauses: Annotated[tuple[Pause, ...], said("中止的障碍", "obstacles", max_length=100)] = ()
    joint_debtors: Annotated[
        tuple[Name, ...],
        said(
            "连带债务人：对其中一人的事件及于全体",
            "joint debtors: an event on one acts on all",
            max_length=100,
        ),
    ] = ()
    as_of: Annotated[Day | None, said("查询日", "day for which the state is asked", synonyms=("today",))] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A run of the period from one start to its end."""

    from_: Annotated[Day, said("起算日（当日不计）", "counted from, that day left out", key="from")]
    nominal_day: Annotated[Day, said("届满日（未顺延）", "ends, before any rest day is looked at")]
    cause: Annotated[str, said("原因", "what started it")]
    rule: Annotated[str, said("规则", "rule id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationOutput:
    """When the period ends. Act by `safe_day`; `last_day` is what the law gives as far as it is known."""

    start: Annotated[Day, said("当前期间的起算日", "start of the period that runs now")]
    nominal_day: Annotated[Day, said("届满日（未顺延）", "last day before rest days are looked at")]
    last_day: Annotated[
        Day | None,
        said(
            "最后一日（遇休息日顺延）；程序或障碍未结束为空",
            "last day, moved past rest days; null while open",
        ),
    ]
    safe_day: Annotated[Day, said("保守的最后行动日", "the conservative day by which to act")]
    ceiling: Annotated[Day | None, said("二十年最长期间届满日", "end of the twenty-year ceiling")]
    calendar: Annotated[
        CalendarState, said("休息日资料是否可知", "whether the rest days around the last day are known")
    ]
    state: Annotated[
        Literal["running", "expired", "paused", "proceedings_pending", "unknown"] | None,
        said("查询日的状态", "state on `as_of`; null without it"),
    ]
    expired: Annotated[Yes | None, said("是否届满；未知为空", "whether it has expired; null when unknown")]
    days_left: Annotated[Count | None, said("距安全日的天数", "days from `as_of` to `safe_day`")]
    rest_last_day: Annotated[
        Day | None, said("放弃其余部分时，其余部分的届满日", "last day for the rest where it was waived")
    ]
    periods: Annotated[tuple[Period, ...], said("历次期间", "every run of the period")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]


class GuaranteeKind(StrEnum):
    GENERAL = "general"
    JOINT = "joint"
    UNCLEAR = "unclear"


class AgreedPeriod(StrEnum):
    """What the contract says of the period in words."""

    NONE = "none"
    UNCLEAR = "unclear"
    UNTIL_REPAID = "until_repaid"


class GuaranteeAct(StrEnum):
    DEMAND_ON_GUARANTOR = "demand_on_guarantor"
    SUIT_AGAINST_GUARANTOR = "suit_against_guarantor"
    ARBITRATION_AGAINST_GUARANTOR = "arbitration_against_guarantor"
    SUIT_AGAINST_DEBTOR = "suit_against_debtor"
    ARBITRATION_AGAINST_DEBTOR = "arbitration_against_debtor"
    SIGNED_NOTICE = "signed_notice"
    NEW_CONTRACT = "new_contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeEvent:
    """An act of the creditor or the guarantor."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: Annotated[GuaranteeAct, said("行为", "act")]
    date: Annotated[Day, said("日期", "day")]
    guarantor: Annotated[
        Name | None, said("针对哪一位保证人；空即本保证人", "which guarantor; null is the one asked about")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeInput:
    """One guarantor of one debt; ask once per guarantor (CN-G6)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    due_date: Annotated[
        Day, said("主债务到期日", "day the main debt fell due", synonyms=("due",), examples=["2025-01-31"])
    ]
    type: Annotated[GuaranteeKind, said("保证方式；未约定为 unclear", "kind; unclear when not agreed")] = (
        GuaranteeKind.UNCLEAR
    )
    agreed: Annotated[
        AgreedPeriod | None,
        said("未约定期间的写法：无、不明、直至还清", "wording without a term: none, unclear, until repaid"),
    ] = None
    agreed_until: Annotated[Day | None, said("约定的保证期间届满日", "agreed last day of the period")] = None
    agreed_months: Annotated[
        Count | None, said("约定自到期日起几个月", "agreed months from the due day", ge=1, le=600)
    ] = None
    extended_due_date: Annotated[
        Day | None, said("与债务人约定的新到期日", "new due day agreed with the debtor")
    ] = None
    guarantor_agreed_extension: Annotated[
        Yes | None, said("保证人是否书面同意延期", "whether the guarantor agreed to it in writing")
    ] = None
    guarantor: Annotated[Name | None, said("保证人", "key of the guarantor asked about")] = None
    events: Annotated[tuple[GuaranteeEvent, ...], said("行为", "acts", max_length=LIST_MAX)] = ()
    refusal_right_ended_on: Annotated[
        Day | None,
        said("一般保证人拒绝权消灭之日", "general guarantee: day the right to refuse ended"),
    ] = None
    as_of: Annotated[Day | None, said("查询日", "day for which the state is asked", synonyms=("today",))] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeOutput:
    """The guarantee period, what must be done inside it, and whether it was."""

    type: Annotated[GuaranteeKind, said("按何种保证处理", "kind the answer is based on")]
    starts: Annotated[Day, said("期间起算日（当日不计）", "period counted from, that day left out")]
    nominal_day: Annotated[Day, said("届满日（未顺延）", "last day before rest days are looked at")]
    last_day: Annotated[Day, said("最后一日（遇休息日顺延）", "last day, moved past rest days where known")]
    safe_day: Annotated[Day, said("保守的最后行动日", "the conservative day by which to act")]
    by_default: Annotated[Yes, said("是否适用法定六个月", "whether the statutory six months apply")]
    calendar: Annotated[
        CalendarState, said("休息日资料是否可知", "whether the rest days around the last day are known")
    ]
    required_act: Annotated[
        Literal["suit_or_arbitration_against_debtor", "demand_on_guarantor"],
        said("期间内须做的事", "what must happen inside the period"),
    ]
    act_done_on: Annotated[Day | None, said("何日做到", "day it was done in time")]
    state: Annotated[
        Literal["bound", "open", "released", "unknown"] | None,
        said(
            "保证人状态：已保住、尚可、已免责、未知", "bound, open, released, unknown; null without `as_of`"
        ),
    ]
    limitation_last_day: Annotated[
        Day | None, said("对保证人的诉讼时效届满日", "last day of limitation against the guarantor")
    ]
    days_left: Annotated[Count | None, said("距安全日的天数", "days from `as_of` to `safe_day`")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]
