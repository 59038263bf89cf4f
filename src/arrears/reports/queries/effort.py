"""Money beside what it took: received for an hour of talk, what contacts cost by the house's own prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from arrears.foundation.api import SYSTEM, creditors
from arrears.kernel.money import Money
from arrears.kernel.words import Words
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries.summary_tables import CHANNEL_WORDS
from arrears.reports.queries.work_links import ref, with_refs
from arrears.reports.queries.work_rows import asked
from arrears.reports.rules import share

_COST = """
SELECT creditor_id, channel, count(*) FILTER (WHERE state <> 'simulated'),
       coalesce(sum(duration_s) FILTER (WHERE state <> 'simulated'), 0)::bigint
FROM contact_attempts(%(first)s, %(last)s) t WHERE {mine} GROUP BY 1, 2 ORDER BY 1, 2
"""
_RECEIVED = """
SELECT a.currency, sum(t.amount_minor)::bigint
FROM book_receipts(%(last)s) t JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
WHERE t.effective_on BETWEEN %(first)s AND %(last)s AND {mine} GROUP BY 1 ORDER BY 1
"""
_CURRENCY = Column(code="currency", label=Words("币种", "Currency"), unit=Unit.TEXT)
COSTS_AT = "#costs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a creditor's contacts of one channel took. Prices and cost in minor units, None where no price is kept."""

    creditor_id: int
    creditor: str
    currency: str
    channel: str
    sent: int
    seconds: int
    price: Fraction | None
    hour: Fraction | None

    @property
    def cost(self) -> Fraction | None:
        if self.price is None or (self.seconds and self.hour is None):
            return None
        return self.price * self.sent + (self.hour or Fraction(0)) * self.seconds / 3600


def spent(question: Question) -> list[Spent]:
    """Contacts that went out, by creditor and channel, with the prices in the creditors' settings (`unit_costs`)."""
    houses = {one.id: one for one in creditors(SYSTEM)}
    found = []
    for creditor, channel, count, seconds in asked(question, _COST, "t.by_user_id"):
        house = houses.get(creditor)
        if house is None or not count:
            continue
        kept = house.settings.get("unit_costs")
        prices = (
            {name: Fraction(str(price)) for name, price in kept.items()} if isinstance(kept, Mapping) else {}
        )
        found.append(
            Spent(
                creditor_id=creditor, creditor=house.name, currency=house.currency, channel=channel, sent=count,
                seconds=seconds, price=prices.get(channel), hour=prices.get("hour"),
            )
        )  # fmt: skip
    return found


def total_cost(lines: list[Spent]) -> int | None:
    """What the contacts cost in minor units; None while a channel that was used has no price."""
    costs = [one.cost for one in lines]
    return None if None in costs else round(sum((one or Fraction(0) for one in costs), Fraction(0)))


def effort(question: Question) -> tuple[Grid, ...]:
    """Money beside what it took, a table for each currency, and what the cost is made of."""
    every = spent(question)
    seconds = sum(one.seconds for one in every)
    found: list[Grid] = []
    for currency, received in asked(question, _RECEIVED, "w.user_id", "account"):
        lines = [one for one in every if one.currency == currency]
        cost = total_cost(lines)
        hourly = round(Fraction(received * 3600, seconds)) if seconds else None
        line: tuple[Cell, ...] = (
            currency,
            received,
            hourly,
            cost,
            share(cost, received) if received > 0 else None,
        )
        refs = {
            (0, "received"): ref(question, "received", currency),
            (0, "per_hour"): ref(question, "received_per_hour", currency),
        }
        if lines:
            refs |= {(0, "cost"): COSTS_AT, (0, "unit_cost"): COSTS_AT}
        grid = Grid(
            code="effort", title=Words("投入与产出", "Effort and money"), currency=currency, rows=(line,),
            columns=(
                _CURRENCY,
                Column(code="received", label=Words("回款金额", "Received"), unit=Unit.MONEY),
                Column(code="per_hour", label=Words("每通话小时回款", "Received per hour of talk"), unit=Unit.MONEY),
                Column(code="cost", label=Words("联系成本", "Cost of contacts"), unit=Unit.MONEY),
                Column(code="unit_cost", label=Words("每元回款成本", "Cost of a unit received"), unit=Unit.RATIO),
            ),
            note=Words(
                "成本按委托方设置中的单价（unit_costs）计算；缺少单价时不计算。",
                "Costs follow the unit prices in the creditor's settings (unit_costs); without them there is none.",
            ),
        )  # fmt: skip
        found.append(with_refs(grid, refs))
        if lines:
            found.append(_costs_grid(question, currency, lines))
    return tuple(found)


def _costs_grid(question: Question, currency: str, lines: list[Spent]) -> Grid:
    coin = Fraction(Money(1, currency).decimal)
    rows: list[tuple[Cell, ...]] = []
    refs: dict[tuple[int, str], str] = {}
    for place, line in enumerate(lines):
        told = CHANNEL_WORDS.get(line.channel, Words(line.channel, line.channel))
        words = Words(f"{line.creditor} · {told.zh}", f"{line.creditor} · {told.en}")
        cost = None if line.cost is None else round(line.cost)
        price, hour = (None if one is None else one * coin for one in (line.price, line.hour))
        rows.append((words, line.sent, price, line.seconds, hour, cost))
        for column, code in (("sent", "sent"), ("seconds", "talk_seconds")):
            refs[place, column] = ref(question, code, creditor=str(line.creditor_id), what=line.channel)
    grid = Grid(
        code="costs", title=Words("联系成本的构成", "What the contacts cost"), currency=currency, rows=tuple(rows),
        columns=(
            Column(code="channel", label=Words("委托方与渠道", "Creditor and channel"), unit=Unit.TEXT),
            Column(code="sent", label=Words("真正发出", "Contacts that went out")),
            Column(code="price", label=Words("单价", "Price of one"), unit=Unit.RATIO),
            Column(code="seconds", label=Words("通话秒数", "Seconds of talk")),
            Column(code="hour", label=Words("每小时单价", "Price of an hour"), unit=Unit.RATIO),
            Column(code="cost", label=Words("成本", "Cost"), unit=Unit.MONEY),
        ),
    )  # fmt: skip
    return with_refs(grid, refs)
