"""`arrears intake watch`: the watched folder as a person or a timer calls it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from arrears.book.portfolio.api import accounts_by_number
from arrears.faces.cli import intake as command
from arrears.foundation.api import CreditorFacts, ensure_creditor
from arrears.kernel.clock import now
from tests.book.intake.sheets import csv_of, three_instalments

pytestmark = pytest.mark.django_db


@pytest.fixture
def leasing() -> CreditorFacts:
    return ensure_creditor("leasing", "某租赁")


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file that a transfer program finished a minute ago."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    touched = (now() - timedelta(seconds=60)).timestamp()
    os.utime(path, (touched, touched))
    return path


def watch(*args: object) -> Result:
    return CliRunner().invoke(command.watch, [str(one) for one in args], catch_exceptions=False)


def test_files_are_taken_once_and_each_is_told(leasing: CreditorFacts, tmp_path: Path) -> None:
    lease = tmp_path / "leasing" / "lease"
    put(lease, "lease_20260331.csv", csv_of(three_instalments()))
    put(lease, "lease_20260401.csv", b"%PDF-1.7")
    put(lease, "later.csv", csv_of(three_instalments("ZL-009")))
    put(tmp_path / "nobody" / "lease", "lease_20260331.csv", b"")
    done = watch(tmp_path)
    assert done.exit_code == 0
    lines = dict(line.split("  ", 1) for line in done.stdout.splitlines())
    assert lines["leasing/lease/lease_20260331.csv"].startswith("accepted")
    assert lines["leasing/lease/lease_20260401.csv"].startswith("refused: ")
    assert "business date" in lines["leasing/lease/later.csv"]
    assert "nobody" in done.stderr
    assert set(accounts_by_number(leasing.id, ["ZL-001", "ZL-009"])) == {"ZL-001"}

    # nothing waits any more: the next look has nothing to tell
    assert json.loads(watch(tmp_path, "--json").stdout)["files"] == []


def test_sums_beside_the_file_are_held_against_it(leasing: CreditorFacts, tmp_path: Path) -> None:
    lease = tmp_path / "leasing" / "lease"
    put(lease, "a_20260331.csv", csv_of(three_instalments()))
    put(lease, "a_20260331.csv.control.json", b'{"rows": 3, "amounts_minor": {"item.principal": 300001}}')
    (file,) = json.loads(watch(tmp_path, "--json").stdout)["files"]
    assert file["state"] == "refused"
    assert "3,000.01 CNY stated, 3,000.00 CNY found" in file["words"]["en"]
    assert accounts_by_number(leasing.id, ["ZL-001"]) == {}


def test_it_looks_again_after_so_many_seconds(
    leasing: CreditorFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, waited = tmp_path / "leasing" / "lease", []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            raise KeyboardInterrupt
        put(lease, "lease_20260331.csv", csv_of(three_instalments()))

    monkeypatch.setattr("arrears.faces.cli.intake.time.sleep", wait)
    done = CliRunner().invoke(command.watch, [str(tmp_path), "--every", "5"])
    assert waited == [5, 5]
    assert "lease_20260331.csv  accepted" in done.stdout


def test_a_folder_is_needed(settings: Settings, tmp_path: Path) -> None:
    settings.INBOX = None
    done = watch()
    assert (done.exit_code, done.stdout) == (1, "")
    assert "ARREARS_INBOX" in done.stderr
    settings.INBOX = tmp_path
    assert watch().exit_code == 0
