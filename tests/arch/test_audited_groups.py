"""What creditors state of a person for audits is read where groups are compared and where the person asks, and nowhere
else: no filter, no worklist, no score, no strategy, no page of a case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from tests.arch.tree import ROOT, Module, modules, sample

NAMES = re.compile(
    r"\b(partyaudit|portfolio_partyaudit|book_audit|audited_of|sex|birth_year)\b", re.IGNORECASE
)
MAY = (
    "arrears/book/intake/",  # carries what the file says
    "arrears/book/portfolio/",  # keeps it, hands it to the person, wipes it
    "arrears/night/learning/",  # compares groups after a card is learned
    "arrears/desk/care/actions/packaging.py",  # the person's own data
    "arrears/desk/care/actions/erasing.py",
    "arrears/faces/workbench/compliance/data_forms.py",  # the person's correction
    "arrears/faces/workbench/compliance/data_views.py",
    "arrears/faces/workbench/strategist/card_views.py",  # the comparison is shown
)
DATA = (".toml", ".html", ".sql")


def readers(found: Iterator[Module]) -> list[str]:
    return [each.path for each in found if NAMES.search(each.text) and not each.path.startswith(MAY)]


def test_nothing_else_reads_what_is_held_for_audits() -> None:
    assert readers(modules()) == []


@pytest.mark.parametrize("ending", DATA)
def test_no_page_or_policy_names_it(ending: str) -> None:
    files = (ROOT / "src").rglob(f"*{ending}")
    texts = {str(PurePosixPath(file.relative_to(ROOT / "src"))): file.read_text("utf-8") for file in files}
    named = [name for name, text in texts.items() if NAMES.search(text) and not name.startswith(MAY)]
    # scoring/features.toml says in words that it holds nothing of the kind
    assert [name for name in named if name != "arrears/night/scoring/features.toml"] == []


@pytest.mark.parametrize(
    "text",
    [
        "rows = Party.objects.filter(birth_year__lt=1960)".replace("__lt", ""),
        'cursor.execute("SELECT sex FROM book_audit(%s)")',
        "from arrears.book.portfolio.models import PartyAudit",
    ],
)
def test_a_planted_reader_is_found(text: str) -> None:
    planted = sample("arrears.people.team.queries", text)
    assert readers(iter([planted])) == [planted.path]
