"""A portfolio file into the book, against a bare COPY of the same bytes into one table.

python -m bench.intake --accounts 30000 [--times 1 10] [--profile] [--json]

Each size runs in a process and a database of its own: a lease file of one row per instalment (about three rows
an account) is checked, matched, sealed and loaded; then the same bytes go by COPY into one unindexed table of
texts. Memory is what the loading process and its helper hold for themselves.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.db import connection as django_connection
from django.utils.module_loading import import_string

from arrears.book.intake.sample import generate_files
from arrears.foundation import database
from bench.machine import machine, measure
from bench.phases import processor_seconds, watch

AS_OF = date(2026, 11, 20)
_LOAD, _FILE = "arrears.book.portfolio.actions.load", "arrears.book.intake.actions.portfolio"
PHASES = {
    "arrears.book.intake.columns.accounts:AccountCheck.feed": "check rows",
    f"{_FILE}:judge_whole": "check the whole file",
    "arrears.foundation.vault:blind_index_many": "blind indexes here, not in the helper",
    "arrears.foundation.vault:seal_many": "seals here, not in the helper",
    f"{_LOAD}:load_parties": "parties",
    f"{_LOAD}:load_contacts": "contact points",
    f"{_LOAD}:load_accounts": "accounts",
    f"{_LOAD}:load_items": "instalments",
    f"{_LOAD}:load_roles": "roles",
    f"{_LOAD}:load_collateral": "collateral",
    f"{_LOAD}:propose_pairs": "match duplicates",
    "arrears.foundation.copying:rows_of": "put rows together for COPY",
    f"{_FILE}:take_over_figures": "fit the ledger",
    f"{_FILE}:write_rejects": "rejects",
}
SEED = 1


def bare_copy(url: str, path: Path) -> tuple[float, float]:
    """Seconds, and the server's processor seconds, of COPY of the file's bytes into a table of texts."""
    with path.open(encoding="utf-8-sig") as handle:
        columns = ", ".join(f"c{place} text" for place, _ in enumerate(handle.readline().split(",")))
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_copy ({columns})")
        started, spent = time.perf_counter(), processor_seconds(connection.info.backend_pid)
        with (
            path.open("rb") as handle,
            cursor.copy("COPY bare_copy FROM STDIN (FORMAT csv, HEADER true)") as copy,
        ):
            while block := handle.read(1024 * 1024):
                copy.write(block)
        connection.commit()
        seconds = time.perf_counter() - started
        spent = processor_seconds(connection.info.backend_pid) - spent
        cursor.execute("DROP TABLE bare_copy")
    return seconds, spent


def load(path: Path, profile: bool) -> dict[str, object]:
    """Accept the file; seconds in all and of the stages that tell of themselves."""
    accept = import_string("arrears.book.intake.api.accept")  # by name: Django had to be set up first
    foundation = import_module("arrears.foundation.api")
    foundation.ensure_creditor("bench", "Bench")
    marks: list[tuple[int, float]] = []
    phases = watch(PHASES)
    django_connection.ensure_connection()
    server = django_connection.connection.info.backend_pid
    before = processor_seconds(server)
    started, spent, helped = time.perf_counter(), time.process_time(), _children_seconds()
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
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
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
        "processor_seconds": round(spent, 2),
        "helper_processor_seconds": round(_children_seconds() - helped, 2),
        "server_processor_seconds": round(processor_seconds(server) - before, 2),
        "phases": {label: round(phases[label], 2) for label in PHASES.values()},
    }


def _children_seconds() -> float:
    """Processor seconds of processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    seconds, spent = min(bare)
    figures["bare_copy_seconds"] = round(seconds, 2)
    figures["bare_copy_server_processor_seconds"] = round(spent, 2)
    figures["times_bare_copy"] = round(float(str(figures["seconds"])) / seconds, 2)
    print(json.dumps(figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, help="accounts at size 1")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10], help="sizes, as multiples of it")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
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
    if given.json:
        print(json.dumps({"machine": machine(), "runs": results, "growth": growth}, indent=2))
        return
    print(machine())
    for figures in results:
        phases = figures.pop("phases")
        print("; ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in figures.items()))
        for name, seconds in phases.items():
            print(f"    {name:<34}{seconds:>8.2f} s of processor")
    print(f"{growth['rows']} times the rows, {growth['time']} times the time")


if __name__ == "__main__":
    main()
