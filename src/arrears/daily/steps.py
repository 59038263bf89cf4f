"""The steps of a business day, in their order.

Each is one transaction or idempotent by its own keys, so that a day which was killed is run again and ends
the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from arrears.book.intake import api as intake
from arrears.daily import notices
from arrears.desk.contact import api as contact
from arrears.desk.promises import api as promises
from arrears.foundation.api import SYSTEM, Progress
from arrears.night.engine import api as night
from arrears.people.team import api as team
from arrears.reports import api as reports


@dataclass(frozen=True, slots=True)
class Step:
    """A named step: what it does for a business date, and the figures it leaves."""

    name: str
    run: Callable[[date, Progress | None], Mapping[str, object]]


def plain(value: object) -> object:
    """A door's frozen value as JSON holds it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, date | datetime | UUID):
        return str(value)
    return value


def figures(value: object) -> Mapping[str, object]:
    found = plain(value)
    return found if isinstance(found, dict) else {"result": found}


def _notices(business_date: date, progress: Progress | None) -> Mapping[str, object]:
    return notices.pass_on(intake.pending_notices(business_date), SYSTEM, progress)


def _promises(business_date: date, progress: Progress | None) -> Mapping[str, object]:
    return figures(promises.judge(business_date, progress=progress))


def _night(business_date: date, progress: Progress | None) -> Mapping[str, object]:
    return figures(night.run(business_date, progress=progress))


def _worklist(business_date: date, progress: Progress | None) -> Mapping[str, object]:
    return figures(team.build_worklist(business_date))


def _dispatch(business_date: date, progress: Progress | None) -> Mapping[str, object]:
    return figures(contact.dispatch(business_date, progress=progress))


def _report(business_date: date, progress: Progress | None) -> Mapping[str, object]:
    return figures(reports.write_day(business_date, progress=progress))


STEPS: tuple[Step, ...] = (
    Step("notices", _notices),
    Step("promises", _promises),
    Step("night", _night),
    Step("worklist", _worklist),
    Step("dispatch", _dispatch),
    Step("report", _report),
)
