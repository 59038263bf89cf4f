"""The shared table of cases: one row, one line, the verdict in the last column."""

from __future__ import annotations

from tests.gate.cases import (
    bounds,
    cn_conduct,
    cn_frequency,
    cn_persons,
    cn_time,
    edges,
    every,
    others,
    us_frequency,
    us_limits,
    us_messages,
    us_time,
)
from tests.gate.cases.base import Row

ALL: tuple[Row, ...] = (
    *every.ROWS,
    *cn_time.ROWS,
    *cn_frequency.ROWS,
    *cn_persons.ROWS,
    *cn_conduct.ROWS,
    *us_time.ROWS,
    *us_frequency.ROWS,
    *us_messages.ROWS,
    *us_limits.ROWS,
    *others.ROWS,
    *edges.ROWS,
    *bounds.ROWS,
)
