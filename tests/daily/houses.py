"""Databases of their own on the test server, processes that run days in them, and what is in them afterwards."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

_ROOT = Path(__file__).resolve().parents[2]
KILLED = -9

# What differs between two runs although the day was the same: names that the database or chance gives, how
# long it took, sealed bytes. Left out as columns and inside JSON; columns of the types uuid and bytea as well.
NAMED_BY_CHANCE = {
    "id", "attempt_id", "permit_id", "refused_id", "refusal_id", "entry_id", "file_id", "run_id", "previous_id",
    "stop_id", "stop", "source_id", "key", "snapshot", "seconds", "steps", "started", "ended", "digest", "row", "xact",
    "shape", "sha256", "size", "provider_ref", "policy_id",
}  # fmt: skip
BY_CHANCE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a UUID
    r"|(?<=[A-Z]-\d{8}-)\d+"  # the attempt in a letter's reference
    r"|(?<=entry:)\d+|(?<=attempt:)\d+|(?<=stop:)\d+"  # what an audit line is about
)
NOT_THE_DAYS = ("procrastinate_%", "django_%", "auth_%", "account_%", "mfa_%", "gate_seal%")


class Runner:
    """The process from which days are started."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.daily.runner"],
            cwd=_ROOT,
            env={
                **os.environ,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "arrears.config.settings",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _ask(self, order: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the runner is gone"
        return int(json.loads(line))

    def start(self, **order: Any) -> int:
        """Start a process; its id."""
        return self._ask(order)

    def wait(self, pid: int) -> int:
        """How a process ended: its exit status, or the negative number of the signal."""
        return self._ask({"wait": pid})

    def run(self, **order: Any) -> int:
        return self.wait(self.start(**order))

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


@dataclass
class House:
    """One installation: a database and a folder for what the nights keep."""

    server: str
    name: str
    folder: Path
    runner: Runner = field(repr=False)

    @property
    def url(self) -> str:
        return make_conninfo(self.server, dbname=self.name)

    def do(self, what: str, **more: Any) -> int:
        return self.runner.run(do=what, database=self.name, folder=str(self.folder), **more)

    def day(self, **more: Any) -> int:
        """Run the day in a process of its own, to its end or its death."""
        return self.do("day", **more)

    def begin_day(self, **more: Any) -> int:
        """Start the day in a process of its own; its id."""
        return self.runner.start(do="day", database=self.name, folder=str(self.folder), **more)

    def copy(self, name: str) -> House:
        """The same installation once more."""
        made = House(self.server, f"{self.name}_{name}", self.folder.parent / name, self.runner)
        shutil.copytree(self.folder, made.folder)
        create(self.server, made.name, template=self.name)
        return made

    def drop(self) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name))
            )

    def content(self) -> dict[str, Counter[str]]:
        """Every row of every table that a day may write, without what chance names; by table."""
        with psycopg.connect(self.url) as connection:
            tables = connection.execute(
                "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition "
                "AND c.relnamespace = 'public'::regnamespace AND NOT c.relname LIKE ANY(%s) ORDER BY 1",
                [list(NOT_THE_DAYS)],
            ).fetchall()
            return {name: _rows(connection, name) for (name,) in tables}


def create(server: str, name: str, template: str = "template0") -> None:
    """Make a database, in place of one that an earlier run left."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def _rows(connection: psycopg.Connection[Any], table: str) -> Counter[str]:
    columns = connection.execute(
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 "
        "AND NOT a.attisdropped AND a.atttypid NOT IN ('uuid'::regtype, 'bytea'::regtype) ORDER BY 1",
        [table],
    ).fetchall()
    kept = [name for (name,) in columns if name not in NAMED_BY_CHANCE]
    if not kept:
        return Counter()
    found = connection.execute(
        sql.SQL("SELECT to_jsonb(t) FROM (SELECT {} FROM {}) t").format(
            sql.SQL(", ").join(map(sql.Identifier, kept)), sql.Identifier(table)
        )
    ).fetchall()
    moments = {"at"} if table == "gate_journal" else set()  # the journal's triggers ask the server's clock
    return Counter(
        BY_CHANCE.sub(
            "…", json.dumps(_without(row, NAMED_BY_CHANCE | moments), sort_keys=True, ensure_ascii=False)
        )
        for (row,) in found
    )


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(entry, names) for name, entry in value.items() if name not in names}
    return [_without(entry, names) for entry in value] if isinstance(value, list) else value
