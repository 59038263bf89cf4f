"""The workbench as `arrears serve` runs it, on a business day's morning: for bench.desk alone.

The gate permits a call by the hour of the day, so a bench that runs at night stands at ten in the morning.
"""

from __future__ import annotations

from contextlib import ExitStack

from arrears.config.wsgi import application
from arrears.kernel.clock import at_local, standing_at
from bench.main_road_inside import DAY

__all__ = ["application"]

_standing = ExitStack()
_standing.enter_context(standing_at(at_local(DAY, 10)))
