"""What the auditor takes along: one script of the standard library finds every altered line and row."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate import audit_tool, chain
from arrears.gate.api import Permit
from arrears.kernel import clock
from tests import cast
from tests.gate.test_chain import alter
from tests.gate.test_door import at, call, use
from tests.quiet import older_ones_ended

TOOL = Path(audit_tool.__file__)


@pytest.fixture(scope="module")
def exported() -> list[str]:
    """Three seals over hand-made lines with their rows; a chain needs no database to be checked."""
    found, before, number = [], audit_tool.GENESIS, 0
    for seal in range(1, 4):
        rows = [json.dumps({"id": number + n, "verdict": "permit"}) for n in range(4)]
        lines = [
            f"{number + n}|gate_permit|{number + n}|{_digest(row)}|2026-11-23T02:00:00+00:00"
            for n, row in enumerate(rows)
        ]
        number += 4
        hashed = _digest(before + "".join(f"{line}\n" for line in lines))
        found.append(
            json.dumps({"seal": seal, "day": "2026-11-23", "lines": 4, "before": before, "hash": hashed})
        )
        found += [json.dumps({"line": line, "row": row}) for line, row in zip(lines, rows, strict=True)]
        before = hashed
    row = json.dumps({"id": 99})
    found.append(
        json.dumps({"unsealed": f"99|gate_stop|99|{_digest(row)}|2026-11-23T03:00:00+00:00", "row": row})
    )
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_untouched_export_is_sound(exported: list[str]) -> None:
    found = audit_tool.audit(exported)
    assert (found.seals, found.lines, found.rows, found.unsealed) == (3, 12, 13, 1)
    assert found.problems == []


def test_every_altered_line_and_every_altered_row_is_found(exported: list[str]) -> None:
    """Each entry in turn: any figure in a line, any value of a row, any field of a seal."""
    for place, text in enumerate(exported):
        entry = json.loads(text)
        for key, value in entry.items():
            if key in ("day", "seal"):
                continue  # labels for people; the hashes carry the order
            for changed in _changes(value):
                if key == "unsealed" and str(changed).split("|")[3] == str(value).split("|")[3]:
                    continue  # the tail is told as not sealed: only its digests bind it to its rows
                altered = [*exported[:place], json.dumps({**entry, key: changed}), *exported[place + 1 :]]
                try:
                    problems = audit_tool.audit(altered).problems
                except ValueError:
                    continue
                assert problems, (place, key, changed)


def _changes(value: object) -> list[object]:
    if isinstance(value, int):
        return [value + 1, value - 1]
    text = str(value)
    places = (0, len(text) // 2, len(text) - 1)
    return [text[:at_] + ("0" if text[at_] != "0" else "1") + text[at_ + 1 :] for at_ in places]


@pytest.mark.parametrize("place", range(14))
def test_an_entry_that_was_taken_out_is_found(exported: list[str], place: int) -> None:
    fewer = exported[:place] + exported[place + 1 :]
    try:
        assert audit_tool.audit(fewer).problems
    except ValueError:
        assert place == 0


def test_a_chain_that_was_cut_off_is_found_by_a_hash_noted_earlier(exported: list[str]) -> None:
    noted = json.loads(exported[10])["hash"]
    assert audit_tool.audit(exported, noted).problems == []
    shorter = exported[:10]
    assert audit_tool.audit(shorter).problems == []
    assert audit_tool.audit(shorter, noted).problems == [f"the seal {noted} is no longer in the chain"]


def test_the_script_runs_without_the_product(exported: list[str], tmp_path: Path) -> None:
    """Isolated from the environment and its packages, with the exit status of what it found."""
    script = tmp_path / "audit.py"
    script.write_bytes(TOOL.read_bytes())
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text("\n".join(exported), "utf-8")
    bad.write_text("\n".join([*exported[:5], *exported[6:]]), "utf-8")
    told = [
        subprocess.run([sys.executable, "-I", "-S", str(script), str(file)], capture_output=True, check=False)
        for file in (good, bad, tmp_path / "none")
    ]
    assert [one.returncode for one in told] == [0, 1, 2]
    assert b"12 lines" in told[0].stdout


@pytest.mark.django_db(transaction=True)
def test_what_the_gate_exports_is_sound_until_a_row_is_altered() -> None:
    placed = cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))
    with clock.standing_at(at(10)):
        permit = gate.request(call(placed))
        assert isinstance(permit, Permit)
        use(permit)
        older_ones_ended()
        chain.seal_pending()
        gate.place_stop(placed.creditor.id, placed.debtor_id, "hardship", reference="talk", actor=SYSTEM)
    found = audit_tool.audit(gate.export(SYSTEM, rows=True))
    assert (found.seals, found.lines, found.rows, found.unsealed, found.problems) == (1, 2, 3, 1, [])
    assert audit_tool.audit(gate.export(SYSTEM)).rows == 0
    alter("UPDATE gate_permit SET asked_by = 'nobody'")
    altered = audit_tool.audit(gate.export(SYSTEM, rows=True))
    assert altered.problems == [f"gate_permit {permit.id}: the row is not the one that was written"]
    alter("DELETE FROM gate_stop")
    assert any("the row is gone" in one for one in audit_tool.audit(gate.export(SYSTEM, rows=True)).problems)
