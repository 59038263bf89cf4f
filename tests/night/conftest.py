from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from arrears.night.engine import database
from tests.night.rooms import Rooms, address, withdraw


@pytest.fixture
def rooms(
    transactional_db: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rooms]:
    """Rooms that say what the test says, and a snapshot folder of its own."""
    settings.SNAPSHOTS = tmp_path / "snapshots"
    monkeypatch.setattr(database, "address", address)
    withdraw()
    yield Rooms()
    withdraw()
