"""The watched folder: finished files are taken once, in the order of their days, and moved with a report."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import WatchedState, WatchReport
from arrears.book.intake.rules.watching import business_date_in, takes
from arrears.book.payments.api import balance
from arrears.book.portfolio.api import accounts_by_number
from arrears.daily import jobs
from arrears.foundation.api import SYSTEM, CreditorFacts, ensure_creditor
from arrears.kernel.clock import now
from tests.book.intake.sheets import csv_of, row, three_instalments
from tests.book.intake.test_payment_files import HEADINGS, PAID


@pytest.mark.parametrize(
    ("name", "takes_it", "day"),
    [
        ("lease_20260331.csv", True, date(2026, 3, 31)),
        ("2026-03-31 还款.xlsx", True, date(2026, 3, 31)),
        ("lease.2026.03.31.csv", True, date(2026, 3, 31)),
        ("lease_20260331_20260331.csv", True, date(2026, 3, 31)),
        ("lease_20260331_20260401.csv", True, None),  # two days: nobody can say which
        ("lease_20260231.csv", True, None),  # no such day
        ("lease_120260331.csv", True, None),  # part of a longer number
        ("lease.csv", True, None),
        ("lease_20260331.csv.part", False, date(2026, 3, 31)),
        (".lease_20260331.csv", False, date(2026, 3, 31)),
        ("lease_20260331.csv.tmp", False, date(2026, 3, 31)),
        ("lease_20260331.csv.control.json", False, date(2026, 3, 31)),
    ],
)
def test_what_a_name_says(name: str, takes_it: bool, day: date | None) -> None:
    assert (takes(name), business_date_in(name)) == (takes_it, day)


def put(root: Path, mapping: str, name: str, content: bytes, *, age_s: int = 60) -> Path:
    """A file as a transfer program leaves it, last touched some seconds ago."""
    folder = root / "leasing" / mapping
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    touched = (now() - timedelta(seconds=age_s)).timestamp()
    os.utime(path, (touched, touched))
    return path


def look(root: Path) -> WatchReport:
    return intake.watch(root, actor=SYSTEM)


def states(report: WatchReport) -> list[tuple[str, WatchedState]]:
    return [(one.name, one.state) for one in report.files]


def test_a_finished_file_is_taken_once_and_moved_with_its_report(
    leasing: CreditorFacts, tmp_path: Path
) -> None:
    put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments()))
    assert states(look(tmp_path)) == [("book_20260331.csv", WatchedState.ACCEPTED)]
    done = tmp_path / "leasing" / "lease" / "done"
    told = json.loads((done / "book_20260331.csv.report.json").read_text(encoding="utf-8"))
    assert (told["state"], told["report"]["new"]) == ("accepted", 1)
    assert (done / "book_20260331.csv").is_file()
    assert look(tmp_path).files == ()
    assert len(intake.files(SYSTEM)) == 1


def test_a_file_that_is_still_being_written_waits(leasing: CreditorFacts, tmp_path: Path) -> None:
    path = put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments()), age_s=5)
    put(tmp_path, "lease", "next_20260401.csv.part", b"half")
    assert states(look(tmp_path)) == [("book_20260331.csv", WatchedState.WAITING)]
    touched = datetime.now(UTC).timestamp() - 60
    os.utime(path, (touched, touched))
    assert states(look(tmp_path)) == [("book_20260331.csv", WatchedState.ACCEPTED)]


def test_a_file_that_changes_while_it_is_copied_is_left_for_later(
    leasing: CreditorFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments()))
    copyfile = intake.watch.__globals__["shutil"].copyfile

    def slow(source: Path, target: Path) -> None:
        copyfile(source, target)
        with path.open("ab") as handle:
            handle.write(b"more\n")

    monkeypatch.setattr("shutil.copyfile", slow)
    assert states(look(tmp_path)) == [("book_20260331.csv", WatchedState.WAITING)]
    assert intake.files(SYSTEM) == ()


def test_days_come_in_their_order_and_portfolios_before_payments(
    leasing: CreditorFacts, tmp_path: Path
) -> None:
    paid = csv_of([PAID], HEADINGS)
    put(tmp_path, "payments", "a_20260331.csv", paid)
    put(tmp_path, "lease", "z_20260401.csv", csv_of(three_instalments()))
    put(tmp_path, "lease", "z_20260331.csv", csv_of(three_instalments()))
    assert states(look(tmp_path)) == [
        ("z_20260331.csv", WatchedState.ACCEPTED),
        ("a_20260331.csv", WatchedState.ACCEPTED),
        ("z_20260401.csv", WatchedState.ACCEPTED),
    ]
    key = accounts_by_number(leasing.id, ["ZL-001"])["ZL-001"]
    assert balance(key.account_id, date(2026, 4, 1)).total_minor == 3 * 1050_25 - 1050_25


def test_an_old_day_is_rejected_and_says_so(leasing: CreditorFacts, tmp_path: Path) -> None:
    put(tmp_path, "lease", "book_20260401.csv", csv_of(three_instalments()))
    look(tmp_path)
    put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments("ZL-002")))
    report = look(tmp_path)
    assert report.files[0].state is WatchedState.REFUSED
    assert report.files[0].words is not None
    assert "an older one cannot follow" in report.files[0].words.en
    assert (tmp_path / "leasing" / "lease" / "rejected" / "book_20260331.csv").is_file()


def test_a_file_without_a_day_is_rejected_not_guessed(leasing: CreditorFacts, tmp_path: Path) -> None:
    put(tmp_path, "lease", "book.csv", csv_of(three_instalments()))
    report = look(tmp_path)
    assert report.files[0].words is not None
    assert "states no business date" in report.files[0].words.en
    assert intake.files(SYSTEM) == ()


def test_a_control_file_states_day_and_totals(leasing: CreditorFacts, tmp_path: Path) -> None:
    for name, rows in (("good.csv", 3), ("bad.csv", 4)):
        path = put(tmp_path, "lease", name, csv_of(three_instalments()))
        control = {"business_date": "2026-03-31", "rows": rows, "batch": "B1"}
        path.with_name(name + ".control.json").write_text(json.dumps(control))
    path = put(tmp_path, "lease", "odd.csv", csv_of(three_instalments()))
    path.with_name("odd.csv.control.json").write_text('{"rowz": 3}')
    by_name = {one.name: one for one in look(tmp_path).files}
    assert by_name["good.csv"].state is WatchedState.ACCEPTED
    assert by_name["bad.csv"].words is not None
    assert "4 stated, 3 found" in by_name["bad.csv"].words.en
    assert by_name["odd.csv"].words is not None
    assert "rowz" in by_name["odd.csv"].words.en


def test_rejected_rows_lie_beside_in_the_senders_form(leasing: CreditorFacts, tmp_path: Path) -> None:
    content = csv_of([*three_instalments(), row(合同号="ZL-002", 应还本金="x")])
    put(tmp_path, "lease", "book_20260331.csv", content)
    assert states(look(tmp_path)) == [("book_20260331.csv", WatchedState.ACCEPTED)]
    rejects = tmp_path / "leasing" / "lease" / "rejected" / "book_20260331.rejects.csv"
    assert "ZL-002" in rejects.read_text(encoding="utf-8")


def test_a_watcher_that_was_killed_is_followed_by_one_that_ends_its_work(
    leasing: CreditorFacts, tmp_path: Path
) -> None:
    content = csv_of(three_instalments())
    put(tmp_path, "lease", "book_20260331.csv", content)
    look(tmp_path)
    put(tmp_path, "lease", "book_20260331.csv", content)  # taken, but killed before it was moved
    (tmp_path / "leasing" / "lease" / ".taking").mkdir()
    (tmp_path / "leasing" / "lease" / ".taking" / "book_20260331.csv").write_bytes(b"half")
    report = look(tmp_path)
    assert report.files[0].report is not None
    assert report.files[0].report.same_file_as
    assert sorted(path.name for path in (tmp_path / "leasing" / "lease" / "done").glob("*.csv")) == [
        "book_20260331.2.csv",
        "book_20260331.csv",
    ]
    assert not (tmp_path / "leasing" / "lease" / ".taking").exists()


def test_a_careful_creditors_files_are_proposed(db: None, tmp_path: Path) -> None:
    ensure_creditor("leasing", "谨慎银行", settings={"intake_second_person": True})
    put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments()))
    assert states(look(tmp_path)) == [("book_20260331.csv", WatchedState.PROPOSED)]
    waiting = intake.proposals(SYSTEM)
    assert [(one.name, one.summary.new) for one in waiting] == [("book_20260331.csv", 1)]
    assert (tmp_path / "leasing" / "lease" / "proposed" / "book_20260331.csv").is_file()


def test_a_link_is_never_followed_and_unknown_folders_are_named(
    leasing: CreditorFacts, tmp_path: Path
) -> None:
    secret = tmp_path / "secret_20260331.csv"
    secret.write_bytes(csv_of(three_instalments()))
    (tmp_path / "leasing" / "lease").mkdir(parents=True)
    (tmp_path / "leasing" / "nonsense").mkdir()
    (tmp_path / "stranger").mkdir()
    (tmp_path / "leasing" / "lease" / "link_20260331.csv").symlink_to(secret)
    report = look(tmp_path)
    assert (report.files, report.unknown) == ((), ("leasing/nonsense", "stranger"))


def test_a_fault_of_ours_holds_up_no_other_file(
    leasing: CreditorFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments()))
    put(tmp_path, "payments", "paid_20260331.csv", csv_of([PAID], HEADINGS))
    inner = intake.accept

    def failing(source: Path, **given: object) -> object:
        if given["mapping"] == "lease":
            raise OSError("the disk is gone")
        return inner(source, **given)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr("arrears.book.intake.actions.watching.accept", failing)
    assert states(look(tmp_path)) == [
        ("book_20260331.csv", WatchedState.FAILED),
        ("paid_20260331.csv", WatchedState.ACCEPTED),
    ]
    assert (tmp_path / "leasing" / "lease" / "book_20260331.csv").is_file()


def test_the_clockwork_looks_every_minute_where_an_operator_names_a_folder(
    leasing: CreditorFacts, tmp_path: Path, settings: Settings
) -> None:
    put(tmp_path, "lease", "book_20260331.csv", csv_of(three_instalments()))
    settings.INBOX = None
    jobs.watch(timestamp=0)
    assert intake.files(SYSTEM) == ()
    settings.INBOX = tmp_path
    jobs.watch(timestamp=60)
    assert [one.name for one in intake.files(SYSTEM)] == ["book_20260331.csv"]
