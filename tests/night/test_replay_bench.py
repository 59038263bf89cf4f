"""Past dates in their order: each reads what changed, and nothing of the bench stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from arrears.night.engine import api
from arrears.night.engine.bench.published import NIGHT
from arrears.night.engine.models import NightRun


@pytest.mark.django_db(transaction=True)
def test_dates_in_their_order_are_measured_beside_nights_alone(tmp_path: Path, settings: Settings) -> None:
    settings.SNAPSHOTS = tmp_path
    found = api.bench_replay(300, 900, 3)
    assert (found.dates, found.changed, found.instalments) == (3, 3, 900)
    assert found.worst >= found.median > 0
    assert found.ratio == pytest.approx(found.seconds / (3 * found.alone), abs=0.02)
    assert not NightRun.objects.filter(business_date__gte=NIGHT, business_date__year__lt=2001).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_replay_has_two_dates_at_least() -> None:
    with pytest.raises(ValueError, match="dates"):
        api.bench_replay(10, 10, 1)
