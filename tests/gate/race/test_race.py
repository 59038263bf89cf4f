"""Two hundred simultaneous requests of many processes never exceed a cap: every counter, several seeds.

The processes ask through the gate's door; what they were permitted is counted afterwards by plain SQL over
the books, which shares nothing with the rules. Then one process alone asks until it is refused: the cap has
to be reached exactly, so that a gate that simply refuses everybody would be found too.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from arrears.book.portfolio.contracts import ContactKind
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate.api import FactKind
from arrears.kernel import clock
from tests import cast
from tests.gate.race import worker
from tests.profiles import CI

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES = 8 if CI else 3
REQUESTS = 200 if CI else 60
SEEDS = ((1, REQUESTS), (2, 60), (3, 60)) if CI else ((1, REQUESTS),)
MONDAY = date(2026, 11, 23)
TEN = clock.at_local(MONDAY, 10)
TEN_IN_NEW_YORK = clock.at_local(MONDAY, 10, zone="America/New_York")
SMS_A_WEEK = {"kind": "cap", "id": "sms", "channels": ["sms"], "most": 2, "days": 7}
ONE_VISIT = {"kind": "cap", "id": "visit", "channels": ["visit"], "most": 1, "days": 1}


@dataclass(frozen=True)
class Cap:
    """What the books may hold at most: rows of `channel` whose last reported result is one of `results`."""

    name: str
    channel: str
    call_kind: str | None
    reported: tuple[str, ...]
    most: int
    regimes: tuple[str, ...] = ("cn",)
    house: tuple[dict[str, Any], ...] = ()
    at: datetime = TEN
    zones: tuple[str, ...] = ()
    counts: tuple[str, ...] = field(default=("", "answered", "conversation", "no_answer", "delivered"))


CAPS = (
    Cap("connected calls of the day, lender and agency", "call", "notification", ("answered",), 3),
    Cap("talks of the day", "call", "interactive", ("conversation",), 3),
    Cap("tries of one number a day", "call", "interactive", ("no_answer",), 6),
    Cap("mixed results: connected", "call", "notification", ("answered", "no_answer"), 3, counts=("", "answered")),
    Cap(
        "calls in seven days", "call", "interactive", ("no_answer",), 7, ("us_reg_f",),
        at=TEN_IN_NEW_YORK, zones=("America/New_York",),
    ),
    Cap(
        "a talk closes seven days", "call", "interactive", ("conversation",), 1, ("us_reg_f",),
        at=TEN_IN_NEW_YORK, zones=("America/New_York",),
    ),
    Cap(
        "Massachusetts: calls and messages", "call", "interactive", ("no_answer",), 2, ("us_ma",),
        at=TEN_IN_NEW_YORK, zones=("America/New_York",),
    ),
    Cap("messages of the house", "sms", None, ("delivered",), 2, house=(SMS_A_WEEK,)),
    Cap("visits of the house", "visit", None, ("conversation",), 1, house=(ONE_VISIT,)),
)  # fmt: skip


class Field:
    """The processes of the race, started once."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_connections")
            row = cursor.fetchone()
        free = int(row[0]) - 20 if row else 80
        names = connection.settings_dict
        url = make_conninfo(
            dbname=names["NAME"], user=names["USER"], password=names["PASSWORD"], host=names["HOST"],
            port=names["PORT"],
        )  # fmt: skip
        environment = {**os.environ, "DATABASE_URL": url}
        threads = min(REQUESTS, free) // PROCESSES
        self.running = [
            subprocess.Popen(
                [sys.executable, "-m", worker.__name__, str(threads)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
            for _ in range(PROCESSES)
        ]
        for one in self.running:
            assert self._line(one) == "ready"

    @staticmethod
    def _line(one: subprocess.Popen[str]) -> str:
        assert one.stdout is not None
        return one.stdout.readline().strip()

    def run(self, at: datetime, jobs: list[dict[str, Any]]) -> Counter[str]:
        """Deal the jobs out, start everybody, add up what became of them."""
        for place, one in enumerate(self.running):
            assert one.stdin is not None
            one.stdin.write(
                json.dumps({"at": at.isoformat(), "jobs": jobs[place :: len(self.running)]}) + "\n"
            )
            one.stdin.flush()
        told: Counter[str] = Counter()
        for one in self.running:
            line = self._line(one)
            assert line, "a process of the race died"
            told.update(json.loads(line))
        return told

    def close(self) -> None:
        for one in self.running:
            assert one.stdin is not None
            one.stdin.close()
        for one in self.running:
            one.wait(30)


@pytest.fixture(scope="module")
def racers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Field]:
    with django_db_blocker.unblock():
        field_ = Field()
    yield field_
    field_.close()


def _where(cap: Cap, seed: int) -> list[cast.Placed]:
    """The debtor of a cap: in China with two creditors, the lender and its agency, who pool."""
    place_ = 20 * seed + CAPS.index(cap)
    group = f"lender-{place_}"
    found = []
    for place, kind in enumerate(("agency", "lender") if cap.regimes == ("cn",) else ("debt_collector",)):
        of = cast.creditor(
            f"{group}-{place}", regimes=cap.regimes, operator_kind=kind, lender_group=group,
            settings={**cast.SETTINGS, "house_rules": list(cap.house)},
        )  # fmt: skip
        found.append(cast.place(of, "C-1", cast.person("王一", place_), first_due=date(2026, 9, 1)))
    for one in found[:1]:
        if cap.zones:
            with clock.standing_at(cap.at - timedelta(days=1)):
                gate.record_fact(
                    one.creditor.id, one.debtor_id, FactKind.ZONES, list(cap.zones), reference="letter",
                    actor=SYSTEM,
                )  # fmt: skip
    return found


def _job(cap: Cap, case: cast.Placed, do: str, result: str | None) -> dict[str, Any]:
    return {
        "do": do,
        "result": result,
        "creditor_id": case.creditor.id,
        "debtor_id": case.debtor_id,
        "channel": cap.channel,
        "purpose": "collect",
        "call_kind": cap.call_kind,
        "contact_point_id": case.point(ContactKind.ADDRESS if cap.channel == "visit" else ContactKind.PHONE),
        "account_ids": [case.account_id],
    }


_COUNT = """
SELECT count(*) FROM gate_permit p JOIN gate_permitend e ON e.permit_id = p.id AND e.kind = 'used'
WHERE p.debtor_id = ANY(%s) AND p.channel = %s AND coalesce((SELECT o.result FROM gate_permitoutcome o
      WHERE o.permit_id = p.id ORDER BY o.id DESC LIMIT 1), '') = ANY(%s)
"""

_UNREPORTED = """
SELECT e.permit_id FROM gate_permitend e JOIN gate_permit p ON p.id = e.permit_id
WHERE e.kind = 'used' AND p.debtor_id = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM gate_permitoutcome o WHERE o.permit_id = e.permit_id)
"""


def _counted(cap: Cap, cases: list[cast.Placed]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [[case.debtor_id for case in cases], cap.channel, list(cap.counts)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _fill(cap: Cap, cases: list[cast.Placed], jobs: list[dict[str, Any]]) -> None:
    """What was left unreported is reported; then one process alone uses what is left."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREPORTED, [[case.debtor_id for case in cases]])
        unreported = [row[0] for row in cursor.fetchall()]
    with clock.standing_at(cap.at):
        for permit in unreported:
            gate.report_outcome(permit, cap.reported[0], actor=SYSTEM)
        for job in jobs[: cap.most + 1]:
            worker.run({**job, "do": "use", "result": cap.reported[0]})


def _drawn(cap: Cap, chance: random.Random, cases: list[cast.Placed]) -> dict[str, Any]:
    """Three of four are used; of the used, one in a few is never reported."""
    do = chance.choice(("use", "use", "use", "release"))
    return _job(cap, chance.choice(cases), do, chance.choice((*cap.reported, *cap.reported, None)))


@pytest.mark.parametrize(("seed", "requests"), SEEDS)
def test_no_counter_is_ever_exceeded(racers: Field, seed: int, requests: int) -> None:
    chance = random.Random(seed)
    for cap in CAPS:
        cases = _where(cap, seed)
        jobs = [_drawn(cap, chance, cases) for _ in range(requests)]
        told = racers.run(cap.at, jobs)
        assert told.total() == requests
        assert told["refused"] > 0, cap.name
        assert 0 < _counted(cap, cases) <= cap.most, (cap.name, told)
        _fill(cap, cases, jobs)
        assert _counted(cap, cases) == cap.most, (cap.name, told)


def test_permits_that_expire_give_their_places_back(racers: Field) -> None:
    cap = CAPS[1]
    cases = _where(cap, 90)
    told = racers.run(cap.at, [_job(cap, chance, "leave", None) for chance in cases * (REQUESTS // 2)])
    assert told == {"open": cap.most, "refused": REQUESTS - cap.most}
    later = cap.at + timedelta(minutes=16)
    told = racers.run(later, [_job(cap, chance, "use", "conversation") for chance in cases * (REQUESTS // 2)])
    assert told["used"] == cap.most
    assert _counted(cap, cases) == cap.most


def test_after_a_stop_no_permit_is_issued_or_used(racers: Field) -> None:
    """The journal tells the order in which the rows of one debtor were written."""
    cap = CAPS[2]
    (case, *_) = _where(cap, 91)
    jobs = [_job(cap, case, "release", None) for _ in range(REQUESTS)]
    jobs += [_job(cap, case, "use", "busy") for _ in range(8)]
    random.Random(5).shuffle(jobs)
    jobs.insert(60, {"do": "stop", "creditor_id": case.creditor.id, "debtor_id": case.debtor_id})
    told = racers.run(cap.at, jobs)
    assert told["stop placed"] == 1
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE j.id < s.id), count(*) FILTER (WHERE j.id > s.id AND (
                       j.book = 'gate_permit' OR EXISTS (
                           SELECT 1 FROM gate_permitend e WHERE e.permit_id::text = j.row AND e.kind = 'used')))
            FROM gate_journal j, (SELECT id FROM gate_journal WHERE book = 'gate_stop') s
            WHERE j.book IN ('gate_permit', 'gate_permitend')
            """
        )
        before, after = cursor.fetchone() or (0, 0)
    assert before > 0
    assert after == 0
