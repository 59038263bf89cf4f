"""Interest that the law caps or sets: private lending, late commercial payment."""

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
    Percent,
    PositiveCents,
    RatePercent,
    Yes,
    said,
)
from arrears.book.calculators.contracts.judgment import DayBasis


class Lender(StrEnum):
    """Who lends: private persons and companies stand under the judicial cap, licensed ones do not."""

    PRIVATE = "private"
    BANK = "bank"
    CONSUMER_FINANCE = "consumer_finance"
    OTHER_LICENSED = "other_licensed"
    MICRO_LOAN = "micro_loan"
    GUARANTEE_COMPANY = "guarantee_company"
    PAWN = "pawn"
    LEASING = "leasing"
    FACTORING = "factoring"
    REGIONAL_EQUITY_MARKET = "regional_equity_market"
    LOCAL_AMC = "local_amc"


@dataclass(frozen=True, slots=True, kw_only=True)
class LprPoint:
    """A published one-year LPR and from when it holds."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    from_: Annotated[Day, said("公布日", "day it was published", key="from")]
    percent: Annotated[RatePercent, said("一年期 LPR %", "one-year LPR, per cent")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollover:
    """A chain of loans where interest became principal (CN-C5)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    first_principal: Annotated[PositiveCents, said("最初借款本金", "first principal")]
    from_: Annotated[Day, said("最初借款日", "day of the first loan", key="from")]
    to: Annotated[Day, said("最后到期或清偿日", "last due day or day of payment")]
    claimed_total: Annotated[
        PositiveCents | None, said("主张的本息合计", "principal and interest claimed in all")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestCapInput:
    """A loan and the interest that is asked for it."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    lender: Annotated[Lender, said("出借人类型", "kind of lender")] = Lender.PRIVATE
    contract_date: Annotated[Day, said("合同成立日", "day the contract was made", examples=["2024-03-01"])]
    lpr_percent: Annotated[
        RatePercent | None,
        said("合同成立时一年期 LPR %", "one-year LPR of the contract day", examples=["3.45"]),
    ] = None
    lpr: Annotated[
        tuple[LprPoint, ...],
        said(
            "一年期 LPR 公布序列（替代 lpr_percent）",
            "published series, instead of lpr_percent",
            max_length=LIST_MAX,
        ),
    ] = ()
    principal: Annotated[PositiveCents | None, said("合同本金", "principal in the contract")] = None
    deducted: Annotated[Cents, said("预先扣除（砍头息）", "deducted up front")] = 0
    interest_percent: Annotated[
        RatePercent | None, said("约定年利率 %；未约定为空", "agreed yearly rate; null when none")
    ] = None
    clause: Annotated[
        Literal["agreed", "none", "unclear"] | None,
        said("利息约定：有、无、不明；空则按是否给出利率", "interest clause; null follows interest_percent"),
    ] = None
    natural_persons: Annotated[
        Yes | None, said("双方是否均为自然人", "whether both sides are natural persons")
    ] = None
    from_: Annotated[Day | None, said("借款交付日", "day the money was handed over", key="from")] = None
    due_date: Annotated[Day | None, said("到期日", "due day")] = None
    until: Annotated[
        Day | None, said("计算至（还款日）", "count until, or day of repayment", synonyms=("repaid_on",))
    ] = None
    late_percent: Annotated[
        RatePercent | None, said("约定逾期年利率 %", "agreed yearly rate after default")
    ] = None
    penalty: Annotated[Cents, said("违约金", "penalty claimed")] = 0
    fees: Annotated[Cents, said("其他费用", "other charges claimed")] = 0
    days_in_year: Annotated[DayBasis, said("年天数", "days in a year")] = 365
    all_in_percent: Annotated[
        RatePercent | None, said("持牌机构：综合年化成本 %", "licensed lenders: all-in yearly cost")
    ] = None
    rollover: Annotated[Rollover | None, said("滚动借贷", "rolled-over loan")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestCapOutput:
    """What the law lets the lender ask."""

    applies: Annotated[Yes, said("四倍 LPR 司法上限是否适用", "whether the 4 × LPR cap applies")]
    lpr_percent: Annotated[Percent | None, said("合同日一年期 LPR %", "one-year LPR of the contract day")]
    cap_percent: Annotated[
        Percent | None, said("年利率上限 %", "cap per year; the supervisory one for licensed lenders")
    ]
    principal: Annotated[Cents | None, said("实际本金", "principal as received")]
    term_days: Annotated[Count | None, said("借期内天数", "days in the term")]
    late_days: Annotated[Count | None, said("逾期天数", "days after default")]
    interest_percent: Annotated[
        Percent | None, said("借期内可保护利率 %", "rate that is protected in the term")
    ]
    late_percent: Annotated[Percent | None, said("逾期可保护利率 %", "rate that is protected after default")]
    claimed: Annotated[Cents | None, said("主张的息费", "interest and charges claimed")]
    allowed: Annotated[Cents | None, said("受保护的息费", "interest and charges that are protected")]
    excess: Annotated[Cents | None, said("超出部分", "beyond the cap")]
    max_interest: Annotated[Cents | None, said("上限金额", "the cap in money")]
    within: Annotated[Yes | None, said("是否未超限；未知为空", "whether within the cap; null when unknown")]
    total: Annotated[Cents | None, said("本金加受保护息费", "principal and protected charges")]
    rollover_max_total: Annotated[
        Cents | None, said("滚动借贷本息上限", "most that a rolled-over loan may cost")
    ]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePoint:
    """A reference rate and from when it holds."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    from_: Annotated[Day, said("自", "day it holds from", key="from")]
    percent: Annotated[Percent, said("%", "per cent; may be negative")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePayment:
    """A payment on a late invoice."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    date: Annotated[Day, said("日期", "day")]
    amount: Annotated[PositiveCents, said("金额", "amount")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePaymentInput:
    """A commercial invoice paid late in the United Kingdom or the European Union."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    regime: Annotated[Literal["uk", "eu"], said("法域", "law", examples=["uk"])]
    amount: Annotated[
        PositiveCents, said("发票金额", "amount of the invoice", synonyms=("debt",), examples=["5000.00"])
    ]
    due_date: Annotated[Day | None, said("到期日；未约定为空", "due day; null when none was agreed")] = None
    invoice_date: Annotated[
        Day | None,
        said("收到发票或货物之日（较晚者）", "day of the invoice or delivery, the later one"),
    ] = None
    agreed_days: Annotated[Count | None, said("约定账期（天）", "agreed days to pay", ge=0, le=3650)] = None
    debtor: Annotated[Literal["business", "public"], said("债务人：企业或公共机构", "business or public")] = (
        "business"
    )
    longer_term_agreed: Annotated[
        Yes | None,
        said("较长账期是否明示约定且公平", "whether a longer term was expressly agreed and is fair"),
    ] = None
    reference_percent: Annotated[
        Percent | None,
        said(
            "基准利率 %（单一数值）", "reference rate in per cent, one value", synonyms=("base_rate_percent",)
        ),
    ] = None
    reference_rates: Annotated[
        tuple[RatePoint, ...],
        said("基准利率序列", "reference rates by day", synonyms=("rates",), max_length=LIST_MAX),
    ] = ()
    margin_percent: Annotated[
        Percent | None, said("利差；默认 8", "margin; 8 points unless national law gives more")
    ] = None
    payments: Annotated[tuple[LatePayment, ...], said("部分付款", "part payments", max_length=LIST_MAX)] = ()
    until: Annotated[
        Day, said("计算至（付款日）", "count until, or day of payment", synonyms=("paid_on", "as_of"))
    ]
    recovery_costs: Annotated[Cents, said("合理的追索费用总额", "reasonable costs of recovery in all")] = 0
    days_in_year: Annotated[DayBasis, said("年天数", "days in a year")] = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSegment:
    """A run of days with one base and one rate."""

    from_: Annotated[Day, said("自", "from", key="from")]
    to: Annotated[Day, said("至", "to")]
    days: Annotated[Count, said("天数", "days")]
    base: Annotated[Cents, said("未付金额", "unpaid")]
    percent: Annotated[Percent, said("年利率 %", "rate per year")]
    interest: Annotated[str, said("利息（未舍入）", "interest, unrounded")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePaymentOutput:
    """What the creditor may claim for late payment."""

    due_date: Annotated[Day, said("到期日", "due day")]
    days_late: Annotated[Count, said("迟延天数", "days late")]
    interest: Annotated[Cents, said("法定利息", "statutory interest")]
    fixed_sum: Annotated[Cents, said("定额补偿", "fixed compensation")]
    extra_costs: Annotated[Cents, said("超出定额的合理费用", "reasonable costs beyond the fixed sum")]
    total_claim: Annotated[Cents, said("利息与补偿合计", "interest and compensation")]
    unpaid: Annotated[Cents, said("未付本金", "invoice amount still unpaid")]
    total: Annotated[Cents, said("应付总额", "all that is owed on `until`")]
    segments: Annotated[tuple[LateSegment, ...], said("分段", "runs of days")]
    term_check: Annotated[
        Literal["within", "needs_agreement", "too_long"] | None,
        said("账期是否合规", "whether the agreed term holds; null when none was given"),
    ]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]
