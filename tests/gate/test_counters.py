"""The counters against a slow, obvious model, step by step over days and clock changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from arrears.gate.contracts import Act, Case, Debt, Debtor, Operator, PastContact, Recipient
from arrears.gate.rules.pure import check
from tests.profiles import examples

BEIJING = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NUMBERS = ("phone:+8613800138000", "phone:+8613900139000")
RESULTS = ("conversation", "answered", "no_answer", "busy", "out_of_service", "rang_out", "full_mailbox")
UNANSWERED = {"no_answer", "busy", "out_of_service", "rang_out", "full_mailbox"}
STARTS = (
    datetime(2026, 3, 5, 12, tzinfo=UTC),  # clocks go forward in New York on the 8th
    datetime(2026, 10, 29, 12, tzinfo=UTC),  # and back on 1 November
    datetime(2028, 2, 26, 12, tzinfo=UTC),  # a leap day
)


@dataclass
class Book:
    """The model: a list of what happened, and counting by looking at every entry."""

    calls: list[PastContact] = field(default_factory=list)

    def china_connected(self, day: date, group: str) -> int:
        return sum(
            1
            for one in self.calls
            if one.at.astimezone(BEIJING).date() == day
            and one.lender_group == group
            and one.person == "P"
            and one.call_kind == "notification"
            and one.result not in UNANSWERED
        )

    def china_talks(self, day: date, group: str) -> int:
        return sum(
            1
            for one in self.calls
            if one.at.astimezone(BEIJING).date() == day
            and one.lender_group == group
            and one.person == "P"
            and one.call_kind == "interactive"
            and one.result == "conversation"
        )

    def china_tries(self, day: date, group: str, number: str) -> int:
        return sum(
            1
            for one in self.calls
            if one.at.astimezone(BEIJING).date() == day
            and one.lender_group == group
            and one.address == number
            and one.result in UNANSWERED
        )

    def us_placed(self, day: date, operator: str, debt: str) -> int:
        """The most calls in any seven days that contain the day; nothing lies after it here."""
        first = day - timedelta(days=6)
        return sum(
            1
            for one in self.calls
            if first <= one.at.astimezone(NEW_YORK).date() <= day
            and one.operator == operator
            and one.person == "P"
            and debt in one.debts
            and one.result not in {"busy", "out_of_service"}
        )

    def us_talked(self, day: date, operator: str, debt: str) -> bool:
        return any(
            one.result == "conversation"
            and one.operator == operator
            and one.person == "P"
            and debt in one.debts
            and day - timedelta(days=6) <= one.at.astimezone(NEW_YORK).date() <= day
            for one in self.calls
        )


class Counters(RuleBasedStateMachine):
    """Calls happen, time passes; after each step every counter agrees with the model."""

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: datetime) -> None:
        self.at = start
        self.book = Book()

    @rule(
        result=st.sampled_from(RESULTS),
        kind=st.sampled_from(("notification", "interactive")),
        operator=st.sampled_from(("A", "B")),
        group=st.sampled_from(("L1", "L1", "L2")),
        person=st.sampled_from(("P", "P", "P", "Q")),
        debts=st.sampled_from((("D1",), ("D2",), ("D1", "D2"))),
        number=st.sampled_from(NUMBERS),
        times=st.integers(1, 4),
    )
    def call(
        self,
        result: str,
        kind: str,
        operator: str,
        group: str,
        person: str,
        debts: tuple[str, ...],
        number: str,
        times: int,
    ) -> None:
        for _ in range(times):
            self.at += timedelta(seconds=37)
            self.book.calls.append(
                PastContact(
                    at=self.at,
                    channel="call",
                    direction="out",
                    person=person,
                    debts=debts,
                    address=number,
                    operator=operator,
                    lender_group=group,
                    result=result,  # type: ignore[arg-type]  # one of RESULTS
                    call_kind=kind,  # type: ignore[arg-type]  # one of two
                )
            )

    @rule(minutes=st.sampled_from((1, 30, 59, 60, 240, 719, 1440, 2879, 8640, 10080)))
    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def _results(self, regime: str, kind: str, debt: str, number: str) -> dict[str, str]:
        case = Case(
            regimes=(regime,),
            at=self.at + timedelta(seconds=1),
            operator=Operator(kind="agency", id="A", lender_group="L1"),
            act=Act(
                channel="call",
                purpose="collect",
                debts=(debt,),
                address=number,
                call_kind=kind,  # type: ignore[arg-type]  # one of two
            ),
            recipient=Recipient(person="P", role="debtor"),
            debtor=Debtor(zones=("America/New_York",)),
            history=tuple(self.book.calls),
            debts=(Debt(id="D1", kind="consumer"), Debt(id="D2", kind="consumer")),
        )
        return {rule.id: rule.result for rule in check(case).rules}

    @invariant()
    def counters_agree(self) -> None:
        if not hasattr(self, "book"):
            return
        now = self.at + timedelta(seconds=1)
        day, there = now.astimezone(BEIJING).date(), now.astimezone(NEW_YORK).date()
        for number in NUMBERS:
            told = self._results("cn", "notification", "D1", number)
            assert (told["CN-F1"] == "pass") is (self.book.china_connected(day, "L1") < 3)
            assert (told["CN-F3"] == "pass") is (self.book.china_tries(day, "L1", number) < 6)
            talk = self._results("cn", "interactive", "D1", number)
            assert (talk["CN-F2"] == "pass") is (self.book.china_talks(day, "L1") < 3)
        for debt in ("D1", "D2"):
            told = self._results("us_reg_f", "interactive", debt, NUMBERS[0])
            assert (told["US-F1"] == "pass") is (self.book.us_placed(there, "A", debt) < 7)
            assert (told["US-F2"] == "pass") is not self.book.us_talked(there, "A", debt)


TestCounters = Counters.TestCase
TestCounters.settings = settings(max_examples=examples(200), stateful_step_count=30, deadline=None)
