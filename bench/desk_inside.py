"""What bench.desk does inside the program: the portfolio and its day, people with their sessions, the verdict.

python -m bench.desk_inside prepare CASES        in the folder ARREARS_HOME
python -m bench.desk_inside people NUMBER        one cookie a line
python -m bench.desk_inside judge FILE           what the run says it did, against what the tables hold
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

from arrears.faces.cli.session import migrate, open_session

if __name__ == "__main__":
    open_session()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from arrears.daily import api as daily
from arrears.foundation.api import SYSTEM, Role, creditors, ensure_user
from arrears.foundation.models import User
from arrears.kernel import clock
from arrears.people.team import api as team
from bench.main_road_inside import DAY, STAGES


def prepare(cases: int) -> dict[str, float]:
    """The sample of the main road, taken in as a creditor's files, and the morning until the worklist stands."""
    home = Path(os.environ["ARREARS_HOME"])
    marker = home / f"desk-{cases}"
    migrate()
    if marker.exists():
        return {}
    told = STAGES["sample"](cases, home / "sample") | STAGES["import"](cases, home / "sample")
    with clock.standing_at(clock.at_local(DAY, 7)):
        report = daily.cycle(DAY, until="worklist")
    told |= {f"day: {step.step}": step.seconds for step in report.steps}
    told["cases on the worklist"] = float(team.summary(DAY).items)
    marker.touch()
    return told


def people(number: int) -> list[str]:
    """So many collectors with a session each: the login with its slow password is not what is measured."""
    codes = [facts.code for facts in creditors(SYSTEM)]
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    for place in range(number):
        user = User.objects.get(
            pk=ensure_user(
                f"desk-{place}",
                secrets.token_urlsafe(),
                role=Role.COLLECTOR,
                creditors=codes,
                display_name=f"Desk {place}",
            )
        )
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies.append(f"{user.pk}:{session.session_key}")
    return cookies


def judge(path: Path) -> dict[str, int]:
    """Cases given twice and updates lost, from what the run was answered and what the tables hold now."""
    said = json.loads(path.read_text())
    given = Counter(debtor for _user, debtor in said["given"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, outcome, by_user_id FROM contact_attempt WHERE outcome <> ''")
        outcomes = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
        cursor.execute("SELECT debtor_id, amount_minor, taken_by_id FROM promises_promise")
        promises = Counter((row[0], row[2]) for row in cursor.fetchall())
        cursor.execute(
            "SELECT debtor_id, state, taken_by_id FROM team_workitem WHERE business_date = %s", [DAY]
        )
        items = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    lost = sum(outcomes.get(attempt) != (code, user) for attempt, code, user in said["outcomes"])
    lost += sum(promises[debtor, user] < 1 for debtor, user in said["promises"])
    lost += sum(items.get(debtor) != ("done", user) for debtor, user in said["done"])
    return {
        "cases given": len(said["given"]),
        "cases given twice": sum(times > 1 for times in given.values()),
        "outcomes": len(said["outcomes"]),
        "promises": len(said["promises"]),
        "cases done": len(said["done"]),
        "updates lost": lost,
    }


if __name__ == "__main__":
    stage, value = sys.argv[1:3]
    if stage == "prepare":
        print(json.dumps(prepare(int(value))))
    elif stage == "people":
        print(json.dumps(people(int(value))))
    else:
        print(json.dumps(judge(Path(value))))
