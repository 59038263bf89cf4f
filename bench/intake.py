"""A portfolio file into the book, against a bare COPY of the same bytes into one table.

python -m bench.intake --accounts 30000 [--times 1 10] [--profile]

Each size runs in a process and a database of its own: a lease file of one row per instalment (about three rows
an account) is checked, matched, sealed and loaded; then the same bytes go by COPY into one unindexed table of
texts. Memory is what the loading process holds for itself.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.utils.module_loading import import_string

from arrears.book.intake.sample import generate_files
from arrears.foundation import database
from bench.machine import machine, measure

AS_OF = date(2026, 11, 20)
SEED = 1


def bare_copy(url: str, path: Path) -> float:
    """Seconds of COPY of the file's bytes into a table with one text column per heading."""
    with path.open(encoding="utf-8-sig") as handle:
        columns = ", ".join(f"c{place} text" for place, _ in enumerate(handle.readline().split(",")))
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_copy ({columns})")
        started = time.perf_counter()
        with (
            path.open("rb") as handle,
            cursor.copy("COPY bare_copy FROM STDIN (FORMAT csv, HEADER true)") as copy,
        ):
            while block := handle.read(1024 * 1024):
                copy.write(block)
        connection.commit()
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE bare_copy")
    return seconds


def load(path: Path, profile: bool) -> dict[str, object]:
    """Accept the file; seconds in all and of the stages that tell of themselves."""
    accept = import_string("arrears.book.intake.api.accept")  # by name: Django had to be set up first
    foundation = import_module("arrears.foundation.api")
    foundation.ensure_creditor("bench", "Bench")
    marks: list[tuple[int, float]] = []
    started = time.perf_counter()
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    report = accept(
        path,
        creditor="bench",
        mapping="lease",
        business_date=AS_OF,
        actor=foundation.SYSTEM,
        progress=lambda done, _total: marks.append((done, time.perf_counter() - started)),
    )
    seconds = time.perf_counter() - started
    if profile:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(40)
    checked = max((at for done, at in marks if done <= report.rows), default=0.0)
    return {
        "rows": report.rows,
        "accounts": report.accounts,
        "rejected": report.rejected,
        "seconds": round(seconds, 2),
        "checked_after": round(checked, 2),
    }


def one(path: Path, profile: bool) -> None:
    """Load one file into the database of the environment and print the figures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
    database.ensure_secrets()
    with database.connected() as url:
        django.setup()
        call_command("migrate", verbosity=0)
        bare = [bare_copy(url, path)]
        figures = load(path, profile)
        bare.append(bare_copy(url, path))
    figures["bare_copy_seconds"] = round(min(bare), 2)
    figures["times_bare_copy"] = round(float(str(figures["seconds"])) / min(bare), 2)
    print(json.dumps(figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, help="accounts at size 1")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10], help="sizes, as multiples of it")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        one(given.file, given.profile)
        return
    results = []
    for times in given.times:
        with tempfile.TemporaryDirectory(prefix="arrears-bench-") as folder:
            home = Path(folder)
            written = generate_files("lease", given.accounts * times, SEED, AS_OF, home / "files", history=0)
            path = written[0].path
            environment = {**os.environ, "ARREARS_HOME": str(home)}
            environment.pop("DATABASE_URL", None)
            command = [sys.executable, "-m", "bench.intake", "--file", str(path)]
            run = measure(command + (["--profile"] if given.profile else []), environment)
            if run.status:
                sys.exit(run.output)
            lines = run.output.strip().splitlines()
            figures = json.loads(lines[-1]) | {
                "mib": round(path.stat().st_size / 2**20),
                "peak_mib": round(run.peak_mib),
            }
            figures["database_peak_mib"] = round(run.database_peak_mib)
            print("\n".join(lines[:-1]))
            results.append(figures)
    first, last = results[0], results[-1]
    growth = {
        "rows": round(last["rows"] / first["rows"], 1),
        "time": round(last["seconds"] / first["seconds"], 1),
    }
    print(json.dumps({"machine": machine(), "runs": results, "growth": growth}, indent=2))


if __name__ == "__main__":
    main()
