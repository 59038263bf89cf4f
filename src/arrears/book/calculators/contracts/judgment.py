"""Interest for delayed performance of a judgment (法释〔2014〕8号)."""

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
    Factor,
    Name,
    PositiveCents,
    RatePercent,
    Yes,
    said,
)

DayBasis = Literal[360, 365]


class DayCount(StrEnum):
    """Whether the two ends of a delay both count (CN-J6)."""

    EXCLUDE_ONE_END = "exclude_one_end"
    INCLUDE_BOTH_ENDS = "include_both_ends"


class PaymentKind(StrEnum):
    """What stops the count (CN-J2): a payment, a transfer by the court, a sale or set-off ruling."""

    PAYMENT = "payment"
    TRANSFER = "transfer"
    SALE_RULING = "sale_ruling"
    OTHER_REALISATION = "other_realisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgmentItem:
    """A part of the judgment debt with a performance term of its own."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    id: Annotated[Name | None, said("编号", "key; default its place, 1, 2, …")] = None
    amount: Annotated[PositiveCents, said("金额（不含一般债务利息）", "amount without general interest")]
    term_end: Annotated[Day, said("履行期间届满日", "last day of its performance term")]
    mid_rate: Annotated[
        Factor | None,
        said(
            "外币：起算日汇率中间价（人民币/外币）", "foreign money: CNY per unit, mid rate of the start day"
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgmentPayment:
    """Money that came in under the judgment."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    date: Annotated[Day, said("付款、划拨或裁定生效之日", "day of payment, transfer or ruling")]
    amount: Annotated[PositiveCents, said("金额", "amount")]
    kind: Annotated[PaymentKind, said("方式", "how it came in")] = PaymentKind.PAYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A stay of enforcement."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    from_: Annotated[Day, said("中止或暂缓开始之日", "day it began", key="from")]
    to: Annotated[Day, said("恢复之日", "day it ended")]
    asked_by_debtor: Annotated[Yes, said("是否因被执行人申请", "whether the debtor asked for it")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralInterest:
    """General interest that the judgment awards on the unpaid amount until it is paid."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    from_: Annotated[Day, said("起算日", "day it runs from", key="from")]
    annual_percent: Annotated[RatePercent | None, said("年利率 %", "rate per year, per cent")] = None
    daily_percent: Annotated[RatePercent | None, said("日利率 %", "rate per day, per cent")] = None
    days_in_year: Annotated[DayBasis, said("年天数", "days in a year for the yearly rate")] = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayedInterestInput:
    """A judgment debt, its terms, what was paid, and until when to count."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    principal: Annotated[
        PositiveCents | None,
        said(
            "判决的金钱债务（不含一般债务利息）",
            "money debt under the judgment without general interest",
            synonyms=("amount", "debt"),
            examples=["10000.00"],
        ),
    ] = None
    term_end: Annotated[
        Day | None,
        said("履行期间届满日", "last day of the performance term", synonyms=("start", "due_date")),
    ] = None
    effective_date: Annotated[
        Day | None, said("未定履行期间时：文书生效日", "without a term: day the judgment took effect")
    ] = None
    instalments: Annotated[
        tuple[JudgmentItem, ...],
        said("分期履行的各期（替代 principal）", "instalments, instead of principal", max_length=LIST_MAX),
    ] = ()
    until: Annotated[
        Day,
        said("计算至", "count until this day", synonyms=("end", "paid_on", "as_of"), examples=["2015-09-01"]),
    ]
    payments: Annotated[
        tuple[JudgmentPayment, ...], said("已付款项", "money that came in", max_length=LIST_MAX)
    ] = ()
    stays: Annotated[
        tuple[Stay, ...],
        said("中止、暂缓执行", "stays of enforcement", synonyms=("suspensions",), max_length=100),
    ] = ()
    general_interest: Annotated[
        Cents, said("判决确定的一般债务利息（固定数额）", "general interest awarded as a fixed sum")
    ] = 0
    general_rate: Annotated[
        GeneralInterest | None,
        said("判决确定的一般债务利息（按利率至清偿）", "general interest awarded as a rate until payment"),
    ] = None
    day_count: Annotated[DayCount, said("天数：默认去一头", "day count; the default leaves one end out")] = (
        DayCount.EXCLUDE_ONE_END
    )
    mid_rate: Annotated[
        Factor | None,
        said(
            "外币：起算日汇率中间价（人民币/外币）", "foreign money: CNY per unit, mid rate of the start day"
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestSegment:
    """A run of days on which the base did not change."""

    instalment: Annotated[str, said("所属分期", "which instalment")]
    from_: Annotated[Day, said("自", "from", key="from")]
    to: Annotated[Day, said("至", "to")]
    days: Annotated[Count, said("天数", "days counted")]
    base: Annotated[Cents, said("基数", "unpaid base")]
    interest: Annotated[str, said("加倍部分（未舍入）", "doubled part, unrounded")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPayment:
    """What a payment went to."""

    date: Annotated[Day, said("日期", "day")]
    amount: Annotated[Cents, said("金额", "amount")]
    general_interest: Annotated[Cents, said("抵充一般债务利息", "to general interest")]
    principal: Annotated[Cents, said("抵充判决金钱债务", "to the judgment's money debt")]
    doubled_interest: Annotated[Cents, said("抵充加倍部分", "to the doubled part")]
    surplus: Annotated[Cents, said("未抵充", "left over")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayedInterestOutput:
    """The doubled part, the general interest, and what is still owed on `until`."""

    doubled_interest: Annotated[Cents, said("加倍部分债务利息", "doubled part of the interest")]
    general_interest: Annotated[Cents, said("一般债务利息", "general interest")]
    principal: Annotated[Cents, said("判决金钱债务", "judgment debt without general interest")]
    total: Annotated[Cents, said("应付总额", "all that is payable under the judgment until `until`")]
    paid: Annotated[Cents, said("已付", "paid")]
    unpaid_principal: Annotated[Cents, said("未付金钱债务", "judgment debt still unpaid")]
    unpaid_general_interest: Annotated[Cents, said("未付一般债务利息", "general interest still unpaid")]
    unpaid_doubled_interest: Annotated[Cents, said("未付加倍部分", "doubled part still unpaid")]
    unpaid_total: Annotated[Cents, said("尚欠总额", "owed in all on `until`")]
    surplus: Annotated[Cents, said("多付", "paid beyond the debt")]
    doubled_interest_cny: Annotated[
        Cents | None, said("加倍部分折合人民币", "doubled part in CNY by the mid rate, for foreign money")
    ]
    days: Annotated[Count, said("计算天数（最长一期）", "days counted, of the longest instalment")]
    segments: Annotated[tuple[InterestSegment, ...], said("分段", "runs of days")]
    payments: Annotated[tuple[AppliedPayment, ...], said("逐笔抵充", "what each payment went to")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]
