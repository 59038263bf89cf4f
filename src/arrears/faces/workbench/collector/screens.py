"""What the case page shows: frozen values put together from the rooms' doors, for the templates alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from arrears.book.payments.contracts import OWED_COMPONENTS, Balance, Component
from arrears.book.portfolio.contracts import AccountFacts, ContactPointFacts, RoleOnAccount
from arrears.desk.care.contracts import ReasonFacts
from arrears.desk.contact.contracts import RuleSaid
from arrears.kernel.words import Words
from arrears.night.engine.contracts import Proposal

OWING = frozenset({RoleOnAccount.DEBTOR, RoleOnAccount.JOINT_DEBTOR, RoleOnAccount.GUARANTOR})
ORGANS = frozenset(
    {RoleOnAccount.LEGAL_REPRESENTATIVE, RoleOnAccount.FINANCE_CONTACT, RoleOnAccount.DECIDES_PAYMENT}
)
"""Through whom a company is spoken to; the gate sees them as the debtor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One button: a channel to one contact point, and what the gate would say of it now."""

    channel: str
    point_id: int | None
    person_id: int
    permitted: bool
    first: bool = False
    rules: tuple[RuleSaid, ...] = ()
    next_permitted_at: datetime | None = None
    needs_evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    facts: ContactPointFacts
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person of the case with all contact points. Only who owes is collected from, or an organ of a
    company that owes."""

    person_id: int
    name_masked: str
    roles: tuple[RoleOnAccount, ...]
    points: tuple[PointLine, ...]
    of_company: bool = False

    @property
    def owes(self) -> bool:
        return bool(OWING & set(self.roles)) or self.speaks_for

    @property
    def speaks_for(self) -> bool:
        """Whether the person speaks for a company that owes, without owing."""
        return self.of_company and bool(ORGANS & set(self.roles)) and not OWING & set(self.roles)


def first_and_alike(people: Iterable[PersonLine]) -> list[tuple[PersonLine, list[PersonLine]]]:
    """Each person with those that read the same: a sender who gives persons no key names them anew on every account.

    They stay persons of their own, since two may only look alike, and are shown folded behind the first. Who owes
    always stands alone.
    """
    found: dict[object, tuple[PersonLine, list[PersonLine]]] = {}
    for person in people:
        points = tuple((one.facts.kind, one.facts.masked) for one in person.points)
        alone = not points or OWING & set(person.roles)
        key = person.person_id if alone else (person.name_masked, person.roles, points)
        if key in found:
            found[key][1].append(person)
        else:
            found[key] = (person, [])
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    component: Component
    overdue_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One date of the strip: days past due then. `x`, `top` and `height` in the strip's own units."""

    day: date
    days_past_due: int
    level: int
    x: int
    top: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account as the case page shows it."""

    facts: AccountFacts
    balance: Balance
    days_past_due: int
    proposal: Proposal | None
    reason: ReasonFacts | None = None
    strip: tuple[Bar, ...] = ()

    @property
    def components(self) -> tuple[ComponentRow, ...]:
        """What is owed by component: overdue and in all. Components that owe nothing are left out."""
        as_of = self.balance.as_of
        late = [item for item in self.balance.items if item.due_on < as_of]
        rows = []
        for component in OWED_COMPONENTS:
            total = self.balance.by_component.get(component, 0)
            if total:
                overdue = sum(item.owed.get(component, 0) for item in late)
                rows.append(ComponentRow(component=component, overdue_minor=overdue, total_minor=total))
        return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Overdue and total over all accounts of one currency."""

    currency: str
    overdue_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the merged timeline, whichever room it comes from."""

    at: datetime
    kind: str
    icon: str
    tone: str
    words: Words
    by: str = ""
    detail: tuple[Words, ...] = ()
    date_only: bool = False
    attempt_id: int | None = None
    acts: frozenset[str] = frozenset()
    """What can be done with an attempt here: read, play, record (put its recording to it), correct."""
