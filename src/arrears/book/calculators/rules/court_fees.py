"""Acceptance, enforcement and preservation fees: Order 481 Art. 13-18, exact to the cent.

A tariff is a flat sum for small amounts and rates on the parts above. The fee is summed exactly and rounded
once, half away from zero; halves and thirds are taken from the exact fee, not from the rounded one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from arrears.book.calculators.contracts.basis import CalculatorError, Step
from arrears.book.calculators.contracts.fees import (
    ApplicationFeeOutput,
    CourtFeeInput,
    CourtFeeOutput,
    Ending,
    ExecutionFeeInput,
    PreservationFeeInput,
    TierShare,
    Track,
)
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.exact import exact_text, round_half_up
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A part of a tariff above `over_minor` and up to `up_to_minor` (None: without end)."""

    over_minor: int
    up_to_minor: int | None
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A flat sum up to an amount, then tiers; `ceiling_minor` caps the whole."""

    rule: str
    effective_from: date
    flat_minor: int
    flat_up_to_minor: int
    tiers: tuple[Tier, ...]
    ceiling_minor: int | None


def _tariff(row: Mapping[str, Any]) -> Tariff:
    tiers, over = [], law.yuan(row["flat_up_to"])
    for tier in row["tiers"]:
        up_to = law.yuan(tier["up_to"]) if "up_to" in tier else None
        tiers.append(Tier(over_minor=over, up_to_minor=up_to, percent=Decimal(tier["percent"])))
        over = up_to if up_to is not None else over
    return Tariff(
        rule=row["rule"],
        effective_from=date.fromisoformat(row["effective_from"]),
        flat_minor=law.yuan(row["flat"]),
        flat_up_to_minor=law.yuan(row["flat_up_to"]),
        tiers=tuple(tiers),
        ceiling_minor=law.yuan(row["ceiling"]) if "ceiling" in row else None,
    )


TARIFFS: Mapping[str, Tariff] = {key: _tariff(row) for key, row in law.table("tariff").items()}


def exact_fee(tariff: Tariff, amount_minor: int) -> tuple[Fraction, tuple[TierShare, ...]]:
    """The fee in minor units before rounding and ceiling, and the tiers that make it."""
    shares = [
        TierShare(
            over=0,
            up_to=tariff.flat_up_to_minor,
            percent=None,
            in_tier=min(amount_minor, tariff.flat_up_to_minor),
            fee=exact_text(Fraction(tariff.flat_minor)),
        )
    ]
    total = Fraction(tariff.flat_minor)
    for tier in tariff.tiers:
        top = amount_minor if tier.up_to_minor is None else min(amount_minor, tier.up_to_minor)
        inside = top - tier.over_minor
        if inside <= 0:
            break
        part = Fraction(tier.percent) * inside / 100
        total += part
        shares.append(
            TierShare(
                over=tier.over_minor,
                up_to=tier.up_to_minor,
                percent=tier.percent,
                in_tier=inside,
                fee=exact_text(part),
            )
        )
    return total, tuple(shares)


def _in_force(tariff: Tariff, filed_on: date | None) -> None:
    if filed_on is not None and filed_on < tariff.effective_from:
        raise CalculatorError(
            "filed_on",
            Words(
                f"{tariff.effective_from} 之前的收费标准不在本表内",
                f"no tariff is known here before {tariff.effective_from}",
            ),
        )


def _tier_step(tariff: Tariff, amount_minor: int, fee: str) -> Step:
    amount = money_text(amount_minor)
    return law.step(
        tariff.rule,
        f"金额 {amount} 元按分段累计计算为 {fee} 元，最后四舍五入到分。",
        f"CNY {amount} by cumulative tiers gives CNY {fee}, rounded once to the cent.",
    )


_HALVES: Mapping[str, tuple[str, str, str]] = {
    "small_claims": (
        "CN-481-16",
        "小额诉讼属简易程序，减半。",
        "Small claims run in the summary procedure: half.",
    ),
    "summary": ("CN-481-16", "适用简易程序，减半。", "Summary procedure: half."),
    "mediation": ("CN-481-15", "以调解方式结案，减半。", "Ended by mediation: half."),
    "withdrawal": ("CN-481-15", "申请撤诉，减半。", "Withdrawn: half."),
    "counterclaim": ("CN-481-18", "反诉合并审理，减半。", "Counterclaim heard together: half."),
}


def _halves(case: CourtFeeInput) -> tuple[Step, ...]:
    """The reasons for a half fee that the case has; several of them halve it once only."""
    reasons = []
    if case.procedure in (Track.SUMMARY, Track.SMALL_CLAIMS):
        reasons.append(case.procedure.value)
    if case.ended_by in (Ending.MEDIATION, Ending.WITHDRAWAL):
        reasons.append(case.ended_by.value)
    if case.counterclaim:
        reasons.append("counterclaim")
    steps = tuple(law.step(*_HALVES[reason]) for reason in reasons)
    if len(reasons) > 1:
        steps += (law.step("CN-481-once", "减半收取只能减半一次。", "The fee is halved only once."),)
    return steps


def _share_of(case: CourtFeeInput) -> tuple[Fraction, str, tuple[Step, ...]]:
    """The share of the full fee taken, who bears it, and why."""
    if case.procedure is Track.PAYMENT_ORDER:
        if case.ended_by is not None or case.counterclaim:
            raise CalculatorError(
                "procedure",
                Words(
                    "支付令不适用调解、撤诉或反诉减半",
                    "a payment order has no ending or counterclaim that halves it",
                ),
            )
        return (
            Fraction(1, 3),
            "debtor_or_applicant_if_order_fails",
            (
                law.step(
                    "CN-481-14-3",
                    "支付令按财产案件受理费的三分之一交纳。",
                    "A payment order costs one third.",
                ),
                law.step(
                    "CN-M1",
                    "由债务人负担；因异议终结的由申请人负担，另行起诉可列入诉讼请求。",
                    "Borne by the debtor; if the order fails by the applicant, who may claim it in the suit.",
                ),
            ),
        )
    halves = _halves(case)
    payer = "claimant" if case.ended_by is Ending.WITHDRAWAL else "loser"
    words = (
        ("撤诉的由原告负担。", "A withdrawn case is borne by the claimant.")
        if payer == "claimant"
        else ("由败诉方负担，原告预交。", "Borne by the loser; the claimant advances it.")
    )
    return (Fraction(1, 2) if halves else Fraction(1), payer, (*halves, law.step("CN-M1", *words)))


def court_fee(case: CourtFeeInput) -> CourtFeeOutput:
    """Acceptance fee of a property case: full, half or a third (Order 481 Art. 13-18)."""
    tariff = TARIFFS["acceptance"]
    _in_force(tariff, case.filed_on)
    full, tiers = exact_fee(tariff, case.claim)
    share, payer, reasons = _share_of(case)
    return CourtFeeOutput(
        fee=round_half_up(full * share),
        share=str(share),
        full_fee=round_half_up(full),
        half_fee=round_half_up(full / 2),
        payment_order_fee=round_half_up(full / 3),
        tiers=tiers,
        payer=payer,
        steps=(_tier_step(tariff, case.claim, money_text(round_half_up(full))), *reasons),
    )


def _application(tariff: Tariff, amount_minor: int) -> tuple[int, bool, tuple[TierShare, ...]]:
    exact, tiers = exact_fee(tariff, amount_minor)
    fee = round_half_up(exact)
    if tariff.ceiling_minor is not None and exact >= tariff.ceiling_minor:
        return tariff.ceiling_minor, True, tiers
    return fee, False, tiers


def execution_fee(case: ExecutionFeeInput) -> ApplicationFeeOutput:
    """Fee for enforcement: borne by the debtor, not paid in advance (Order 481 Art. 14(1), 20, 38)."""
    tariff = TARIFFS["execution"]
    _in_force(tariff, case.filed_on)
    fee, capped, tiers = _application(tariff, case.amount)
    return ApplicationFeeOutput(
        fee=fee,
        capped=capped,
        tiers=tiers,
        payer="debtor",
        prepaid=False,
        steps=(
            _tier_step(tariff, case.amount, money_text(fee)),
            law.step("CN-M1", "由被执行人负担，不预交。", "Borne by the debtor and not paid in advance."),
        ),
    )


def preservation_fee(case: PreservationFeeInput) -> ApplicationFeeOutput:
    """Fee for preservation: at most 5,000, reached from 896,000 (Order 481 Art. 14(2))."""
    tariff = TARIFFS["preservation"]
    _in_force(tariff, case.filed_on)
    fee, capped, tiers = _application(tariff, case.amount)
    steps = [_tier_step(tariff, case.amount, money_text(fee))]
    if capped:
        ceiling = money_text(tariff.ceiling_minor or 0)
        steps.append(law.step(tariff.rule, f"最多 {ceiling} 元。", f"At most CNY {ceiling}."))
    steps.append(
        law.step(
            "CN-M1",
            "申请人预交，最终由败诉方负担。",
            "Advanced by the applicant, borne by the loser in the end.",
        )
    )
    return ApplicationFeeOutput(
        fee=fee, capped=capped, tiers=tiers, payer="loser", prepaid=True, steps=tuple(steps)
    )
