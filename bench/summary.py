"""The month's work summary of a team and of the house: figures, words, chart, Word and PDF, each by itself.

    python -m bench.summary [--accounts 10000] [--json]     a portfolio of its own in a scratch folder
    python -m bench.summary --home /path/of/a/demo          the data that an `arrears demo` left there

Wall seconds and processor seconds of this process; the difference is mostly the database.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.machine import machine
from bench.pages import open_program, prepare

RUNS = 3
TARGET_S = 5.0


def taken(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What the work gives, and the best of some runs."""
    walls, busy, found = [], [], None
    for _run in range(RUNS):
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        busy.append(time.process_time() - processor)
    return found, {
        "first_s": round(walls[0], 3),
        "best_s": round(min(walls), 3),
        "processor_s": round(min(busy), 3),
    }


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


def measure(home: Path) -> dict[str, Any]:
    open_program(home)
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
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.home:
        result = measure(given.home)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            prepare(Path(scratch), given.accounts)
            result = {"accounts": given.accounts, **measure(Path(scratch))}
    if given.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for name, value in result.items():
        if not isinstance(value, dict) or name == "machine":
            print(f"{name:40} {value}")
            continue
        for part, figures in value.items():
            print(f"{name:10} {part:20} " + "  ".join(f"{key} {figure}" for key, figure in figures.items()))


if __name__ == "__main__":
    main()
