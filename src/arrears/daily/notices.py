"""What a creditor's file says beyond the book (a dispute, a death, an opt-out) goes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import Notice
from arrears.desk.care import api as care
from arrears.foundation.api import Actor, Progress

PIECE = 100  # each holds a few locks until it is committed


def pass_on(
    notices: Sequence[Notice],
    actor: Actor,
    *,
    passed: Callable[[int], None],
    progress: Progress | None = None,
) -> None:
    """Open a concern for each notice (which stops every channel at the gate) and mark the notice passed.

    Piece by piece; `passed` is told the size of each in its transaction. A notice that was passed before is
    left alone: the concern carries the notice's key.
    """
    for first in range(0, len(notices), PIECE):
        piece = notices[first : first + PIECE]
        with transaction.atomic():
            for notice in piece:
                care.from_notice(notice, actor)
            intake.mark_passed([notice.id for notice in piece if notice.id is not None])
            passed(len(piece))
        if progress:
            progress(first + len(piece), len(notices))
