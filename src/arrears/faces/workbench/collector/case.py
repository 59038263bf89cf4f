"""The case put together from the rooms' doors: who, how much, how late, what was said, what next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import (
    AccountFacts,
    AccountStatus,
    ContactKind,
    ContactPointFacts,
    DebtorPage,
    PartyKind,
    RoleOnAccount,
)
from arrears.desk.care.contracts import ReasonFacts
from arrears.desk.contact.contracts import RuleSaid
from arrears.desk.scripts.contracts import Audience
from arrears.faces.workbench.collector.screens import (
    AccountLine,
    Bar,
    PersonLine,
    PointLine,
    Sum,
    Way,
)
from arrears.foundation.api import Actor
from arrears.gate import api as gate
from arrears.gate.contracts import Answer
from arrears.kernel.days import add_months, month_last
from arrears.night.engine import api as night
from arrears.night.engine.contracts import Proposal

CHANNELS_OF: Mapping[ContactKind, tuple[str, ...]] = {
    ContactKind.PHONE: ("call", "sms"),
    ContactKind.EMAIL: ("email",),
    ContactKind.ADDRESS: ("letter",),
}
STRIP_MONTHS = 12
STRIP_HEIGHT, STRIP_STEP, STRIP_DAYS_MIN = 44, 20, 60
ROLE_ORDER = tuple(RoleOnAccount)


# --- people and buttons ---------------------------------------------------------------------------------


def people(actor: Actor, page: DebtorPage, account_ids: Sequence[int]) -> tuple[PersonLine, ...]:
    """Everybody with a contact point in the case, who owes first, with what the gate says of each button."""
    points = page.contact_points
    answers = _asked(actor, page, points, account_ids)
    by_person: dict[int, list[ContactPointFacts]] = {}
    for point in points:
        by_person.setdefault(point.person_id, []).append(point)
    lines = [
        PersonLine(
            person_id=person_id,
            name_masked=found[0].person_masked,
            roles=tuple(sorted(found[0].roles, key=ROLE_ORDER.index)),
            of_company=page.party.kind is PartyKind.COMPANY,
            points=tuple(
                PointLine(facts=point, ways=_ways(point, answers))
                for point in sorted(found, key=_usable_first)
            ),
        )
        for person_id, found in by_person.items()
    ]
    debtor = page.party.party_id
    ordered = sorted(lines, key=lambda line: (line.person_id != debtor, not line.owes, line.person_id))
    return _first_marked(ordered)


def _first_marked(lines: Sequence[PersonLine]) -> tuple[PersonLine, ...]:
    """The same lines with the first permitted call marked: one button of the page stands out."""
    ways = ((line, point, way) for line in lines for point in line.points for way in point.ways)
    chosen = next((way for _line, _point, way in ways if way.permitted and way.channel == "call"), None)
    if chosen is None:
        return tuple(lines)
    return tuple(
        replace(
            line,
            points=tuple(
                replace(
                    point,
                    ways=tuple(replace(way, first=True) if way is chosen else way for way in point.ways),
                )
                for point in line.points
            ),
        )
        for line in lines
    )


def _usable_first(point: ContactPointFacts) -> tuple[bool, int, int]:
    return not point.usable, list(ContactKind).index(point.kind), point.contact_point_id


def _asked(
    actor: Actor, page: DebtorPage, points: Iterable[ContactPointFacts], account_ids: Sequence[int]
) -> dict[tuple[str, int | None], Answer]:
    usable = [point for point in points if point.usable]
    options = [
        (channel, point.contact_point_id) for point in usable for channel in CHANNELS_OF.get(point.kind, ())
    ]
    found = gate.preview(
        page.party.creditor_id,
        page.party.party_id,
        options,
        actor=actor,
        account_ids=tuple(account_ids),
        persons={point.contact_point_id: point.person_id for point in usable},
    )
    return {(one.channel, one.contact_point_id): one.answer for one in found}


def _ways(point: ContactPointFacts, answers: Mapping[tuple[str, int | None], Answer]) -> tuple[Way, ...]:
    ways = []
    for channel in CHANNELS_OF.get(point.kind, ()):
        answer = answers.get((channel, point.contact_point_id))
        if answer is not None:
            ways.append(
                Way(
                    channel=channel,
                    point_id=point.contact_point_id,
                    person_id=point.person_id,
                    permitted=answer.verdict == "permit",
                    rules=rules_said(answer),
                    next_permitted_at=answer.next_permitted_at,
                    needs_evidence=answer.verdict == "needs_evidence",
                )
            )
    return tuple(ways)


def rules_said(answer: Answer) -> tuple[RuleSaid, ...]:
    """The rules that stand in the way, in words with their source."""
    return tuple(RuleSaid(id=rule.id, source=rule.source, words=rule.words) for rule in answer.failing())


# --- money and age ---------------------------------------------------------------------------------------


def accounts(
    page: DebtorPage, proposals: Iterable[Proposal], reasons: Iterable[ReasonFacts] = ()
) -> tuple[AccountLine, ...]:
    """Open accounts with what they owe, the latest first; settled ones after them."""
    decided = {proposal.account_id: proposal for proposal in proposals}
    why = {reason.account_id: reason for reason in reasons}
    owed = payments.balances([facts.account_id for facts in page.accounts], page.as_of)
    strips = strips_of(page.accounts, page.as_of)
    lines = [
        AccountLine(
            facts=facts,
            balance=owed[facts.account_id],
            days_past_due=late_by(owed[facts.account_id].oldest_unpaid_due, page.as_of),
            proposal=decided.get(facts.account_id),
            reason=why.get(facts.account_id),
            strip=strips.get(facts.account_id, ()),
        )
        for facts in page.accounts
    ]
    return tuple(
        sorted(lines, key=lambda line: (not _open(line.facts), -line.days_past_due, line.facts.number))
    )


def _open(facts: AccountFacts) -> bool:
    return facts.status is AccountStatus.OPEN


def late_by(oldest: date | None, day: date) -> int:
    return max(0, (day - oldest).days) if oldest else 0


def sums(lines: Iterable[AccountLine]) -> tuple[Sum, ...]:
    """Overdue and total by currency; currencies never mix."""
    found: dict[str, list[int]] = {}
    for line in lines:
        sum_ = found.setdefault(line.balance.currency, [0, 0])
        sum_[0] += line.balance.overdue_minor
        sum_[1] += line.balance.total_minor
    return tuple(Sum(currency=code, overdue_minor=a, total_minor=b) for code, (a, b) in found.items())


_OLDEST = """
SELECT a.id, d.day, (
    SELECT min(i.due_on) FROM book_items(d.day) i
    WHERE i.creditor_id = %(creditor)s AND i.account_id = a.id AND i.due_on < d.day
      AND i.owed_principal + i.owed_interest + i.owed_fee + i.owed_penalty + i.owed_cost + i.owed_tax > 0
) FROM unnest(%(accounts)s::bigint[], %(since)s::date[]) AS a (id, since)
JOIN unnest(%(days)s::date[]) AS d (day) ON d.day >= a.since
ORDER BY a.id, d.day
"""


def strips_of(accounts: Sequence[AccountFacts], day: date) -> Mapping[int, tuple[Bar, ...]]:
    """Days past due at the end of each of the last months and today, as the ledger tells it now, by account.
    An account that was placed after the last month has no strip."""
    days = [month_last(add_months(day.replace(day=1), -back)) for back in range(STRIP_MONTHS - 1, 0, -1)]
    since = {one.account_id: min(one.placed_on or one.opened_on or days[0], day) for one in accounts}
    told = [account for account, first in since.items() if first <= days[-1]]
    if not told:
        return {}
    late: dict[int, list[tuple[date, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _OLDEST,
            {
                "creditor": accounts[0].creditor_id,
                "accounts": told,
                "since": [since[account] for account in told],
                "days": [*days, day],
            },
        )
        for account, at, oldest in cursor.fetchall():
            late.setdefault(account, []).append((at, late_by(oldest, at)))
    return {account: _strip(found) for account, found in late.items()}


def _strip(late: Sequence[tuple[date, int]]) -> tuple[Bar, ...]:
    most = max(STRIP_DAYS_MIN, *(days for _day, days in late))
    heights = [max(2, days * STRIP_HEIGHT // most) for _day, days in late]
    return tuple(
        Bar(
            day=day,
            days_past_due=days,
            level=min(6, -(-days // 30)),
            x=2 + place * STRIP_STEP,
            top=STRIP_HEIGHT - height,
            height=height,
        )
        for place, ((day, days), height) in enumerate(zip(late, heights, strict=True))
    )


# --- what next ------------------------------------------------------------------------------------------------


def proposals(page: DebtorPage, day: date) -> tuple[Proposal, ...]:
    """What the night of a day decided for the case's accounts, the most valuable first."""
    return night.proposals(day, debtor_id=page.party.party_id, creditor_ids=[page.party.creditor_id])


def next_step(found: Sequence[Proposal]) -> Proposal | None:
    """The step to show: one that is due, else the one that comes first."""
    due = [proposal for proposal in found if proposal.due]
    if due:
        return due[0]
    ahead = [proposal for proposal in found if proposal.action != "none" and proposal.due_on]
    return min(ahead, key=lambda one: one.due_on or date.max) if ahead else (found[0] if found else None)


def worst(found: Iterable[Proposal]) -> Proposal | None:
    return max(found, key=lambda one: one.days_past_due, default=None)


def stage_of(step: Proposal | None, broken_lately: bool, contacted: int) -> str:
    """Which stage of the script library fits: after a broken promise, else by how often we spoke."""
    if broken_lately:
        return "broken"
    if step is not None and step.days_past_due == 0:
        return "before_due"
    return ("first", "second")[contacted] if contacted < 2 else "repeated"


def open_accounts(lines: Iterable[AccountLine]) -> tuple[AccountLine, ...]:
    return tuple(line for line in lines if _open(line.facts))


def debtor_page(actor: Actor, debtor_id: int, day: date) -> DebtorPage:
    return portfolio.debtor_page(actor, debtor_id, day)


def audience(page: DebtorPage) -> Audience:
    """Whom the scripts of this case speak to."""
    return Audience.ORGANISATION if page.party.kind is PartyKind.COMPANY else Audience.PERSON
