"""Aging by columns against a slow model that walks the days one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.expr.types import Table

from arrears.kernel.words import Words
from arrears.night.aging import columns
from arrears.night.aging.contracts import AgingPolicy, AgingRule, Bucket
from arrears.night.contracts import ITEMS, NIGHT, OWED, STATE
from tests.night.in_memory import Memory, night_row
from tests.profiles import examples

GRACE = {"plain": 0, "graceful": 3}
BUCKETS = tuple(
    Bucket(code=code, from_days=first, title=Words(code, code))
    for code, first in (("C", 0), ("M1", 1), ("M2", 31), ("M3", 61))
)
POLICY = AgingPolicy(
    rules=(
        AgingRule(id="graceful", kind=None, product="graceful", grace_days=3, buckets=BUCKETS),
        AgingRule(id="any", kind=None, product=None, grace_days=0, buckets=BUCKETS),
    )
)
START = date(2028, 1, 25)  # the walk crosses a leap day
MEMORY = Memory()


@dataclass(frozen=True)
class Payment:
    """Money for an item: effective on one day, known to the house from another (booked late or ahead)."""

    item: int
    amount: int
    effective: date
    booked: date
    reversed_on: date | None


@dataclass(frozen=True)
class Account:
    product: str
    dues: tuple[date, ...]
    amount: int
    payments: tuple[Payment, ...]
    pauses: tuple[tuple[date, date], ...]

    def paid(self, item: int, on: date) -> int:
        """What is known on a day to be paid by that day."""
        return sum(
            payment.amount
            for payment in self.payments
            if payment.item == item
            and payment.effective <= on
            and payment.booked <= on
            and not (payment.reversed_on is not None and payment.reversed_on <= on)
        )

    def owed(self, item: int, on: date) -> int:
        return max(self.amount - self.paid(item, on), 0)

    def paused(self, on: date) -> bool:
        return any(first <= on <= last for first, last in self.pauses)


@dataclass
class Walk:
    """The slow model: what one account looks like, night after night."""

    account: Account
    night_on: date | None = None
    in_episode: bool = False
    episode_on: date | None = None
    episodes: int = 0
    paused_days: int = 0
    worst: int = 0
    seen: dict[str, Any] = field(default_factory=dict)

    def night(self, on: date) -> None:
        late = [
            due for item, due in enumerate(self.account.dues) if due < on and self.account.owed(item, on) > 0
        ]
        days = 0
        if late:
            day = min(late)
            while day < on:  # one by one
                day += timedelta(days=1)
                days += 1
        if days <= GRACE[self.account.product]:
            days, late = 0, []
        self._episode(late, days, on)
        self.worst = max(self.worst, days)
        self.night_on = on
        self.seen = {
            "days_past_due": days,
            "periods_overdue": len(late),
            "oldest_due_on": min(late) if late else None,
            "overdue_minor": sum(
                self.account.owed(item, on) for item, due in enumerate(self.account.dues) if due in late
            ),
            "bucket": [bucket.code for bucket in BUCKETS if days >= bucket.from_days][-1],
            "episode_on": self.episode_on,
            "episodes": self.episodes,
            "paused_days": self.paused_days,
            "ladder_days": days - self.paused_days,
            "worst_days": self.worst,
        }

    def _episode(self, late: list[date], days: int, on: date) -> None:
        if not late:
            self.in_episode, self.episode_on, self.paused_days = False, None, 0
            return
        if not self.in_episode:
            self.episodes += 1
            self.episode_on, self.paused_days = min(late), 0
        assert self.episode_on is not None
        self.in_episode, self.episode_on = True, min(self.episode_on, *late)
        if self.account.paused(on) and self.night_on is not None:
            day = self.night_on
            while day < on:
                day += timedelta(days=1)
                self.paused_days += day > min(late)
        self.paused_days = min(self.paused_days, days)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    first = draw(st.integers(-40, 40))
    count = draw(st.integers(1, 4))
    dues = tuple(START + timedelta(days=first + 15 * place) for place in range(count))
    payments = tuple(
        Payment(
            item=draw(st.integers(0, count - 1)),
            amount=draw(st.sampled_from((1, 400, 999, 1000))),
            effective=START + timedelta(days=(day := draw(st.integers(-20, 60)))),
            booked=START + timedelta(days=day + draw(st.sampled_from((0, 0, 2, 9)))),
            reversed_on=draw(st.none() | st.integers(0, 70).map(lambda ahead: START + timedelta(days=ahead))),
        )
        for _ in range(draw(st.integers(0, 4)))
    )
    pauses = tuple(
        (START + timedelta(days=begin), START + timedelta(days=begin + draw(st.integers(0, 12))))
        for begin in draw(st.lists(st.integers(0, 60), max_size=2))
    )
    product = draw(st.sampled_from(("plain", "graceful")))
    return Account(product=product, dues=dues, amount=1000, payments=payments, pauses=pauses)


BASE = {"account_id": "int64", "kind": "string", "product": "string", "paused": "boolean"}
SHOWN = (
    "account_id", "days_past_due", "periods_overdue", "oldest_due_on", "overdue_minor", "bucket", "bucket_no",
    "first_overdue_on", "episode_on", "episodes", "paused_days", "ladder_days", "worst_days",
)  # fmt: skip


def aged(items: Table, base: Table, state: Table, night: Table) -> Table:
    was = state.rename({f"was_{name}": name for name in STATE.columns if name != "account_id"})
    wide = base.cross_join(night).left_join(columns.per_account(items.cross_join(night)), "account_id")
    wide = wide.drop("account_id_right").left_join(was, "account_id").drop("account_id_right")
    return columns.stand(wide, POLICY).select(*SHOWN)


def by_columns(
    book: list[Account], on: date, state: dict[int, dict[str, Any]], before: date | None
) -> dict[int, dict[str, Any]]:
    zero = dict.fromkeys(OWED, 0)
    items = [
        {
            **zero,
            "account_id": number,
            "item_id": number * 10 + item,
            "due_on": due,
            "billed_minor": account.amount,
            "paid_minor": account.paid(item, on),
            "owed_principal": account.owed(item, on),
        }
        for number, account in enumerate(book)
        for item, due in enumerate(account.dues)
    ]
    base = [
        {"account_id": number, "kind": "loan", "product": account.product, "paused": account.paused(on)}
        for number, account in enumerate(book)
    ]
    was = [{**row, "night_on": before} for row in state.values()]
    rows = MEMORY.run(
        "aged",
        aged,
        {
            "items": (ITEMS.columns, items),
            "base": (BASE, base),
            "state": (STATE.columns, was),
            "night": (NIGHT.columns, [night_row(on)]),
        },
    )
    return {row["account_id"]: row for row in rows}


@settings(max_examples=examples(100))
@given(
    book=st.lists(accounts(), min_size=12, max_size=36),  # one query ages them all
    gaps=st.lists(st.sampled_from((1, 1, 1, 2, 7, 30)), min_size=1, max_size=6),
)
def test_columns_age_as_a_clerk_would_who_counts_the_days(book: list[Account], gaps: list[int]) -> None:
    walks = [Walk(account) for account in book]
    state: dict[int, dict[str, Any]] = {}
    on, before = START, None
    for gap in gaps:
        on += timedelta(days=gap)
        state = by_columns(book, on, state, before)
        for number, walk in enumerate(walks):
            walk.night(on)
            assert {name: state[number][name] for name in walk.seen} == walk.seen
        before = on


@given(paid=st.integers(0, 999))
def test_a_part_payment_leaves_the_age_where_it_is(paid: int) -> None:
    due = START - timedelta(days=10)
    account = Account("plain", (due,), 1000, (Payment(0, paid, START, START, None),), ())
    row = by_columns([account], START, {}, None)[0]
    assert (row["days_past_due"], row["overdue_minor"]) == (10, 1000 - paid)
