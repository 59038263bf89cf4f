"""The rows that stayed out, back to the sender: same format, same headings, same encoding, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from arrears.book.intake.actions.receipt import Receipt
from arrears.book.intake.contracts.raw import Refusal
from arrears.book.intake.rules.headings import REASON_HEADINGS, is_reason
from arrears.foundation.api import store_file
from arrears.foundation.contracts import FileRef


def write_rejects(receipt: Receipt, refusals: Sequence[Refusal]) -> FileRef | None:
    """Store the held rows as a file that can be corrected and sent again; None when no row stayed out."""
    why: dict[int, list[Refusal]] = {}
    for refusal in refusals:
        if refusal.held:
            why.setdefault(refusal.row, []).append(refusal)
    if not why:
        return None
    table = receipt.table
    language = "zh" if receipt.mapping.language == "zh" else "en"
    kept = [place for place, heading in enumerate(table.headings) if not is_reason(heading)]
    headings = [table.headings[place] for place in kept] + list(REASON_HEADINGS[language])
    name = PurePath(receipt.source.name)
    return store_file(
        table.write(headings, _rows(receipt, why, kept, language)),
        name=f"{name.stem}.rejects{table.suffix}",
        media_type=table.media_type,
        creditor_id=receipt.creditor.id,
        actor=receipt.actor,
    )


def _rows(
    receipt: Receipt, why: dict[int, list[Refusal]], kept: list[int], language: str
) -> Iterator[list[str]]:
    wanted = set(why)
    joint = "；" if language == "zh" else "; "
    width = len(receipt.table.headings)
    for raw in receipt.table.batches():
        found = [
            (row, [raw.cells[column][place].as_py() for column in kept])
            for place, row in enumerate(raw.rows.tolist())
            if row in wanted
        ]
        for one in raw.misshapen:
            if one.row in wanted:
                cells = [*(one.lines[0] if one.lines else ()), *[""] * width]
                found.append((one.row, [cells[place] for place in kept]))
        for row, cells in sorted(found):
            yield cells + _reasons(why[row], language, joint)


def _reasons(refusals: Sequence[Refusal], language: str, joint: str) -> list[str]:
    columns = dict.fromkeys(refusal.column for refusal in refusals if refusal.column)
    words = dict.fromkeys(refusal.words.in_(language) for refusal in refusals)
    return [joint.join(columns), joint.join(words)]
