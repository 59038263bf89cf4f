"""What a creditor's file says beyond the book (a dispute, a death, an opt-out) goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import Notice
from arrears.desk.care import api as care
from arrears.foundation.api import Actor, Progress


def pass_on(
    notices: Sequence[Notice], actor: Actor, progress: Progress | None = None
) -> Mapping[str, object]:
    """Open a concern for each notice (which stops every channel at the gate), then mark the notice passed.

    A notice that was passed before is left alone: the concern carries the notice's key.
    """
    for done, notice in enumerate(notices, 1):
        care.from_notice(notice, actor)
        if notice.id is not None:
            intake.mark_passed([notice.id])
        if progress:
            progress(done, len(notices))
    return {"passed": len(notices)}
