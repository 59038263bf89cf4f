"""Each import-linter contract turns red when its rule is broken: a violation is planted in a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arch.tree import ROOT, SOURCE

PLANTS = [
    ("Wings import upstream only", "arrears/gate/contracts/__init__.py", "import arrears.reports.contracts"),
    (
        "Rooms of the book in their order",
        "arrears/book/portfolio/contracts/__init__.py",
        "import arrears.book.intake.contracts",
    ),
    (
        "Rooms of the desk in their order",
        "arrears/desk/scripts/contracts.py",
        "import arrears.desk.care.contracts",
    ),
    ("The engine runs the night", "arrears/night/aging/__init__.py", "import arrears.night.engine.contracts"),
    ("Inside a room", "arrears/desk/promises/queries.py", "import arrears.desk.promises.actions"),
    ("Rules, columns, contracts", "arrears/kernel/words.py", "import django.db"),
    ("Rules, columns, contracts", "arrears/desk/promises/contracts.py", "import psycopg"),
    ("The gate does not know why", "arrears/gate/queries.py", "import arrears.people.team.contracts"),
]


def lint(tree: Path) -> str:
    """The linter's whole answer for a source tree."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        "--config",
        str(ROOT / ".importlinter"),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tree)
    return done.stdout + done.stderr


def broken(answer: str) -> list[str]:
    return [line for line in answer.splitlines() if "BROKEN" in line]


def test_the_tree_as_it_stands_is_clean() -> None:
    answer = lint(SOURCE)
    assert broken(answer) == []
    assert "Contracts: 8 kept, 0 broken." in answer, answer[-800:]
    print(next(line for line in answer.splitlines() if line.startswith("Analyzed")))


@pytest.mark.parametrize(
    ("contract", "file", "line"), PLANTS, ids=[plant[1] + " " + plant[2] for plant in PLANTS]
)
def test_a_planted_import_turns_its_contract_red(tmp_path: Path, contract: str, file: str, line: str) -> None:
    shutil.copytree(
        SOURCE / "arrears", tmp_path / "arrears", ignore=shutil.ignore_patterns("__pycache__", "*.po")
    )
    target = tmp_path / file
    target.write_text(target.read_text("utf-8") + f"\n{line}\n", "utf-8")
    assert any(contract in row for row in broken(lint(tmp_path)))
