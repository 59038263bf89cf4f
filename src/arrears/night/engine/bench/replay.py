"""Past dates decided one after the other over one book, beside as many nights that read everything."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from django.test.utils import override_settings

from arrears.night.engine import snapshots
from arrears.night.engine.actions.run import run
from arrears.night.engine.bench.night import place
from arrears.night.engine.bench.published import NIGHT, published_book, touch
from arrears.night.engine.models import NightRun

DATES_MAX = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayFigures:
    """Seconds of a replay. `alone`: of its first date, which reads everything; `ratio`: the whole against so many
    nights of that kind (at most 1 is wanted). `changed`: accounts that change between two dates."""

    accounts: int
    instalments: int
    dates: int
    changed: int
    seconds: float
    processor_seconds: float
    alone: float
    median: float
    worst: float
    ratio: float


def bench_replay(accounts: int, instalments: int, dates: int) -> ReplayFigures:
    """Make a book, decide `dates` dates of it in their order, one account in a hundred changing between two of them.

    ValueError for more dates than a year has. Nothing of it stays."""
    if not 2 <= dates <= DATES_MAX:
        raise ValueError(f"dates: 2 to {DATES_MAX}")
    each = max(instalments // accounts, 1)
    took: list[float] = []
    began = time.process_time()
    with tempfile.TemporaryDirectory(prefix="arrears-bench-", dir=place()) as made:
        root = Path(made) / "snapshots"
        with published_book(accounts, accounts * each), override_settings(SNAPSHOTS=str(root)):
            began = time.process_time()
            for number in range(dates):
                at = time.perf_counter()
                summary = run(NIGHT + timedelta(days=number))
                took.append(time.perf_counter() - at)
                record = NightRun.objects.select_related("previous").get(pk=summary.run_id)
                if record.previous is not None and record.previous.previous is not None:
                    snapshots.discard(
                        root / record.previous.previous.snapshot
                    )  # a night needs the last one alone
                touch()
            spent = time.process_time() - began
    return ReplayFigures(
        accounts=accounts,
        instalments=accounts * each,
        dates=dates,
        changed=accounts // 100,
        seconds=round(sum(took), 2),
        processor_seconds=round(spent, 2),
        alone=round(took[0], 2),
        median=round(median(took[1:]), 2),
        worst=round(max(took), 2),
        ratio=round(sum(took) / (dates * took[0]), 3),
    )
