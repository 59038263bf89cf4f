"""Doubled part of the interest for delayed performance of a judgment: 法释〔2014〕8号, CN-J1 to CN-J6.

unpaid money debt without general interest × 0.0175 % × days. The sums are exact fractions and rounded once at
the end (or when a payment meets them). Days are whole numbers on a line: a delay from `term_end` to a day
counts the days after `term_end` up to that day, so that one end is left out; stays are cut from that line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.judgment import (
    AppliedPayment,
    DayCount,
    DelayedInterestInput,
    DelayedInterestOutput,
    InterestSegment,
    JudgmentItem,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.day_runs import merged, overlap
from arrears.book.calculators.rules.exact import exact_text, round_half_up
from arrears.kernel.words import Words


@dataclass(slots=True, kw_only=True)
class Account:
    """One instalment of the judgment while time passes; filled by this file alone."""

    id: str
    first_day: int  # the first day that counts for the doubled part
    term_end: date
    mid_rate: Decimal | None
    base: int
    counted_to: int  # days up to this one are in the sums
    doubled: Fraction = Fraction(0)
    doubled_paid: int = 0
    general: Fraction = Fraction(0)
    general_paid: int = 0
    days: int = 0
    segments: list[InterestSegment] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for every instalment: rates, stays as closed runs of days, when general interest begins."""

    daily: Fraction
    stays: tuple[tuple[int, int], ...]
    general_daily: Fraction
    general_from: int


def _terms(given: DelayedInterestInput) -> Terms:
    lead = 0 if given.day_count is DayCount.INCLUDE_BOTH_ENDS else 1
    stays = []
    for place, stay in enumerate(given.stays):
        if stay.to < stay.from_:
            raise CalculatorError(f"stays[{place}].to", Words("早于开始之日", "lies before its beginning"))
        if not stay.asked_by_debtor:
            stays.append((stay.from_.toordinal() + lead, stay.to.toordinal()))
    rate = given.general_rate
    daily = Fraction(0)
    if rate is not None:
        if (rate.annual_percent is None) == (rate.daily_percent is None):
            raise CalculatorError(
                "general_rate",
                Words(
                    "annual_percent 与 daily_percent 须给且只给一项",
                    "give exactly one of annual_percent and daily_percent",
                ),
            )
        daily = (
            Fraction(rate.daily_percent) / 100
            if rate.daily_percent is not None
            else Fraction(rate.annual_percent or 0) / 100 / rate.days_in_year
        )
    return Terms(
        daily=Fraction(law.percent("delayed_interest", "daily_percent")) / 100,
        stays=merged(stays),
        general_daily=daily,
        general_from=rate.from_.toordinal() if rate is not None else 0,
    )


def _items(given: DelayedInterestInput) -> tuple[JudgmentItem, ...]:
    if bool(given.instalments) == (given.principal is not None):
        raise CalculatorError(
            "principal", Words("principal 与 instalments 二者择一", "give either principal or instalments")
        )
    if given.principal is None:
        if given.term_end or given.effective_date or given.mid_rate is not None:
            raise CalculatorError(
                "instalments",
                Words(
                    "分期时各期自带期间与汇率",
                    "instalments carry their own term and mid rate; leave those out",
                ),
            )
        return given.instalments
    start = given.term_end or given.effective_date
    if start is None:
        raise CalculatorError(
            "term_end",
            Words(
                "须给出履行期间届满日或文书生效日",
                "give the end of the performance term or the effective day",
            ),
        )
    return (JudgmentItem(amount=given.principal, term_end=start, mid_rate=given.mid_rate),)


def _open_accounts(given: DelayedInterestInput) -> list[Account]:
    lead = 0 if given.day_count is DayCount.INCLUDE_BOTH_ENDS else 1
    law_from = law.day("delayed_interest", "effective_from").toordinal()
    opened = []
    for place, item in enumerate(_items(given), start=1):
        first = max(item.term_end.toordinal() + lead, law_from)
        opened.append(
            Account(
                id=item.id or str(place),
                first_day=first,
                term_end=item.term_end,
                mid_rate=item.mid_rate,
                base=item.amount,
                counted_to=first - 1,
            )
        )
    if len({account.id for account in opened}) != len(opened):
        raise CalculatorError("instalments", Words("编号重复", "an id comes twice"))
    return sorted(opened, key=lambda account: (account.term_end, account.id))


def _accrue(account: Account, until: date, terms: Terms, general_done_to: int) -> None:
    """Add the days up to and with `until` on the base as it stands."""
    last = until.toordinal()
    if terms.general_daily and last > max(general_done_to, terms.general_from):
        span = last - max(general_done_to, terms.general_from)
        account.general += account.base * terms.general_daily * span
    first = max(account.counted_to + 1, account.first_day)
    if last < first:
        return
    days = last - first + 1 - overlap(first, last, terms.stays)
    account.counted_to = last
    if account.base == 0:
        return
    amount = account.base * terms.daily * days
    account.doubled += amount
    account.days += days
    begun = (
        account.segments[-1].to if account.segments else max(account.term_end, date.fromordinal(first - 1))
    )
    account.segments.append(
        InterestSegment(
            instalment=account.id,
            from_=begun,
            to=until,
            days=days,
            base=account.base,
            interest=exact_text(amount),
        )
    )


@dataclass(slots=True, kw_only=True)
class Judgment:
    """All accounts and the fixed general interest, while payments come in."""

    accounts: list[Account]
    fixed_general: int
    fixed_paid: int = 0

    def owed_general(self, account: Account) -> int:
        return round_half_up(account.general) - account.general_paid

    def owed_doubled(self, account: Account) -> int:
        return round_half_up(account.doubled) - account.doubled_paid


def _money_debt(judgment: Judgment, accounts: Sequence[Account], left: int) -> tuple[int, int]:
    """Serve general interest, then principal, account by account; what went to each."""
    general = principal = 0
    for account in accounts:
        interest = min(left, judgment.owed_general(account))
        account.general_paid += interest
        base = min(left - interest, account.base)
        account.base -= base
        left -= interest + base
        general, principal = general + interest, principal + base
    return general, principal


def _pay(judgment: Judgment, amount: int, on: date) -> AppliedPayment:
    """Judgment debt first (interest, then principal, earlier terms first), the doubled part after (CN-J4).

    A payment larger than what is due goes on to instalments whose term has not ended yet.
    """
    fixed = min(amount, judgment.fixed_general - judgment.fixed_paid)
    judgment.fixed_paid += fixed
    due = [account for account in judgment.accounts if account.term_end <= on]
    later = [account for account in judgment.accounts if account.term_end > on]
    general, principal = _money_debt(judgment, due, amount - fixed)
    left = amount - fixed - general - principal
    doubled = 0
    for account in due:
        take = min(left - doubled, judgment.owed_doubled(account))
        account.doubled_paid += take
        doubled += take
    early_general, early_principal = _money_debt(judgment, later, left - doubled)
    return AppliedPayment(
        date=on,
        amount=amount,
        general_interest=fixed + general + early_general,
        principal=principal + early_principal,
        doubled_interest=doubled,
        surplus=left - doubled - early_general - early_principal,
    )


def delayed_interest(given: DelayedInterestInput) -> DelayedInterestOutput:
    """The doubled part and what is owed on `until`, payment by payment (CN-J1 to CN-J6)."""
    terms = _terms(given)
    judgment = Judgment(accounts=_open_accounts(given), fixed_general=given.general_interest)
    whole = sum(account.base for account in judgment.accounts)
    applied = []
    done_to = 0
    for place, payment in enumerate(given.payments):
        if payment.date > given.until:
            raise CalculatorError(f"payments[{place}].date", Words("晚于计算截止日", "lies after `until`"))
    for payment in sorted(given.payments, key=lambda payment: payment.date):
        for account in judgment.accounts:
            _accrue(account, payment.date, terms, done_to)
        done_to = payment.date.toordinal()
        applied.append(_pay(judgment, payment.amount, payment.date))
    for account in judgment.accounts:
        _accrue(account, given.until, terms, done_to)
    return _answer(given, judgment, applied, whole)


def _answer(
    given: DelayedInterestInput, judgment: Judgment, applied: list[AppliedPayment], whole: int
) -> DelayedInterestOutput:
    accounts = judgment.accounts
    doubled = sum(round_half_up(account.doubled) for account in accounts)
    general = given.general_interest + sum(round_half_up(account.general) for account in accounts)
    unpaid_general = given.general_interest - judgment.fixed_paid + sum(map(judgment.owed_general, accounts))
    unpaid_principal = sum(account.base for account in accounts)
    unpaid_doubled = sum(map(judgment.owed_doubled, accounts))
    surplus = sum(payment.surplus for payment in applied)
    rated = [account for account in accounts if account.mid_rate is not None]
    if rated and len(rated) != len(accounts):
        raise CalculatorError(
            "instalments", Words("汇率须每期都给或都不给", "give a mid rate for every instalment or for none")
        )
    return DelayedInterestOutput(
        doubled_interest=doubled,
        general_interest=general,
        principal=whole,
        total=whole + general + doubled,
        paid=sum(payment.amount for payment in applied),
        unpaid_principal=unpaid_principal,
        unpaid_general_interest=unpaid_general,
        unpaid_doubled_interest=unpaid_doubled,
        unpaid_total=unpaid_principal + unpaid_general + unpaid_doubled,
        surplus=surplus,
        doubled_interest_cny=sum(
            round_half_up(account.doubled * Fraction(account.mid_rate or 0)) for account in rated
        )
        if rated
        else None,
        days=max(account.days for account in accounts),
        segments=tuple(segment for account in accounts for segment in account.segments),
        payments=tuple(applied),
        steps=_steps(given, doubled, bool(rated)),
        doubts=_doubts(given, accounts, surplus),
    )


def _steps(given: DelayedInterestInput, doubled: int, foreign: bool) -> tuple[Step, ...]:
    steps = [
        law.step(
            "CN-J1",
            f"加倍部分＝未清偿金钱债务（不含一般债务利息）×日万分之一点七五×天数＝{money_text(doubled)}。",
            f"Doubled part = unpaid debt without general interest × 0.0175 % × days = {money_text(doubled)}.",
        ),
        law.step(
            "CN-J2",
            "自履行期间届满（未定的自生效）起，计至付款、划拨或成交裁定生效之日。",
            "From the end of the term (none set: the effective day) to each payment, transfer or sale.",
        ),
        law.step("CN-J6", "天数去一头。", "Days leave one end out.")
        if given.day_count is DayCount.EXCLUDE_ONE_END
        else law.step("CN-J6", "按指定口径，首尾两日均计。", "Both ends count, as asked."),
    ]
    if given.effective_date is not None and given.term_end is None and not given.instalments:
        steps.append(
            law.step("CN-J2", "未定履行期间，自文书生效日起。", "No term was set: from the effective day.")
        )
    for stay in given.stays:
        words = (
            (
                f"{stay.from_} 至 {stay.to} 系被执行人申请，照计。",
                f"{stay.from_} to {stay.to}: asked for by the debtor, counted.",
            )
            if stay.asked_by_debtor
            else (f"{stay.from_} 至 {stay.to} 不计。", f"{stay.from_} to {stay.to} is not counted.")
        )
        steps.append(law.step("CN-J3", *words))
    if given.payments:
        steps.append(
            law.step(
                "CN-J4",
                "先判决金钱债务，后加倍部分。",
                "The judgment's money debt first, the doubled part after.",
            )
        )
    if foreign:
        steps.append(
            law.step(
                "CN-J5",
                "外币按同一比率，并按起算日中间价折算。",
                "Same rate in the foreign money, converted at the start-day mid rate.",
            )
        )
    return tuple(steps)


def _doubts(given: DelayedInterestInput, accounts: list[Account], surplus: int) -> tuple[Doubt, ...]:
    doubts = []
    if any(account.term_end < law.day("delayed_interest", "effective_from") for account in accounts):
        doubts.append(law.doubt("before_2014_08_01"))
    if given.payments and (given.general_interest or given.general_rate):
        doubts.append(law.doubt("order_inside_judgment"))
    if surplus:
        doubts.append(law.doubt("surplus", amount=money_text(surplus)))
    return tuple(doubts)
