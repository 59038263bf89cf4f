"""Benchmarks of the night on a book of any size that is made for them."""

from arrears.night.engine.bench.book import make_snapshot
from arrears.night.engine.bench.night import NightFigures, bench_night, ladder_seconds
from arrears.night.engine.bench.replay import ReplayFigures, bench_replay

__all__ = [
    "NightFigures",
    "ReplayFigures",
    "bench_night",
    "bench_replay",
    "ladder_seconds",
    "make_snapshot",
]
