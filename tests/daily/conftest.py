from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.daily.houses import House, Runner, create
from tests.migrated import migrated


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation with the small book, one day before the day. Tests copy it."""
    given = os.environ["DATABASE_URL"]
    server = make_conninfo(given, dbname="postgres")
    name = f"{conninfo_to_dict(given)['dbname']}_days_{os.environ.get('ARREARS_TEST_SUFFIX', 'main')}"
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        name = f"{name}_{worker}"
    create(server, name, template=migrated(given))
    runner = Runner(make_conninfo(given, dbname=name))
    made = House(server, name, tmp_path_factory.mktemp("days") / "first", runner)
    made.folder.mkdir()
    try:
        assert made.do("place") == 0
        yield made
    finally:
        runner.stop()
        made.drop()
