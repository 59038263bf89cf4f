"""What the rooms know of one case, each asked at most once in a request."""

from __future__ import annotations

from functools import cached_property

from arrears.book.portfolio.contracts import AccountStatus, DebtorPage
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernFacts, ConcernState, ReasonFacts
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import AttemptFacts
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseFacts
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector.screens import AccountLine
from arrears.foundation.api import Actor
from arrears.gate import api as gate
from arrears.gate.api import StopFacts
from arrears.kernel.clock import now
from arrears.night.engine.contracts import Proposal
from arrears.people.team import api as team
from arrears.people.team.contracts import WorkItemFacts

TALKS_READ = 20


class Reads:
    """One reader and one case. OutOfScope and LookupError when the case is not the reader's."""

    def __init__(self, actor: Actor, debtor_id: int) -> None:
        self.actor = actor
        self.worked = days.worked_day()
        self.page: DebtorPage = cases.debtor_page(actor, debtor_id, days.as_of(self.worked))

    @property
    def debtor_id(self) -> int:
        return self.page.party.party_id

    @property
    def creditor_id(self) -> int:
        return self.page.party.creditor_id

    @cached_property
    def stops(self) -> tuple[StopFacts, ...]:
        return gate.stops(self.actor, self.creditor_id, self.debtor_id)

    @property
    def standing_stops(self) -> list[StopFacts]:
        here = now()
        return [one for one in self.stops if not one.lifted_at and (one.until is None or one.until > here)]

    @cached_property
    def concerns(self) -> tuple[ConcernFacts, ...]:
        return care.concerns_of(self.actor, self.debtor_id)

    @property
    def open_concerns(self) -> list[ConcernFacts]:
        return [one for one in self.concerns if one.state is ConcernState.OPEN]

    @cached_property
    def reasons(self) -> tuple[ReasonFacts, ...]:
        return care.reasons_of(self.actor, self.debtor_id)

    @cached_property
    def promises(self) -> tuple[PromiseFacts, ...]:
        return promises.of_debtor(self.actor, self.debtor_id)

    @cached_property
    def attempts(self) -> tuple[AttemptFacts, ...]:
        return contact.attempts_of(self.actor, self.debtor_id, last=TALKS_READ)

    @cached_property
    def decided(self) -> tuple[Proposal, ...]:
        return cases.proposals(self.page, self.worked)

    @cached_property
    def lines(self) -> tuple[AccountLine, ...]:
        return cases.accounts(self.page, self.decided, self.reasons)

    @cached_property
    def item(self) -> WorkItemFacts | None:
        return team.item_of(self.actor, self.debtor_id, self.worked)

    @property
    def open_account_ids(self) -> list[int]:
        return [one.account_id for one in self.page.accounts if one.status is AccountStatus.OPEN]
