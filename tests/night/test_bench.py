"""The benchmark of the night measures a night and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from arrears.night.engine import api


@pytest.mark.parametrize(
    ("limits", "steps"),
    [(True, ["options", "allocate", "decide"]), (False, ["decide"])],
    ids=["under limits", "without"],
)
def test_parquet_to_parquet_is_measured_beside_its_floor(
    limits: bool, steps: list[str], tmp_path: Path, settings: Settings
) -> None:
    settings.SNAPSHOTS = tmp_path
    found = api.bench_night(400, 1_200, parquet=True, limits=limits)
    assert list(found.steps) == steps
    assert list(found.floor) == ["scan", "write"]
    assert found.seconds == pytest.approx(sum(found.steps.values()), abs=0.01)
    assert found.ratio_to_floor > 0
    assert (found.gap is not None) == limits
    assert list(tmp_path.iterdir()) == []
