"""Plans with a debtor: instalments, what can be afforded, settlement, extension."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict

from arrears.book.calculators.contracts.allocation import Component
from arrears.book.calculators.contracts.basis import Doubt, Step
from arrears.book.calculators.contracts.fields import (
    STRICT,
    Cents,
    Count,
    Day,
    Percent,
    PositiveCents,
    RatePercent,
    SharePercent,
    Yes,
    said,
)

MONTHS_MAX = 360


class Product(StrEnum):
    """What the debt comes from; it sets the longest plan."""

    CARD = "card"
    CASH_ADVANCE = "cash_advance"
    LOAN = "loan"
    LEASE = "lease"
    INVOICE = "invoice"


class Method(StrEnum):
    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    STEP = "step"
    BALLOON = "balloon"
    FLAT_FEE = "flat_fee"


class FeeTiming(StrEnum):
    MONTHLY = "monthly"
    FIRST_INSTALMENT = "first_instalment"
    UPFRONT = "upfront"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    """A plan of monthly payments."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mode: Literal["plan"] = "plan"
    principal: Annotated[
        PositiveCents,
        said("分期本金", "amount put into the plan", synonyms=("amount",), examples=["12000.00"]),
    ]
    months: Annotated[
        Count, said("期数（月）", "number of monthly payments", ge=1, le=MONTHS_MAX, examples=[12])
    ]
    method: Annotated[
        Method,
        said(
            "方式：等额本息、等额本金、阶梯、尾款、按月手续费",
            "level, equal principal, stepped, balloon, or equal principal with a fee on the original amount",
        ),
    ] = Method.EQUAL_INSTALMENT
    annual_rate_percent: Annotated[
        RatePercent,
        said("年利率 %", "yearly rate in per cent; a month is a twelfth"),
    ] = Decimal(0)
    fee_percent_per_month: Annotated[
        SharePercent,
        said("每期手续费率 %（按原本金）", "fee per month in per cent of the original principal"),
    ] = Decimal(0)
    fee_timing: Annotated[
        FeeTiming,
        said(
            "手续费收取：每期、首期、签约时",
            "when those fees are taken: monthly, all with the first, all upfront",
        ),
    ] = FeeTiming.MONTHLY
    upfront_fee: Annotated[Cents, said("签约时一次性费用", "a single fee paid at the start")] = 0
    down_payment: Annotated[Cents, said("签约时先还部分", "part payment at the start, not financed")] = 0
    first_payment: Annotated[
        Literal["now", "next_month"],
        said("首期付款：立即或下月", "first payment at the start or a month later"),
    ] = "next_month"
    step_months: Annotated[
        Count, said("阶梯：每几期递增", "step: payments grow every so many months", ge=1, le=MONTHS_MAX)
    ] = 12
    step_percent: Annotated[RatePercent, said("阶梯：每次递增 %", "step: by so many per cent")] = Decimal(0)
    balloon: Annotated[
        Cents, said("尾款：随末期一并支付的本金", "balloon: principal left to the last payment")
    ] = 0
    start: Annotated[Day | None, said("签约日", "day the plan starts; without it no due days are given")] = (
        None
    )
    product: Annotated[
        Product | None,
        said(
            "产品：信用卡、现金分期、贷款、租赁、账款；空则按最严上限",
            "product; null takes the strictest limit",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetInput:
    """What a debtor can afford by the month."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mode: Literal["budget"] = "budget"
    principal: Annotated[PositiveCents, said("欠款", "amount owed", synonyms=("amount",))]
    budget: Annotated[PositiveCents | None, said("每月可还", "what can be paid each month")] = None
    income: Annotated[
        PositiveCents | None, said("每月收入（替代 budget）", "monthly income, instead of budget")
    ] = None
    expenses: Annotated[Cents, said("每月必要支出", "necessary monthly expenses, taken from income")] = 0
    months: Annotated[
        Count | None,
        said("期数上限；空则按产品上限", "longest plan wanted; null takes the limit", ge=1, le=MONTHS_MAX),
    ] = None
    method: Annotated[
        Literal[Method.EQUAL_INSTALMENT, Method.FLAT_FEE], said("方式", "equal_instalment or flat_fee")
    ] = Method.EQUAL_INSTALMENT
    annual_rate_percent: Annotated[RatePercent, said("年利率 %", "yearly rate")] = Decimal(0)
    fee_percent_per_month: Annotated[SharePercent, said("每期手续费率 %", "monthly fee rate")] = Decimal(0)
    start: Annotated[Day | None, said("签约日", "day the plan starts")] = None
    product: Annotated[Product | None, said("产品", "product; null takes the strictest limit")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtPart:
    """One component of what is owed."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    component: Annotated[Component, said("构成", "component")]
    amount: Annotated[PositiveCents, said("金额", "amount")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementInput:
    """A lump sum that settles the debt when it comes in time."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mode: Literal["settlement"] = "settlement"
    parts: Annotated[tuple[DebtPart, ...], said("欠款构成", "what is owed, by component", max_length=7)] = ()
    debt: Annotated[
        PositiveCents | None, said("欠款总额（无构成时）", "what is owed in all, without parts")
    ] = None
    offer: Annotated[PositiveCents | None, said("一次性还款额", "lump sum to pay")] = None
    discount_percent: Annotated[
        SharePercent | None, said("减免比例 %（替代 offer）", "reduction, instead of offer")
    ] = None
    waive_first: Annotated[
        tuple[Component, ...], said("减免顺序", "order in which components are waived", max_length=7)
    ] = (
        Component.PENALTY,
        Component.FEE,
        Component.DOUBLED_INTEREST,
        Component.INTEREST,
        Component.COST,
        Component.TAX,
        Component.PRINCIPAL,
    )
    offered_on: Annotated[Day | None, said("提出日", "day of the offer")] = None
    valid_days: Annotated[Count | None, said("有效天数", "days the offer stands", ge=0, le=3650)] = None
    expires_on: Annotated[Day | None, said("有效期至（含当日）", "last day to pay, that day included")] = None
    paid: Annotated[Cents, said("已按约支付", "paid under the offer")] = 0
    paid_on: Annotated[Day | None, said("付清之日", "day on which that was complete")] = None
    as_of: Annotated[Day | None, said("查询日", "day for which the state is asked", synonyms=("today",))] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionItem:
    """An amount and the day it is due."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    amount: Annotated[PositiveCents, said("金额", "amount")]
    due_date: Annotated[Day, said("到期日", "due day")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionInput:
    """The same amounts, later."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mode: Literal["extension"] = "extension"
    items: Annotated[
        tuple[ExtensionItem, ...], said("各期", "what is due when", min_length=1, max_length=MONTHS_MAX)
    ]
    months: Annotated[Count, said("延长月数", "months of extension", ge=1, le=MONTHS_MAX)]
    annual_rate_percent: Annotated[RatePercent, said("延期年利率 %", "yearly rate for the extension")] = (
        Decimal(0)
    )
    fee: Annotated[Cents, said("延期费用", "fee for the extension, paid with the first item")] = 0
    days_in_year: Annotated[Literal[360, 365], said("年天数", "days in a year")] = 365
    has_guarantor: Annotated[Yes | None, said("是否有保证人", "whether a guarantor stands for the debt")] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyCost:
    """The true cost per year by internal rate of return; null when it has none."""

    nominal_percent: Annotated[Percent | None, said("名义年化（IRR×12）%", "nominal: monthly IRR × 12")]
    effective_percent: Annotated[Percent | None, said("实际年化（复利）%", "effective: compounded")]
    monthly_percent: Annotated[Percent | None, said("月 IRR %", "IRR per month")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One payment of a plan."""

    number: Annotated[Count, said("期次", "place in the plan")]
    due_date: Annotated[Day | None, said("到期日", "due day; null without a start")]
    payment: Annotated[Cents, said("应还", "to pay")]
    principal: Annotated[Cents, said("本金", "principal in it")]
    interest: Annotated[Cents, said("利息", "interest in it")]
    fee: Annotated[Cents, said("费用", "fee in it")]
    balance: Annotated[Cents, said("剩余本金", "principal left after it")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something an agreement must state."""

    code: Annotated[str, said("代码", "stable code")]
    zh: Annotated[str, said("中文", "in Chinese")]
    en: Annotated[str, said("英文", "in English")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutput:
    """The plan to the cent, and what it costs by the year."""

    mode: Annotated[str, said("模式", "mode")]
    method: Annotated[Method, said("方式", "method")]
    months: Annotated[Count, said("期数", "months")]
    months_limit: Annotated[Count, said("期数上限", "longest plan allowed")]
    financed: Annotated[Cents, said("分期金额", "amount financed after the down payment")]
    payment: Annotated[Cents, said("常规每期应还", "regular payment; of falling or growing ones the first")]
    first_payment: Annotated[Cents, said("首期应还", "first payment of the schedule")]
    last_payment: Annotated[Cents, said("末期应还", "last payment")]
    total_interest: Annotated[Cents, said("利息合计", "interest in all")]
    total_fees: Annotated[Cents, said("费用合计", "fees in all")]
    total_cost: Annotated[Cents, said("利息与费用合计", "interest and fees")]
    total_paid: Annotated[Cents, said("共付", "all that is paid, down payment and upfront fees included")]
    upfront: Annotated[Cents, said("签约时支付", "paid at the start apart from the schedule")]
    yearly_cost: Annotated[YearlyCost, said("真实年化成本", "true cost per year")]
    schedule: Annotated[tuple[PlanRow, ...], said("还款表", "schedule")]
    must_state: Annotated[
        tuple[Saying, ...], said("协议须载明", "what the agreement must state (card plans)")
    ]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOutput:
    """The shortest plan that fits the budget, and how much would fit at the limit."""

    mode: Annotated[str, said("模式", "mode")]
    budget: Annotated[Cents, said("每月可还", "monthly budget")]
    affordable: Annotated[Yes, said("上限期数内能否还清", "whether the debt fits within the limit")]
    months: Annotated[Count | None, said("最短期数", "fewest months; null when it does not fit")]
    months_limit: Annotated[Count, said("期数上限", "longest plan allowed")]
    payment: Annotated[Cents | None, said("每期应还", "payment of that plan")]
    affordable_amount: Annotated[
        Cents, said("按上限期数可承担的金额", "largest amount that the budget carries over the limit")
    ]
    gap: Annotated[Cents, said("超出可承担的金额", "how much of the debt does not fit")]
    plan: Annotated[PlanOutput | None, said("计划", "the plan")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOutput:
    """One component of a settlement."""

    component: Annotated[Component, said("构成", "component")]
    owed: Annotated[Cents, said("欠款", "owed")]
    waived: Annotated[Cents, said("减免", "waived")]
    to_pay: Annotated[Cents, said("应付", "to pay")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementOutput:
    """What is paid, what is waived, and whether the offer stands."""

    mode: Annotated[str, said("模式", "mode")]
    debt: Annotated[Cents, said("欠款总额", "owed in all")]
    to_pay: Annotated[Cents, said("一次性应付", "lump sum")]
    waived: Annotated[Cents, said("减免", "waived")]
    waived_percent: Annotated[Percent, said("减免比例 %", "share waived")]
    parts: Annotated[tuple[PartOutput, ...], said("按构成", "by component")]
    expires_on: Annotated[Day | None, said("有效期至", "last day to pay")]
    state: Annotated[
        Literal["open", "kept", "expired"] | None,
        said(
            "状态：有效、已履行、已失效", "open, kept in time, or expired; null without `as_of` or `paid_on`"
        ),
    ]
    owed_now: Annotated[
        Cents | None, said("当前应付：失效则恢复原额", "owed now; an expired offer restores the debt")
    ]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """One amount before and after."""

    amount: Annotated[Cents, said("金额", "amount")]
    due_date: Annotated[Day, said("原到期日", "due day before")]
    new_due_date: Annotated[Day, said("新到期日", "due day after")]
    days: Annotated[Count, said("延长天数", "days of extension")]
    interest: Annotated[Cents, said("延期利息", "interest for them")]
    fee: Annotated[Cents, said("费用", "fee")]
    payment: Annotated[Cents, said("应还", "to pay")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionOutput:
    """The shifted schedule and what the time costs."""

    mode: Annotated[str, said("模式", "mode")]
    items: Annotated[tuple[ExtensionRow, ...], said("各期", "items")]
    total_interest: Annotated[Cents, said("利息合计", "interest in all")]
    total_cost: Annotated[Cents, said("利息与费用合计", "interest and fee")]
    total_paid: Annotated[Cents, said("共付", "to pay in all")]
    yearly_percent: Annotated[
        Percent, said("年化成本 %（单利）", "cost per year of the extended amounts, simple")
    ]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
    doubts: Annotated[tuple[Doubt, ...], said("疑点", "open points")]
