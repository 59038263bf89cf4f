"""A migrated database that others are copied from: the migrations are carried out once on a server.

Every worker of a run, the days that are killed and the next run on the same server want the same tables; copying
them takes a moment, making them some seconds.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

_ROOT = Path(__file__).resolve().parent.parent
_NAME = "arrears_migrated_"
_COPIES = re.compile(r"test_.+_[0-9a-f]{12}(_gw[0-9]+)?")
_MAKE = "import django; django.setup(); from arrears.foundation.migrating import migrate; migrate()"
_LOCK = 0x4D49
_DIGITS = 12


def migrated(url: str) -> str:
    """The name of a database with all tables and no rows but those of the migrations; made when it is not there."""
    name = _NAME + tables_version()
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until the session ends
        found = {row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()}
        if name not in found:
            for old in found:
                if old.startswith(_NAME) or _COPIES.fullmatch(old):
                    with suppress(psycopg.errors.ObjectInUse):  # by a run of another state of the tree
                        server.execute(_said("DROP DATABASE {}", old))
            making = _NAME + "making"
            server.execute(_said("CREATE DATABASE {} TEMPLATE template0", making))
            _migrate(make_conninfo(url, dbname=making))
            server.execute(_said("ALTER DATABASE {} RENAME TO {}", making, name))
    return name


def _said(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "-c", _MAKE],
        cwd=_ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "arrears.config.settings"},
        check=True,
    )


@cache
def tables_version() -> str:
    """What the tables depend on: our migrations and the versions of the libraries that bring their own."""
    told = hashlib.sha256((_ROOT / "requirements.lock").read_bytes())
    for path in sorted((_ROOT / "src").rglob("migrations/*.py")):
        told.update(path.relative_to(_ROOT).as_posix().encode())
        told.update(path.read_bytes())
    return told.hexdigest()[:_DIGITS]
