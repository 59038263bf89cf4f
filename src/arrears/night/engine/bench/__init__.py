"""Benchmarks of the night on a book of any size that is made for them."""

from arrears.night.engine.bench.book import make_snapshot

__all__ = ["make_snapshot"]
