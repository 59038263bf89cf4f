"""`arrears gate check` from a shell: pure, quick, one answer for each case in its place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faces.cli.console import run

EVENING = "2026-11-23T21:59:59+08:00"
NIGHT = "2026-11-23T22:00:00+08:00"


def case(at: str = EVENING, **more: Any) -> dict[str, Any]:
    return {
        "regimes": ["cn"],
        "at": at,
        "act": {"channel": "call", "purpose": "collect"},
        "recipient": {"role": "debtor"},
    } | more


def test_one_case_one_answer() -> None:
    said = run("gate", "check", "-", given=json.dumps(case(id="a")))
    answer = json.loads(said.out)
    assert (said.status, said.err) == (0, "")
    assert (answer["id"], answer["verdict"]) == ("a", "permit")
    assert {"presumption", "flags", "rules", "next_permitted_at", "deadlines"} <= set(answer)


def test_a_list_is_answered_in_its_order(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([case(), case(NIGHT)]), "utf-8")
    said = run("gate", "check", str(file))
    assert [one["verdict"] for one in json.loads(said.out)] == ["permit", "refuse"]


def test_lines_are_answered_by_lines() -> None:
    said = run("gate", "check", given="\n".join(json.dumps(one) for one in (case(NIGHT), case())))
    assert [json.loads(line)["verdict"] for line in said.out.splitlines()] == ["refuse", "permit"]


def test_a_refusal_names_the_next_permitted_time() -> None:
    answer = json.loads(run("gate", "check", given=json.dumps(case(NIGHT))).out)
    assert answer["next_permitted_at"] == "2026-11-24T08:00:00+08:00"
    failed = [rule for rule in answer["rules"] if rule["result"] == "fail"]
    assert [rule["id"] for rule in failed] == ["CN-T1"]
    assert failed[0]["zh"] != failed[0]["en"]


def test_a_case_that_cannot_be_read_stands_in_its_place() -> None:
    said = run("gate", "check", given=json.dumps([case(), case(tone="soft"), case()]))
    first, second, third = json.loads(said.out)
    assert said.status == 1
    assert "1 of 3 cases" in said.err
    assert second["error"]["path"] == "tone"
    assert first["verdict"] == third["verdict"] == "permit"


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (b"", "(document)"),
        (b"not json", "not JSON"),
        (b'{"regimes": ["cn"]', "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"at": ' + b"1" * 5_000 + b"}", "not JSON"),
    ],
)
def test_what_is_no_document_is_told(given: bytes, what: str) -> None:
    said = run("gate", "check", given=given)
    assert said.status == 1
    assert what in said.err
    assert "Traceback" not in said.err


def test_house_rules_tighten() -> None:
    hours = [{"kind": "hours", "id": "quiet", "channels": ["call"], "opens": "09:00", "closes": "20:00"}]
    said = run("gate", "check", "--house", "/dev/stdin", "/dev/null", given=json.dumps(hours))
    assert said.status == 1, "an empty document is told, the house rules were read"
    assert "(document)" in said.err


def test_house_rules_are_applied(tmp_path: Path) -> None:
    house = tmp_path / "house.json"
    house.write_text(
        json.dumps(
            [{"kind": "hours", "id": "quiet", "channels": ["call"], "opens": "09:00", "closes": "20:00"}]
        )
    )
    said = run("gate", "check", "--house", str(house), given=json.dumps(case()))
    assert json.loads(said.out)["verdict"] == "refuse"


def test_the_schemas_are_shown() -> None:
    shown = json.loads(run("gate", "check", "--schema").out)
    assert set(shown) == {"case", "answer"}
    assert shown["case"]["additionalProperties"] is False


LOADS = """
import sys
from arrears.faces.cli.main import cli
try:
    cli(sys.argv[1:], standalone_mode=False)
finally:
    heavy = {"django", "psycopg", "ibis", "pyarrow", "rich", "babel.messages"}
    if sys.argv[1] != "calc":
        heavy |= {"numpy", "scipy", "sklearn", "holidays", "phonenumbers"}
    print(",".join(sorted(heavy & set(sys.modules))), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "args", [("gate", "check"), ("calc", "court_fee"), ("calc", "complaint_due"), ("--help",)]
)
def test_no_framework_is_loaded(args: tuple[str, ...]) -> None:
    """What makes it quick: nothing is imported that the answer does not need."""
    given = {"calc court_fee": {"claim": "100"}, "calc complaint_due": {"received_on": "2026-11-23"}}
    done = subprocess.run(
        [sys.executable, "-c", LOADS, *args],
        input=json.dumps(given.get(" ".join(args), case())).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode().strip() == ""
