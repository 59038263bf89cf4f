"""The daily hash chain over the gate's books: sealing, verifying, and what an auditor takes along.

Every row of the books has a line in the journal, written by trigger with a digest of the row. A seal binds
the lines of all finished transactions since the seal before to that seal's hash. A line is sealed only
when no transaction that began earlier can still write: nothing slips in behind a seal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from arrears.foundation.api import Actor, audit
from arrears.gate.intents import ChainReport
from arrears.gate.models import Seal
from arrears.kernel import clock

AUDIT_TOOL = Path(__file__).with_name("audit_tool.py")
"""The auditor's script: it goes along with an export and needs nothing of the product."""
GENESIS = "0" * 64
SEAL_LOCK = 7_302
SEAL_LINES_MAX = 50_000
BROKEN_SHOWN_MAX = 100

_LINES = """
SELECT id, book, row, encode(digest, 'hex'), at, xact FROM gate_journal
WHERE xact >= %s AND xact < %s ORDER BY xact, id
"""
_HORIZON = """
SELECT coalesce(max(xact) + 1, 0) FROM (
    SELECT xact FROM gate_journal
    WHERE xact >= %s AND xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY xact LIMIT %s
) done
"""

# Books whose key is not `id`.
KEYS = {"gate_permitend": "permit_id", "gate_stoplift": "stop_id", "gate_consentend": "consent_id"}
_END = 2**62

Line = tuple[int, str, str, str, datetime, int]


def line_text(line: Sequence[object]) -> str:
    """A journal line as the hash reads it: id, book, row, digest, moment (UTC, microseconds)."""
    moment = line[4]
    assert isinstance(moment, datetime)
    return f"{line[0]}|{line[1]}|{line[2]}|{line[3]}|{moment.astimezone(UTC).isoformat()}\n"


def link(before: str, lines: Sequence[Sequence[object]]) -> str:
    """The hash of a seal: the hash before, then every line."""
    digest = hashlib.sha256(before.encode())
    for line in lines:
        digest.update(line_text(line).encode())
    return digest.hexdigest()


def _lines(first: int, last: int) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [first, last])
        return list(cursor.fetchall())


def seal_pending() -> int:
    """Seal what is finished and not sealed yet; returns the number of lines. One writer at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        row = cursor.fetchone()
        if not row or not row[0]:
            return 0
        latest = Seal.objects.order_by("-last").first()
        first = latest.last if latest else 0
        cursor.execute(_HORIZON, [first, SEAL_LINES_MAX])
        horizon = cursor.fetchone()
        last = horizon[0] if horizon else 0
        lines = _lines(first, last)
        if not lines:
            return 0
        before = latest.hash if latest else GENESIS
        Seal.objects.create(
            day=clock.today(),
            first=first,
            last=last,
            lines=len(lines),
            before=before,
            hash=link(before, lines),
        )
        return len(lines)


def _silently(_done: int, _total: int) -> None:
    """Nobody asked to be told."""


def _altered(book: str) -> Iterator[str]:
    """Rows of a book that are gone or no longer have the digest they were written with."""
    key = KEYS.get(book, "id")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute(
            f"""
            SELECT j.row FROM gate_journal j JOIN gate_shape s ON s.id = j.shape
            LEFT JOIN {book} t ON t.{key}::text = j.row
            WHERE j.book = %s AND (t.{key} IS NULL OR j.digest <> gate_digest(
                (SELECT jsonb_object_agg(c, to_jsonb(t) -> c) FROM jsonb_array_elements_text(s.columns) c)))
            LIMIT {BROKEN_SHOWN_MAX}
            """,  # noqa: S608 - names of our own tables, from the journal's own list
            [book],
        )
        yield from (f"{book} {row[0]}: altered or gone" for row in cursor.fetchall())
        cursor.execute(
            f"SELECT t.{key}::text FROM {book} t WHERE NOT EXISTS "  # noqa: S608 - as above
            "(SELECT 1 FROM gate_journal j WHERE j.book = %s AND j.row = t." + key + "::text) "
            f"LIMIT {BROKEN_SHOWN_MAX}",
            [book],
        )
        yield from (f"{book} {row[0]}: not in the journal" for row in cursor.fetchall())


def _books() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT book FROM gate_shape ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def verify(progress: Callable[[int, int], None] | None = None) -> ChainReport:
    """Check every seal against the journal and every journal line against its row; report the unsealed tail.

    `progress` is told (done, total) in steps: one for each seal, one for each book.
    """
    tell = progress or _silently
    broken: list[str] = []
    books = _books()
    steps = Seal.objects.count() + len(books)
    before, first, sealed, seals = GENESIS, 0, 0, 0
    with transaction.atomic():
        for seal in Seal.objects.order_by("last").iterator():
            lines = _lines(first, seal.last)
            if seal.first != first or seal.before != before:
                broken.append(f"seal {seal.pk}: does not follow the seal before")
            if len(lines) != seal.lines or link(before, lines) != seal.hash:
                broken.append(f"seal {seal.pk}: its lines do not give its hash")
            before, first, seals, sealed = seal.hash, seal.last, seals + 1, sealed + seal.lines
            tell(min(seals, steps), steps)
        for done, book in enumerate(books, 1):
            broken += _altered(book)
            tell(min(seals + done, steps), steps)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM gate_journal WHERE xact >= %s", [first])
            row = cursor.fetchone()
    unsealed = row[0] if row else 0
    return ChainReport(sealed=sealed, unsealed=unsealed, seals=seals, broken=tuple(broken[:BROKEN_SHOWN_MAX]))


_ROWS = """
SELECT j.id, (SELECT jsonb_object_agg(c, to_jsonb(t) -> c) FROM jsonb_array_elements_text(s.columns) c)::text
FROM gate_journal j JOIN gate_shape s ON s.id = j.shape JOIN {book} t ON t.{key}::text = j.row
WHERE j.book = %s AND j.xact >= %s AND j.xact < %s
"""


def _rows(lines: Sequence[Line], first: int, last: int) -> dict[int, str]:
    """The rows behind some journal lines, as the text that their digests were taken over."""
    found: dict[int, str] = {}
    for book in sorted({line[1] for line in lines}):
        with connection.cursor() as cursor:
            cursor.execute(_ROWS.format(book=book, key=KEYS.get(book, "id")), [book, first, last])
            found.update(cursor.fetchall())
    return found


def export(actor: Actor, *, rows: bool = False) -> Iterator[str]:
    """The chain as JSON lines (seals, journal lines, the unsealed tail), for the auditor's own script.

    Without `rows` no personal data is in it. With them each line brings its row as it was hashed: ids, sealed
    texts and blind indexes, so that the script can check the rows without the database (`audit_tool.py`).
    """
    audit(actor, "gate.chain_exported", "gate", {"rows": rows})
    first = 0
    for seal in Seal.objects.order_by("last").iterator():
        yield json.dumps(
            {
                "seal": seal.pk,
                "day": str(seal.day),
                "lines": seal.lines,
                "before": seal.before,
                "hash": seal.hash,
            }
        )
        yield from _export_lines(first, seal.last, "line", rows=rows)
        first = seal.last
    yield from _export_lines(first, _END, "unsealed", rows=rows)


def _export_lines(first: int, last: int, name: str, *, rows: bool) -> Iterator[str]:
    lines = _lines(first, last)
    texts = _rows(lines, first, last) if rows else {}
    for line in lines:
        found: dict[str, object] = {name: line_text(line).rstrip("\n")}
        if rows:
            found["row"] = texts.get(line[0])
        yield json.dumps(found, ensure_ascii=False)
