"""The month's work summary of a team and of the house: figures, words, chart, Word and PDF, each by itself.

    python -m bench.summary [--accounts 10000] [--json]       a portfolio of its own in a scratch folder
    python -m bench.summary --accounts 2000 --times 50 500    the same, its cases copied to 100,000 and to 1,000,000
    python -m bench.summary --home /path/of/a/demo            the data that an `arrears demo` left there

Wall seconds, processor seconds of this process and of the database, and the memory of both: `--times` shows how the
summary grows. A copied case has its items, payments, owner, contacts and night; promises and concerns are not copied.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
from django.db import connection

from bench.machine import machine
from bench.pages import open_program, prepare

RUNS = 3
TARGET_S = 5.0


def taken(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What the work gives, and the best of some runs."""
    walls, busy, stored, found = [], [], [], None
    for _run in range(RUNS):
        before = database_seconds()
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        busy.append(time.process_time() - processor)
        stored.append(database_seconds() - before)
    return found, {
        "first_s": round(walls[0], 3),
        "best_s": round(min(walls), 3),
        "processor_s": round(min(busy), 3),
        "database_s": round(min(stored), 3),
    }


def servers() -> list[psutil.Process]:
    """The processes of this bench's own database: what serves this connection, and what was started beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    head = backend.parent()
    return [head, *head.children(recursive=True)] if head else [backend]


def database_seconds() -> float:
    """What the database has used, parallel workers that ended too."""
    head = servers()[0].cpu_times()
    times = [one.cpu_times() for one in servers()[1:]]
    return sum(one.user + one.system for one in times) + head.children_user + head.children_system


def memory() -> dict[str, float]:
    """Peak of this process, and what the processes of the database hold now (shared buffers in each), in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    held = [one.memory_full_info().uss for one in servers()]
    return {"program_peak_mib": round(peak), "database_own_mib": round(sum(held) / 2**20)}


def steps(scope: Any, period: Any, actor: Any) -> dict[str, dict[str, float]]:
    from arrears.reports import api as reports  # noqa: PLC0415 - needs the program up
    from arrears.reports import charts  # noqa: PLC0415 - as above
    from arrears.reports.api import summary_chart  # noqa: PLC0415 - as above
    from arrears.reports.documents.pdf import pdf  # noqa: PLC0415 - as above
    from arrears.reports.documents.word import docx  # noqa: PLC0415 - as above

    found: dict[str, dict[str, float]] = {}
    made, found["figures"] = taken(lambda: reports.summary(scope, period, actor))
    words, found["words"] = taken(lambda: reports.content(made, "zh-hans", "Asia/Shanghai"))
    chart = summary_chart(made, "zh-hans")
    png, svg = None, None
    if chart is not None:
        svg, found["chart as SVG"] = taken(lambda: charts.drawn.__wrapped__(chart.to_json()))
        png, found["chart as PNG"] = taken(lambda: charts.png(svg))
    _made, found["Word"] = taken(lambda: docx(words, png, "http://127.0.0.1:8000"))
    _made, found["PDF"] = taken(lambda: pdf(words, svg, "zh-hans"))
    return found


def measure(times: Sequence[int]) -> Iterator[dict[str, Any]]:
    """One result for the book as it is, and one for each number of times that it is copied to."""
    multiply = import_module("bench.many_cases").multiply
    made = 1
    yield {"times": 1, **_measured()}
    for wanted in sorted(times):
        begun = time.perf_counter()
        rows = multiply(-(-wanted // made), import_module("bench.many_cases").WORK)
        made *= -(-wanted // made)
        copied = round(time.perf_counter() - begun, 1)
        yield {"times": made, "accounts": rows["portfolio_account"], "copied_in_s": copied, **_measured()}


def _measured() -> dict[str, Any]:
    from arrears.daily import api as daily  # noqa: PLC0415 - needs the program up
    from arrears.foundation.api import SYSTEM  # noqa: PLC0415
    from arrears.kernel.days import month_first, month_last  # noqa: PLC0415
    from arrears.people.team import api as team  # noqa: PLC0415
    from arrears.reports import api as reports  # noqa: PLC0415

    day = daily.last_day()
    assert day is not None, "a demo has run a day"
    period = reports.Period(first=month_first(day), last=month_last(day))
    result: dict[str, Any] = {"machine": machine(), "period": f"{period.first} {period.last}"}
    scopes = {"company": reports.company(SYSTEM)}
    for one in team.teams(SYSTEM)[:1]:
        scopes["team"] = reports.scope_of("team", one.name, SYSTEM)
    for name, scope in scopes.items():
        result[name] = steps(scope, period, SYSTEM)
        parts = ("figures", "words", "chart as PNG", "Word")
        result[f"{name}: Word whole, first_s"] = round(
            sum(result[name][part]["first_s"] for part in parts if part in result[name]), 3
        )
    return {**result, **memory()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--times", type=int, nargs="*", default=[])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.home:
        open_program(given.home)
        for result in measure(given.times):
            tell(result, as_json=given.json)
        return
    with tempfile.TemporaryDirectory() as scratch:
        prepare(Path(scratch), given.accounts)
        open_program(Path(scratch))
        for result in measure(given.times):
            tell({"accounts": given.accounts, **result}, as_json=given.json)


def tell(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, indent=2, ensure_ascii=False), flush=True)
        return
    for name, value in result.items():
        if not isinstance(value, dict) or name == "machine":
            print(f"{name:40} {value}", flush=True)
            continue
        for part, figures in value.items():
            print(f"{name:10} {part:20} " + "  ".join(f"{key} {figure}" for key, figure in figures.items()))


if __name__ == "__main__":
    main()
