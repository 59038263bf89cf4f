"""Court fees: State Council Order 481 (诉讼费用交纳办法)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from arrears.book.calculators.contracts.basis import Step
from arrears.book.calculators.contracts.fields import (
    STRICT,
    Cents,
    Day,
    Percent,
    PositiveCents,
    Yes,
    said,
)


class Track(StrEnum):
    """By which road a money claim is heard."""

    ORDINARY = "ordinary"
    SUMMARY = "summary"
    SMALL_CLAIMS = "small_claims"
    PAYMENT_ORDER = "payment_order"


class Ending(StrEnum):
    """How the case ended."""

    JUDGMENT = "judgment"
    MEDIATION = "mediation"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtFeeInput:
    """What the acceptance fee of a property case depends on."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    claim: Annotated[
        PositiveCents,
        said("诉讼请求金额（元）", "amount claimed, CNY", synonyms=("amount",), examples=["123456.78"]),
    ]
    procedure: Annotated[
        Track,
        said("程序：普通、简易、小额、支付令", "procedure; small claims belong to the summary procedure"),
    ] = Track.ORDINARY
    ended_by: Annotated[
        Ending | None, said("结案方式；未结为空", "how it ended; mediation or withdrawal halves the fee")
    ] = None
    counterclaim: Annotated[
        Yes, said("是否为合并审理的反诉", "whether this is a counterclaim heard together (half fee)")
    ] = False
    filed_on: Annotated[
        Day | None, said("立案日", "day of filing; before 2007-04-01 no tariff is known here")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionFeeInput:
    """What the fee for applying for enforcement depends on."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    amount: Annotated[
        PositiveCents,
        said("执行金额（元）", "amount to be enforced, CNY", synonyms=("claim",), examples=["600000.00"]),
    ]
    filed_on: Annotated[Day | None, said("申请日", "day of application")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreservationFeeInput:
    """What the fee for applying for preservation depends on."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    amount: Annotated[
        Cents,
        said(
            "实际保全的财产数额（元）；不涉及财产为 0.00",
            "value preserved, CNY; 0.00 when no property is concerned",
            synonyms=("claim",),
            examples=["896000.00"],
        ),
    ]
    filed_on: Annotated[Day | None, said("申请日", "day of application")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierShare:
    """What one tier of a tariff brings."""

    over: Annotated[Cents, said("超过", "tier begins above")]
    up_to: Annotated[Cents | None, said("至；最高档为空", "tier ends at; null for the last")]
    percent: Annotated[Percent | None, said("费率 %；定额档为空", "rate in per cent; null for the flat tier")]
    in_tier: Annotated[Cents, said("落入本档的金额", "part of the amount in this tier")]
    fee: Annotated[str, said("本档费用（未舍入）", "fee of this tier, unrounded")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtFeeOutput:
    """The acceptance fee, and what it would be by the other roads."""

    fee: Annotated[Cents, said("应交费用", "fee for the case as stated")]
    share: Annotated[str, said("收取比例：1、1/2、1/3", "share of the full fee taken: 1, 1/2 or 1/3")]
    full_fee: Annotated[Cents, said("全额受理费", "full acceptance fee")]
    half_fee: Annotated[Cents, said("减半受理费", "half of it")]
    payment_order_fee: Annotated[Cents, said("支付令申请费（三分之一）", "fee of a payment order, one third")]
    tiers: Annotated[tuple[TierShare, ...], said("分段累计", "the tiers that make the full fee")]
    payer: Annotated[str, said("由谁负担", "who bears it in the end")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFeeOutput:
    """The fee for enforcement or preservation."""

    fee: Annotated[Cents, said("申请费", "fee")]
    capped: Annotated[Yes, said("是否触及上限", "whether the ceiling was reached")]
    tiers: Annotated[tuple[TierShare, ...], said("分段累计", "the tiers that make the fee")]
    payer: Annotated[str, said("由谁负担", "who bears it in the end")]
    prepaid: Annotated[Yes, said("是否预交", "whether the applicant pays it in advance")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
