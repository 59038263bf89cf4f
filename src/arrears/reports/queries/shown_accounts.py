"""Accounts behind the cells of closings, with the names that a reader sees, and as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor, creditors
from arrears.kernel.money import Money
from arrears.kernel.words import Words
from arrears.reports.analytics.accounts import AccountLine, AccountPage
from arrears.reports.analytics.behind import Behind, BehindPage
from arrears.reports.documents.sheet import Cell
from arrears.reports.queries.grids.flow import SIDE_WORDS

One = TypeVar("One", Behind, AccountLine)
MEASURE_WORDS: dict[str, Words] = {
    "accounts": Words("账户", "Accounts"),
    "balance": Words("余额", "Balance"),
    "overdue": Words("逾期", "Overdue"),
    "non_performing": Words("不良", "Non-performing"),
}
_LEAD = (
    Words("客户（脱敏）", "Debtor (masked)"), Words("账户", "Account"), Words("委托方", "Creditor"),
    Words("币种", "Currency"),
)  # fmt: skip
_BEHIND = (
    Words("逾期阶段", "Bucket"), Words("逾期天数", "Days past due"), Words("余额", "Balance"),
    Words("逾期", "Overdue"), Words("委案金额", "Placed"), Words("回款", "Received"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown(Generic[One]):
    """An account as a page shows it. `number`: what the creditor calls it."""

    one: One
    debtor_masked: str
    number: str
    creditor: str


def shown_accounts(items: Sequence[One], actor: Actor) -> list[Shown[One]]:
    """The accounts of a page with names, three queries for any number."""
    names = portfolio.masked_names(actor, [one.debtor_id for one in items])
    numbers = portfolio.account_numbers(actor, [one.account_id for one in items])
    houses = {one.id: one.name for one in creditors(actor)}
    return [
        Shown(
            one, names.get(one.debtor_id, "–"), numbers.get(one.account_id, "–"), houses.get(one.creditor_id, "–")
        )
        for one in items
    ]  # fmt: skip


def _major(currency: str) -> Callable[[int | None], Cell]:
    return lambda minor: None if minor is None else Money(minor, currency).decimal


def _lead(line: Shown[One], currency: str) -> list[Cell]:
    return [line.debtor_masked, line.number, line.creditor, currency]


def _heads(words: Iterable[Words], language: str) -> list[str]:
    return [one.in_(language) for one in words]


def behind_sheet(
    page: BehindPage, currency: str, language: str, actor: Actor
) -> tuple[list[str], list[list[Cell]]]:
    """The accounts behind a figure of a closing for a spreadsheet: amounts in major units."""
    major = _major(currency)
    rows = [
        [
            *_lead(line, currency), line.one.bucket, line.one.days_past_due, major(line.one.balance),
            major(line.one.overdue), major(line.one.placed), major(line.one.received),
        ]
        for line in shown_accounts(page.items, actor)
    ]  # fmt: skip
    return _heads((*_LEAD, *_BEHIND), language), rows


def between_sheet(
    page: AccountPage, change: str, currency: str, language: str, actor: Actor
) -> tuple[list[str], list[list[Cell]]]:
    """The accounts between two closings for a spreadsheet; `change` as in accounts.Between."""
    of = MEASURE_WORDS[change or "balance"]
    told: Callable[[int | None], Cell] = (lambda one: one) if change == "accounts" else _major(currency)
    heads = (
        *_LEAD, Words("期初阶段", "Bucket before"), Words("期末阶段", "Bucket after"),
        Words(f"期初{of.zh}", f"{of.en} before"), Words(f"期末{of.zh}", f"{of.en} after"), Words("变化", "Change"),
        Words("当月回款", "Received in the month"),
    )  # fmt: skip
    joined, left = (one.in_(language) for one in SIDE_WORDS.values())
    major = _major(currency)
    rows = [
        [
            *_lead(line, currency), line.one.bucket_before or joined, line.one.bucket_after or left,
            told(line.one.was), told(line.one.now), told(line.one.change), major(line.one.received),
        ]
        for line in shown_accounts(page.items, actor)
    ]  # fmt: skip
    return _heads(heads, language), rows
