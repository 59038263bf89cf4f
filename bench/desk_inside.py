"""What bench.desk does inside the program: the portfolio and its day, people with their sessions, the verdict.

python -m bench.desk_inside prepare CASES/FIRST  in the folder ARREARS_HOME; the first come in as files
python -m bench.desk_inside people NUMBER        one cookie a line
python -m bench.desk_inside search TIMES         finding a debtor by each key, beside nothing else
python -m bench.desk_inside judge FILE           what the run says it did, against what the tables hold
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from arrears.faces.cli.session import open_session
from arrears.foundation.migrating import migrate

if __name__ == "__main__":
    open_session()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.models import Account, ContactPoint, Party
from arrears.daily import api as daily
from arrears.foundation import vault
from arrears.foundation.api import SYSTEM, Role, creditors, ensure_user
from arrears.foundation.models import User
from arrears.kernel import clock
from arrears.people.team import api as team
from bench.main_road_inside import DAY, STAGES
from bench.many_cases import multiply


def prepare(cases: int, first: int) -> dict[str, float]:
    """The sample of the main road as a creditor's files, the morning until the worklist stands, then its copies."""
    home = Path(os.environ["ARREARS_HOME"])
    marker = home / f"desk-{cases}"
    migrate()
    if marker.exists():
        return {}
    first = min(cases, first)
    told = STAGES["sample"](first, home / "sample") | STAGES["import"](first, home / "sample")
    with clock.standing_at(clock.at_local(DAY, 7)):
        report = daily.cycle(DAY, until="worklist")
    told |= {f"day: {step.step}": step.seconds for step in report.steps}
    began = time.perf_counter()
    if cases > first:
        told |= {f"rows of {table}": float(rows) for table, rows in multiply(-(-cases // first)).items()}
        told["copies"] = round(time.perf_counter() - began, 1)
    told["accounts"] = float(Account.objects.count())
    told["cases on the worklist"] = float(team.summary(DAY).items)
    marker.touch()
    return told


def search(times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of one search in the whole scope, by what is searched for; `found` of so many."""
    ids = [facts.id for facts in creditors(SYSTEM)]
    numbers = list(
        Account.objects.filter(creditor_id__in=ids).order_by("-pk").values_list("number", flat=True)[:times]
    )
    people = list(Party.objects.filter(creditor_id__in=ids).order_by("pk")[:times])
    phones = list(ContactPoint.objects.filter(creditor_id__in=ids, kind="phone").order_by("pk")[:times])
    asked: dict[str, list[str]] = {
        "contract number": numbers,
        "beginning of a contract number": [number[:-3] for number in numbers],
        "phone": [vault.unseal(point.value_sealed) for point in phones],
        "identity number": [vault.unseal(person.id_sealed) for person in people if person.id_sealed],
        "name": [vault.unseal(person.name_sealed) for person in people],
        "nobody": [f"无此人{place}" for place in range(times)],
    }
    return {kind: _search_times(texts) for kind, texts in asked.items()}


def _search_times(texts: list[str]) -> dict[str, float]:
    seconds, found = [], 0
    for text in texts:
        began = time.perf_counter()
        found += bool(portfolio.find(SYSTEM, text))
        seconds.append(time.perf_counter() - began)
    seconds.sort()
    return {
        "times": len(texts),
        "found": found,
        "median ms": round(1000 * seconds[len(seconds) // 2], 1),
        "p95 ms": round(1000 * seconds[int(0.95 * (len(seconds) - 1))], 1),
        "worst ms": round(1000 * seconds[-1], 1),
    }


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
        cursor.execute("SELECT debtor_id, amount_minor, taken_by_user_id FROM promises_promise")
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


def _answer(stage: str, value: str) -> object:
    if stage == "prepare":
        return prepare(*map(int, value.split("/")))
    numbered: dict[str, Callable[[int], object]] = {"people": people, "search": search}
    return numbered[stage](int(value)) if stage in numbered else judge(Path(value))


if __name__ == "__main__":
    print(json.dumps(_answer(*sys.argv[1:3])))
