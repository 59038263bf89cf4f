"""The facts of one case as the rules read them, with what several rules need worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Case, Debt, PastContact
from arrears.gate.packs.parts import zones
from arrears.gate.packs.parts.channels import PHONE, same_medium

OBLIGED = frozenset({"debtor", "joint_debtor", "guarantor"})
STANDING_IN = frozenset({"parent_of_minor", "guardian", "executor"})
STRANGERS = frozenset({"emergency_contact", "relative", "colleague", "employer", "unrelated"})
# An act without a purpose is taken for collecting; a message carried by a third person is pressure too.
COLLECTING = frozenset({"collect", "remind", "locate", "remedy_notice", "pass_message"})
FINDING = frozenset({"locate", "pass_message"})

NOT_PLACED = frozenset({"busy", "out_of_service"})
# A call whose result is not known yet may have become a talk: it counts, so that two calls at once cannot.
MAY_BE_A_TALK = frozenset({"conversation", None})
_MAY_BE_PHONE = PHONE | {None}


class Telephone(NamedTuple):
    """Calls placed that were connected or may have been, and conversations, whoever called."""

    placed: list[PastContact]
    talks: list[PastContact]


class Facts:
    """One case at one moment. The moment is apart, so that a later one can be tried with nothing else changed."""

    __slots__ = (
        "_bounds",
        "_clocks",
        "_debts",
        "_local",
        "_named",
        "_pooled",
        "_telephone",
        "_zones",
        "act",
        "at",
        "bound",
        "case",
        "channel",
        "consents",
        "debtor",
        "history",
        "operator",
        "purpose",
        "recipient",
        "role",
        "stops",
    )

    def __init__(self, case: Case, at: datetime | None = None) -> None:
        self.case = case
        self.at = case.at if at is None else at
        act = case.act
        self.act = act
        self.channel = act.channel
        self.purpose = act.purpose or "collect"
        self.recipient = case.recipient
        self.role = case.recipient.role or "unknown"
        self.debtor = case.debtor
        self.operator = case.operator
        self.history = case.history
        self.stops = case.stops
        self.consents = case.consents
        self.bound: bool | None = None  # whether Regulation F binds, once it was asked
        self._local: dict[ZoneInfo, datetime] = {}
        self._clocks: tuple[tuple[ZoneInfo, ...], list[time]] | None = None
        self._zones: tuple[ZoneInfo, ...] | None = None
        self._bounds: tuple[ZoneInfo, datetime, datetime] | None = None
        self._pooled: list[PastContact] | None = None
        self._telephone: Telephone | None = None
        self._debts: dict[str, Debt] | None = None
        self._named: tuple[Debt, ...] | None = None

    # -- time ---------------------------------------------------------------------------------------

    def zones(self, otherwise: tuple[ZoneInfo, ...]) -> tuple[ZoneInfo, ...]:
        """Every plausible zone of the debtor: those given, else by the prefix of the number, else `otherwise`."""
        if self._zones is None:
            named = self.debtor.zones
            self._zones = zones.of_names(named) if named else zones.of_address(self.act.address)
        return self._zones or otherwise

    def local(self, zone: ZoneInfo) -> datetime:
        """The moment of the act on a clock."""
        known = self._local.get(zone)
        if known is None:
            known = self._local[zone] = self.at.astimezone(zone)
        return known

    def clocks(self, zones: tuple[ZoneInfo, ...]) -> list[time]:
        """The moment of the act on the clock of each zone."""
        known = self._clocks
        if known is None or known[0] is not zones:
            known = self._clocks = (zones, [self.local(zone).time() for zone in zones])
        return known[1]

    def today(self, zone: ZoneInfo) -> date:
        """The local day of the act on a clock."""
        return self.local(zone).date()

    def last_today(self, zones: Sequence[ZoneInfo]) -> date:
        """The latest of the local days of the act."""
        if len(zones) == 1:
            return self.local(zones[0]).date()
        return max(self.local(zone).date() for zone in zones)

    def day_bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """First moment of the act's local day and of the next one, in UTC."""
        if self._bounds is None or self._bounds[0] is not zone:
            day = self.local(zone).date()
            self._bounds = (zone, zones.day_start(day, zone), zones.next_day_start(day, zone))
        return self._bounds[1], self._bounds[2]

    # -- persons ------------------------------------------------------------------------------------

    @property
    def collecting(self) -> bool:
        return self.purpose in COLLECTING

    def stands_in(self) -> bool:
        """Parent of a minor, guardian, executor: in the debtor's place, unless a known fact denies it."""
        if self.role == "parent_of_minor":
            return self.debtor.minor is not False
        if self.role == "executor":
            return self.debtor.deceased is not False
        return self.role == "guardian"

    def is_party(self) -> bool:
        """Somebody who owes, stands in for the debtor, or is the debtor's attorney."""
        return self.role in OBLIGED or self.role == "attorney" or self.stands_in()

    def is_stranger(self) -> bool:
        """A known third person: a contact, a relative, a colleague, an employer, someone unrelated."""
        return self.role in STRANGERS or (self.role in STANDING_IN and not self.stands_in())

    def same_person(self, contact: PastContact) -> bool:
        """Whether a past contact was with the recipient; an unknown person on either side counts."""
        person = self.recipient.person
        return person is None or contact.person is None or contact.person == person

    # -- money --------------------------------------------------------------------------------------

    def debts(self) -> tuple[Debt, ...]:
        """What is known of the debts of the act (of all debts of the case when the act names none)."""
        named = self.act.debts
        if not named:
            return self.case.debts
        if self._debts is None:
            self._debts = {debt.id: debt for debt in self.case.debts}
        if self._named is None:
            self._named = tuple([self._debts.get(name) or Debt(id=name) for name in named])
        return self._named

    def debt_key(self, name: str) -> str:
        """The particular debt: student loans under one account number are one (US-F3).

        A group of debts of unknown kind is taken for one as well: that counts more.
        """
        if self._debts is None:
            self._debts = {debt.id: debt for debt in self.case.debts}
        debt = self._debts.get(name)
        if debt is not None and debt.group is not None and debt.kind in (None, "student"):
            return f"group:{debt.group}"
        return name

    # -- history ------------------------------------------------------------------------------------

    def pooled(self, contact: PastContact) -> bool:
        """Whether a past contact was for the same lender: the lender and all its agencies count together."""
        group = self.operator.lender_group
        return group is None or contact.lender_group is None or contact.lender_group == group

    def calls_of_the_day(self, zone: ZoneInfo) -> list[PastContact]:
        """Outbound calls of the act's local day for this lender, whoever was called."""
        if self._pooled is None:
            start, end = self.day_bounds(zone)
            self._pooled = [
                contact
                for contact in self.history
                if (contact.channel is None or contact.channel in PHONE)
                and start <= contact.at < end
                and contact.direction != "in"
                and self.pooled(contact)
            ]
        return self._pooled

    def telephone(self) -> Telephone:
        """This operator's telephone with the recipient; an unknown operator or person on either side counts."""
        if self._telephone is None:
            placed: list[PastContact] = []
            talks: list[PastContact] = []
            own, person = self.operator.id, self.recipient.person
            for contact in self.history:
                if contact.channel not in _MAY_BE_PHONE:
                    continue
                if person is not None and contact.person != person and contact.person is not None:
                    continue
                if own is not None and contact.operator != own and contact.operator is not None:
                    continue
                result = contact.result
                if contact.direction != "in" and result not in NOT_PLACED:
                    placed.append(contact)
                if result in MAY_BE_A_TALK:
                    talks.append(contact)
            self._telephone = Telephone(placed, talks)
        return self._telephone

    def sent_since(self, since: datetime | None) -> int:
        """Outbound contacts with the recipient by the act's medium since a moment."""
        return sum(
            1
            for contact in self.history
            if contact.direction != "in"
            and (contact.channel is None or same_medium(contact.channel, self.channel))
            and self.same_person(contact)
            and (since is None or contact.at >= since)
            and contact.at <= self.at
        )
