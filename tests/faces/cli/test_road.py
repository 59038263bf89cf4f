"""The main road from the command line: sample, creditor, dry run, import, night, day, report."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from arrears.book.portfolio.models import Account
from arrears.faces.cli.admin import creditor
from arrears.faces.cli.report import report
from arrears.faces.cli.run import day, import_, night
from arrears.faces.cli.sample import sample
from arrears.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-11-23"
Told = Callable[..., str]


@pytest.fixture
def told() -> Told:
    """What a command says; it has to succeed."""

    def run(command: click.Command, *args: object) -> str:
        with clock.standing_at(clock.at_local(day_of(DAY), 9)):
            done = CliRunner().invoke(command, [str(one) for one in args], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def test_the_main_road_by_commands(told: Told, tmp_path: Path) -> None:
    """From a creditor's file to the day's documents, in words and as JSON."""
    files = json.loads(
        told(sample, "--accounts", 12, "--seed", 3, "--as-of", DAY, "--folder", tmp_path, "--json")
    )["files"]
    portfolio = next(Path(one) for one in files if "portfolio" in one)
    assert json.loads(told(creditor, "add", "bank", "某银行", "--json"))["code"] == "bank"
    assert "bank  某银行  cn  CNY" in told(creditor, "list")
    asked = (portfolio, "--creditor", "bank", "--mapping", "card", "--as-of", DAY)
    dry = json.loads(told(import_, *asked, "--dry-run", "--json"))
    assert (dry["dry_run"], dry["new"], dry["rejected"], Account.objects.count()) == (True, 12, 0, 0)
    assert "12 new, 0 changed, 0 as before" in told(import_, *asked)
    assert Account.objects.count() == 12
    assert "0 new, 0 changed" in told(import_, *asked)
    decided = json.loads(told(night, "--as-of", DAY, "--json"))
    assert (decided["accounts"], decided["fresh"], decided["engine"]) == (12, True, "duckdb")
    again = told(night, "--as-of", DAY)
    assert f"{DAY}: 12 accounts decided" in again
    assert "nothing was done again" in again
    steps = told(day, "--as-of", DAY).splitlines()
    assert [line.split()[0] for line in steps][:2] == ["notices", "lost_contacts"]
    assert len({line.index(".") for line in steps}) == 1, "the seconds stand under each other"
    assert all("done before" in line for line in told(day, "--as-of", DAY).splitlines())
    written = json.loads(told(report, "summary", "--from", DAY, "--folder", tmp_path / "out", "--json"))[
        "files"
    ]
    assert [Path(one).read_bytes()[:4] for one in written] == [b"PK\x03\x04", b"%PDF"]


@pytest.mark.parametrize(
    ("mapping", "code", "says"),
    [("card", "nobody", "nobody"), ("boat", "bank", "boat")],
)
def test_what_an_import_does_not_know_is_named(
    told: Told, tmp_path: Path, mapping: str, code: str, says: str
) -> None:
    told(creditor, "add", "bank", "某银行")
    file = tmp_path / "one.csv"
    file.write_text("合同号,姓名\n1,王一\n", "utf-8")
    done = CliRunner().invoke(import_, [str(file), "--creditor", code, "--mapping", mapping])
    assert done.exit_code == 1
    assert says in done.output


def test_a_report_that_ends_before_it_begins_is_refused(told: Told, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        report, ["summary", "--from", DAY, "--to", "2026-11-22", "--folder", str(tmp_path / "out")]
    )
    assert done.exit_code == 1
    assert "The last day lies before the first." in done.output
    assert not (tmp_path / "out").exists()
