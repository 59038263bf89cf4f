"""Checks an export of the gate's hash chain without the product: Python alone, no library, no database.

    python audit_tool.py EXPORT [--expect HASH]

Every seal must follow the one before and give its hash from its lines; every row that came along must give
the digest in its line. With `--expect` (a hash that the auditor wrote down earlier) that seal must still be
there: it shows whether the end, or everything, was taken away and begun anew. Lines that are not sealed yet
are told. The exit status is 1 when something does not match, 2 when the file cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

GENESIS = "0" * 64
SHOWN_MAX = 50


@dataclass
class Audit:
    """What was found so far; `problems` are sentences."""

    seals: int = 0
    lines: int = 0
    rows: int = 0
    unsealed: int = 0
    last: str = GENESIS
    hashes: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


class _Open:
    """A seal whose lines are being read."""

    def __init__(self, seal: dict[str, object]) -> None:
        self.seal = seal
        self.left = int(str(seal["lines"]))
        self.digest = hashlib.sha256(str(seal["before"]).encode())

    def close(self, audit: Audit) -> None:
        number = self.seal["seal"]
        if self.left:
            audit.problems.append(f"seal {number}: {self.left} lines are missing (or too many)")
        if self.digest.hexdigest() != self.seal["hash"]:
            audit.problems.append(f"seal {number}: its lines do not give its hash")
        audit.last = str(self.seal["hash"])
        audit.hashes.add(audit.last)
        audit.seals += 1


def audit(lines: Iterable[str], expect: str | None = None) -> Audit:
    """Check an export line by line. ValueError or KeyError when it is no export."""
    found, current, tail = Audit(), None, ""
    for text in lines:
        entry = json.loads(text)
        if "seal" in entry:
            if current is not None:
                current.close(found)
            if entry["before"] != found.last:
                found.problems.append(f"seal {entry['seal']}: does not follow the seal before")
            current = _Open(entry)
            continue
        if "line" in entry:
            if current is None or tail:
                raise ValueError("a line stands outside of any seal")
            current.left -= 1
            current.digest.update(f"{entry['line']}\n".encode())
            found.lines += 1
        else:
            tail = entry["unsealed"]
            found.unsealed += 1
        _row(entry, entry.get("line") or tail, found)
    if current is not None:
        current.close(found)
    if expect is not None and expect not in found.hashes:
        found.problems.append(f"the seal {expect} is no longer in the chain")
    return found


def _row(entry: dict[str, object], line: str, found: Audit) -> None:
    """The row that came along with a line, against the digest in it."""
    if "row" not in entry:
        return
    _number, book, key, digest, _at = line.split("|", 4)
    found.rows += 1
    if entry["row"] is None:
        found.problems.append(f"{book} {key}: the row is gone")
    elif hashlib.sha256(str(entry["row"]).encode()).hexdigest() != digest:
        found.problems.append(f"{book} {key}: the row is not the one that was written")


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an export of the gate's hash chain.")
    parser.add_argument("export")
    parser.add_argument("--expect", help="the hash of a seal that was noted earlier")
    given = parser.parse_args()
    try:
        with open(given.export, encoding="utf-8") as handle:
            found = audit(handle, given.expect)
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"cannot be read: {error}\n")
        return 2
    sys.stdout.write(
        f"{found.seals} seals, {found.lines} lines, {found.rows} rows, {found.unsealed} not sealed yet\n"
        f"last seal {found.last}\n"
    )
    for problem in found.problems[:SHOWN_MAX]:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write("sound\n" if not found.problems else f"{len(found.problems)} problems\n")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
