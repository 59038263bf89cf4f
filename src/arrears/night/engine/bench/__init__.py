"""Benchmarks of the night on a book of any size that is made for them."""

from arrears.night.engine.bench.book import make_snapshot
from arrears.night.engine.bench.night import NightFigures, bench_night, ladder_seconds

__all__ = ["NightFigures", "bench_night", "ladder_seconds", "make_snapshot"]
