"""One PostgreSQL for the whole run and keys of this run alone.

Loaded by `-p tests.plugin` (pyproject.toml), because pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from arrears.foundation import database, vault
from tests.migrated import migrated, tables_version
from tests.profiles import CI

_ROOT = Path(__file__).resolve().parent.parent
_scratch = tempfile.mkdtemp(prefix="arrears-tests-")
os.environ.setdefault("ARREARS_SECRET_KEY", "a-key-for-tests-alone")
os.environ.setdefault("ARREARS_VAULT_KEYS", f"1:{vault.new_key()}")
os.environ.setdefault("ARREARS_INDEX_KEY", vault.new_key())
# Every worker has a database of its own, so that its files and snapshots are its own too.
os.environ["ARREARS_FILES"] = f"{_scratch}/files"
os.environ["ARREARS_SNAPSHOTS"] = f"{_scratch}/snapshots"

hypothesis.settings.register_profile("ci", max_examples=200, deadline=None, print_blob=True)
hypothesis.settings.register_profile("dev", max_examples=25, deadline=None)
hypothesis.settings.load_profile("ci" if CI else "dev")

# pytest-django reads the settings while it loads, so the server has to stand before that. A server that
# another process of this run started is joined; the last one to leave stops it.
_server = None
if not os.environ.get("DATABASE_URL"):
    _suffix = os.environ.get("ARREARS_TEST_SUFFIX", "main")
    _careless = {"fsync": "off", "synchronous_commit": "off"}
    _server = database.embedded(_ROOT / ".arrears" / f"test-postgres-{_suffix}", "arrears", _careless)
    os.environ["DATABASE_URL"] = _server.__enter__()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database is a copy of one that has all tables; its name says which, so that a kept one is not old."""
    default = settings.DATABASES["default"]
    wanted = default["TEST"].get("NAME") or f"test_{default['NAME']}"
    default["TEST"].update(
        NAME=f"{wanted}_{tables_version()}", TEMPLATE=migrated(os.environ["DATABASE_URL"]), MIGRATE=False
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.__exit__(None, None, None)
