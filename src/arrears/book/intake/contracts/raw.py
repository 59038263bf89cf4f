"""What a file reader hands to the checks: texts as the sender wrote them, with the sender's row numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Misshapen:
    """A row whose cells do not fit under the headings. `lines`: cells that could be made out of it, line by
    line (an open quote swallows the lines after it)."""

    row: int
    words: Words
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A batch of rows. `cells`: one column of texts per heading, in the file's order, empty cells as "".

    `rows`: int64 row numbers as the sender's program counts. `faulty`: cells that the format itself cannot
    vouch for (a formula, a merged cell) as (place in the batch, column, words).
    """

    cells: tuple[pa.Array, ...]
    rows: np.ndarray
    misshapen: tuple[Misshapen, ...] = ()
    faulty: tuple[tuple[int, int, Words], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A cell or row that is not taken, before masking. `column`: the sender's heading; "" for the whole row.

    `held`: the row, and with it its account, stays out; else only this value is marked.
    """

    row: int
    column: str
    text: str
    words: Words
    personal: str | None = None
    held: bool = True


@dataclass(slots=True)
class Verdict:
    """What the checks of a whole file found. `held`: sorted row numbers that stay out."""

    rows: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    held: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
