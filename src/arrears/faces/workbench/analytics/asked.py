"""What a reader asks for in the query string: days, creditors, people; the same names as in documents."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from arrears.faces.workbench.collector.day import worked_day
from arrears.foundation.api import Actor, Role
from arrears.kernel.days import add_months, month_first, month_last
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.api import Period, Scope

READERS = (Role.LEADER, Role.STRATEGIST, Role.COMPLIANCE, Role.ADMINISTRATOR, Role.COLLECTOR)
ANALYSTS = (Role.LEADER, Role.STRATEGIST, Role.COMPLIANCE, Role.ADMINISTRATOR)
IDS_MAX = 500
FIRST_YEAR, LAST_YEAR = 1970, 2199
_ID = re.compile(r"[0-9]{1,18}")


def ids(text: str) -> list[int]:
    """Whole numbers out of `1,2,3`; what is not a number is left out."""
    return [int(one) for one in _ID.findall(text)[:IDS_MAX]]


def day(query: QueryDict, name: str) -> date | None:
    """A day that the query names; None for what is none, or so far off that no period beside it can be told."""
    try:
        found = date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def period(query: QueryDict) -> Period:
    """From `from` to `to`; the last business day that was run when nothing is named."""
    last = day(query, "to") or day(query, "from") or worked_day()
    first = day(query, "from") or last
    return Period(first=min(first, last), last=max(first, last))


def scope(query: QueryDict, actor: Actor) -> Scope:
    """The creditors and people that the query names, cut to what the reader sees."""
    whose: list[int] | None = ids(str(query["users"])) if query.get("users") else None
    if query.get("team"):
        wanted = ids(str(query["team"]))
        whose = [one for found in team.teams(actor) if found.id in wanted for one in found.member_ids]
    if query.get("person"):
        whose = ids(str(query["person"]))
    return reports.scope_of_ids(actor, ids(str(query.get("creditors", ""))), whose)


def query_of(scope: Scope, span: Period) -> str:
    """The query string of a scope and a period, as documents link it."""
    named = {"from": str(span.first), "to": str(span.last)}
    named["creditors"] = ",".join(str(one) for one in scope.creditor_ids)
    if scope.user_ids is not None:
        named["users"] = ",".join(str(one) for one in scope.user_ids)
    return urlencode(named)


def spans(today: date) -> dict[str, Period]:
    """The periods that people report on, each up to today."""
    monday = today - timedelta(days=today.weekday())
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    before = add_months(month_first(today), -1)
    return {
        "day": Period(first=today, last=today),
        "week": Period(first=monday, last=today),
        "month": Period(first=month_first(today), last=today),
        "last_month": Period(first=before, last=month_last(before)),
        "quarter": Period(first=quarter, last=today),
        "half": Period(first=date(today.year, 1 if today.month < 7 else 7, 1), last=today),
        "year": Period(first=date(today.year, 1, 1), last=today),
    }
