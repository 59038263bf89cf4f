"""Files and functions stay small enough to be read at one sitting."""

from __future__ import annotations

import ast

import pytest

from tests.arch.tree import ROOT, Module, modules, sample

SOURCE_LINES_MAX = 500
TEST_LINES_MAX = 600
FUNCTION_LINES_MAX = 70


def too_long(module: Module, lines_max: int) -> list[str]:
    found = []
    count = module.text.count("\n") + 1
    if count > lines_max:
        found.append(f"{module.path}: {count} lines")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                found.append(f"{module.path}:{node.lineno} {node.name}: {length} lines")
    return found


def test_every_source_file_and_function_is_within_the_limits() -> None:
    looked_at = list(modules())
    assert len(looked_at) > 50
    print(f"sizes: {len(looked_at)} source files")
    assert [line for module in looked_at for line in too_long(module, SOURCE_LINES_MAX)] == []


def test_every_test_file_is_within_the_limits() -> None:
    looked_at = list(modules(ROOT / "tests"))
    print(f"sizes: {len(looked_at)} test files")
    assert [line for module in looked_at for line in too_long(module, TEST_LINES_MAX)] == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [(FUNCTION_LINES_MAX, 0), (FUNCTION_LINES_MAX + 1, 1), (SOURCE_LINES_MAX, 1), (SOURCE_LINES_MAX + 1, 2)],
)
def test_a_planted_giant_is_found(lines: int, found: int) -> None:
    planted = sample("arrears.book.giant", "def walk():\n" + "\n".join(["    x = 1"] * (lines - 1)))
    assert len(too_long(planted, SOURCE_LINES_MAX)) == found
