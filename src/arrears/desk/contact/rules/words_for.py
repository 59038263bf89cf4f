"""Amounts and days as the debtor reads them, and the blanks that come from a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from babel.dates import format_date

from arrears.kernel.money import Money

ANSWER_DAYS = 10
YUAN = {"CNY": "元"}
FROM_SETTINGS = ("service_phone", "complaint_phone", "postal_address", "operator_name", "pay_way")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """What is owed in a case on a day, of one currency. None where it is not known."""

    currency: str
    overdue_minor: int | None = None
    total_minor: int | None = None
    by_component: Mapping[str, int] | None = None
    oldest_due_on: date | None = None
    next_due_on: date | None = None
    next_minor: int | None = None
    account_number: str = ""  # several are joined by commas


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNames:
    """Who speaks and to whom. `settings`: the creditor's, with `_zh` / `_en` forms where they differ."""

    name: str
    creditor: str
    collector: str
    debtor: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)


def amount_words(minor: int, currency: str, language: str) -> str:
    """`1,234.50元` in Chinese, `CNY 1,234.50` in English."""
    money = Money(minor, currency)
    number = str(money).rsplit(" ", 1)[0]
    if language.startswith("zh") and currency in YUAN:
        return f"{number}{YUAN[currency]}"
    return f"{currency} {number}"


def day_words(day: date, language: str) -> str:
    return format_date(day, format="long", locale="zh_CN" if language.startswith("zh") else "en_GB")


def account_tail(number: str) -> str:
    """The last four characters: enough to know one's own account, too little to misuse it."""
    return f"**{number[-4:]}" if len(number) > 4 else number


def blanks_of(
    figures: CaseFigures,
    names: CaseNames,
    *,
    language: str,
    today: date,
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Values for the blanks of a script. What is not known is left out, never guessed."""
    values = {
        "name": names.name,
        "debtor": names.debtor,
        "creditor": names.creditor,
        "collector": names.collector,
        "account": "、".join(account_tail(one) for one in figures.account_number.split(",")),
        "today": day_words(today, language),
        "answer_by": day_words(today + timedelta(days=ANSWER_DAYS), language),
    }
    for name in FROM_SETTINGS:
        values["operator" if name == "operator_name" else name] = _setting(names.settings, name, language)
    if not values["operator"]:
        values["operator"] = names.creditor  # the creditor works its own book unless it names somebody

    def money(name: str, minor: int | None) -> None:
        if minor is not None:
            values[name] = amount_words(minor, figures.currency, language)

    money("amount", figures.overdue_minor)
    money("total", figures.total_minor)
    money("next_amount", figures.next_minor)
    if figures.by_component is not None:
        parts = figures.by_component
        money("principal", parts.get("principal", 0))
        money("interest", parts.get("interest", 0))
        money("fees", sum(parts.get(part, 0) for part in ("fee", "penalty", "cost", "tax")))
    if figures.oldest_due_on is not None:
        values["due_on"] = day_words(figures.oldest_due_on, language)
        values["days_late"] = str(max((today - figures.oldest_due_on).days, 0))
    if figures.next_due_on is not None:
        values["next_on"] = day_words(figures.next_due_on, language)
    values.update(extra or {})
    return {name: value for name, value in values.items() if value}


def _setting(settings: Mapping[str, object], name: str, language: str) -> str:
    tag = "zh" if language.startswith("zh") else "en"
    found = settings.get(f"{name}_{tag}", settings.get(name, ""))
    return found if isinstance(found, str) else ""
