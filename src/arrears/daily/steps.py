"""The steps of a business day, in their order.

Each is one transaction together with its record (`whole`), or idempotent by its own keys, so that a day
which was killed is run again and ends the same, its figures too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from arrears.book.intake import api as intake
from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.daily import notices
from arrears.desk.contact import api as contact
from arrears.desk.promises import api as promises
from arrears.foundation.api import SYSTEM, Progress, creditors
from arrears.foundation.copying import tell_the_planner
from arrears.night.engine import api as night
from arrears.people.team import api as team
from arrears.reports import api as reports

Result = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of one date as it is run.

    `so_far`: the figures that pieces before a crash have left; `keep` writes the figures by now, in the
    transaction of the piece that they count.
    """

    day: date
    so_far: Mapping[str, object]
    keep: Callable[[Result], None]
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A named step: what it does for a business date, and the figures it leaves.

    `whole`: it writes through this connection alone, so it is one transaction with its record.
    """

    name: str
    run: Callable[[Task], Result]
    whole: bool = False


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


def figures(value: object) -> Result:
    found = plain(value)
    return found if isinstance(found, dict) else {"result": found}


def _notices(task: Task) -> Result:
    before = task.so_far.get("passed", 0)
    done = before if isinstance(before, int) else 0

    def passed(count: int) -> None:
        nonlocal done
        done += count
        task.keep({"passed": done})

    waiting = intake.pending_notices(task.day)
    notices.pass_on(waiting, SYSTEM, passed=passed, progress=task.progress)
    return {"passed": done}


def _lost_contacts(task: Task) -> Result:
    lost, found = portfolio.refresh_lost_contacts(task.day)
    return {"lost": lost, "found": found}


def _accrue(task: Task) -> Result:
    """Interest and penalty of the creditors that want them computed, up to the date."""
    charged, differ, sums = 0, 0, dict[str, int]()
    for creditor in creditors(SYSTEM):
        summary = payments.accrue(creditor.id, task.day, SYSTEM, task.progress)
        charged += summary.charged
        differ += summary.differences_count
        for currency, minor in summary.charged_minor.items():
            sums[currency] = sums.get(currency, 0) + minor
    return {"charged": charged, "charged_minor": sums, "differences": differ}


def _promises(task: Task) -> Result:
    return figures(promises.judge(task.day, progress=task.progress))


def _night(task: Task) -> Result:
    found = figures(night.run(task.day, progress=task.progress))
    found.pop("fresh")  # says that it ran just now, which is no figure of the day
    looked = night.look_at_experiments(task.day)
    return {**found, "looks": plain(looked)} if looked else found


def _worklist(task: Task) -> Result:
    return figures(team.build_worklist(task.day))


def _dispatch(task: Task) -> Result:
    return figures(contact.dispatch(task.day, progress=task.progress))


def _report(task: Task) -> Result:
    with connection.cursor() as cursor:
        tell_the_planner(cursor)  # of what the steps before it wrote: the summary reads all of it
    return figures(reports.write_day(task.day, progress=task.progress))


STEPS: tuple[Step, ...] = (
    Step("notices", _notices),
    Step("lost_contacts", _lost_contacts, whole=True),
    Step("accrual", _accrue, whole=True),
    Step("promises", _promises, whole=True),
    Step("night", _night),
    Step("worklist", _worklist, whole=True),
    Step("dispatch", _dispatch),
    Step("report", _report),
)
