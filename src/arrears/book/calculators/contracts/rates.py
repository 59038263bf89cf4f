"""The annual percentage rate of flows: Regulation Z appendix J and internal rate of return."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from arrears.book.calculators.contracts.basis import Step
from arrears.book.calculators.contracts.fields import (
    STRICT,
    Cents,
    Count,
    Day,
    Part,
    Percent,
    PositiveCents,
    said,
)


class UnitName(StrEnum):
    DAY = "day"
    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPeriod:
    """The unit-period: `every` days, weeks, half months, months or years."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    unit: Annotated[UnitName, said("单位", "unit")] = UnitName.MONTH
    every: Annotated[Count, said("每几个", "how many", ge=1, le=366)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Money that moves once, or `count` times one unit-period apart: by place in time or by day."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    amount: Annotated[PositiveCents, said("金额", "amount")]
    period: Annotated[
        Count | None, said("第几个单位期", "whole unit-periods from the start", ge=0, le=10_000)
    ] = None
    odd: Annotated[Part, said("零头期，如 19/30", "odd part of a unit-period on top, such as 19/30")] = (
        Fraction(0)
    )
    date: Annotated[Day | None, said("日期（替代 period）", "day, instead of period")] = None
    count: Annotated[Count, said("连续几次", "how many times, one unit-period apart", ge=1, le=1_000)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AprInput:
    """What the borrower receives and pays: the short form of a level loan, or flows."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    amount_financed: Annotated[
        PositiveCents | None,
        said("到手金额", "amount received at the start", synonyms=("principal",), examples=["5000.00"]),
    ] = None
    payment: Annotated[PositiveCents | None, said("每期还款", "level payment, one unit-period apart")] = None
    months: Annotated[
        Count | None, said("期数", "number of those payments", synonyms=("payments_count",), ge=1, le=1_000)
    ] = None
    advances: Annotated[tuple[Flow, ...], said("放款", "what is received", max_length=100)] = ()
    payments: Annotated[tuple[Flow, ...], said("还款", "what is paid", max_length=1_000)] = ()
    unit_period: Annotated[UnitPeriod, said("单位期", "unit-period")] = UnitPeriod()
    periods_per_year: Annotated[
        Part | None,
        said("每年单位期数；空则按单位期", "unit-periods in a year; null follows the unit-period"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AprOutput:
    """The rate at which what is paid is worth what is received."""

    apr_percent: Annotated[Percent, said("年利率 APR（两位小数）", "nominal annual rate, two decimals")]
    nominal_percent: Annotated[Percent, said("名义年化 %（六位小数）", "nominal annual rate, six decimals")]
    effective_percent: Annotated[
        Percent | None,
        said("实际年化 %（复利）；过大为空", "effective annual rate, compounded; null when too large to say"),
    ]
    period_percent: Annotated[Percent, said("每单位期利率 %", "rate per unit-period")]
    periods_per_year: Annotated[Part, said("每年单位期数", "unit-periods in a year")]
    received: Annotated[Cents, said("到手合计", "received in all")]
    paid: Annotated[Cents, said("还款合计", "paid in all")]
    finance_charge: Annotated[str, said("融资成本", "paid minus received; negative when less is paid back")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
