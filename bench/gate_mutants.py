"""Mutation test of the gate's rules: how many small faults in rules and packs the pure tests notice.

python -m bench.gate_mutants [MODULE ...] [--jobs 2] [--every 1] [--json]

MODULE is a file under src/arrears/gate (rules/evaluate.py, packs/cn/frequency.py…) or a folder; without one,
all of rules/ and packs/. Each mutant changes one place: a comparison, and/or, not, plus/minus, a whole
number, a truth value, a returned Outcome. The tests run in a process of their own with that module replaced;
nothing is written to the tree. Survivors are printed with their line: gate/MUTANTS.md explains those that stay.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis  # noqa: F401 - loaded once, before the forks
import pytest

ROOT = Path(__file__).resolve().parents[1]
GATE = ROOT / "src" / "arrears" / "gate"
TESTS = [f"tests/gate/test_{name}.py" for name in ("rules", "evaluate", "calc", "house", "wire")]
SECONDS_MAX = 180  # a mutant that never ends is noticed too

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One changed place of a module."""

    path: Path
    line: int
    change: str
    tree: ast.Module

    @property
    def module(self) -> str:
        parts = list(self.path.relative_to(ROOT / "src").with_suffix("").parts)
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The ways to change one node, each as a copy of it."""
    made: ast.AST
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if type(operator) in _COMPARE:
                made = copy.deepcopy(node)
                made.ops[place] = _COMPARE[type(operator)]()
                yield f"{type(operator).__name__} -> {type(made.ops[place]).__name__}", made
    elif isinstance(node, ast.BoolOp):
        made = copy.deepcopy(node)
        made.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{type(node.op).__name__} -> {type(made.op).__name__}", made
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", copy.deepcopy(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        made = copy.deepcopy(node)
        made.op = _ARITHMETIC[type(node.op)]()
        yield f"{type(node.op).__name__} -> {type(made.op).__name__}", made
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value} -> {node.value + 1}", ast.Constant(node.value + 1)
    elif (
        isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node.id in ("PASS", "NOT_APPLICABLE")
    ):
        other = "NOT_APPLICABLE" if node.id == "PASS" else "PASS"
        yield f"{node.id} -> {other}", ast.Name(other, ast.Load())


class _Replace(ast.NodeTransformer):
    def __init__(self, wanted: int, with_: ast.AST) -> None:
        self.left, self.with_ = wanted, with_

    def visit(self, node: ast.AST) -> ast.AST:
        self.left -= 1
        if self.left == -1:
            return self.with_
        self.generic_visit(node)
        return node


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module, inside its functions alone."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        for node in ast.walk(statement)
    }
    found = []
    order = _Order()
    order.visit(tree)
    for place, node in enumerate(order.nodes):
        if id(node) not in inside:
            continue
        for change, made in _changed(node):
            mutated = _Replace(place, made).visit(copy.deepcopy(tree))
            assert isinstance(mutated, ast.Module)
            line = getattr(node, "lineno", 0)
            found.append(Mutant(path, line, change, ast.fix_missing_locations(mutated)))
    return found


class _Order(ast.NodeVisitor):
    """Nodes in the order in which `_Replace` counts them."""

    def __init__(self) -> None:
        self.nodes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        self.nodes.append(node)
        self.generic_visit(node)


class _Loader(importlib.abc.MetaPathFinder, importlib.machinery.SourcelessFileLoader):
    """Gives the mutated code for one module name."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path))
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        spec = importlib.machinery.ModuleSpec(
            fullname, self, origin=str(self.mutant.path), is_package=self.mutant.path.name == "__init__.py"
        )
        spec.has_location = True
        if self.mutant.path.name == "__init__.py":
            spec.submodule_search_locations = [str(self.mutant.path.parent)]
        return spec

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.mutant.tree, str(self.mutant.path), "exec")


def _in_child(mutant: Mutant | None) -> int:
    """The tests with a module replaced, in this process; their exit status."""
    signal.alarm(SECONDS_MAX)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if mutant is not None:
        sys.meta_path.insert(0, _Loader(mutant))
    options = [
        "-q",
        "-x",
        "-c",
        os.devnull,
        "--rootdir",
        str(ROOT),
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
    ]
    return int(pytest.main([*options, *(str(ROOT / name) for name in TESTS)]))


def survives(mutant: Mutant | None) -> bool:
    """Whether the tests pass with this mutant (None: with the code as it is)."""
    child = os.fork()
    if not child:
        status = 70
        try:
            status = _in_child(mutant)
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return status == 0


def modules_of(names: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for name in names or ("rules", "packs"):
        path = GATE / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path for path in found if "shadow" not in path.name and path.name != "plain.py"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="try every n-th mutant")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    if not survives(None):
        sys.exit("the tests fail without any mutant")
    mutants = [one for path in modules_of(given.modules) for one in mutants_of(path)][:: given.every]
    started = time.perf_counter()
    with ThreadPool(given.jobs) as pool:
        alive = [one for one, lives in zip(mutants, pool.map(survives, mutants), strict=True) if lives]
    survivors = [f"{one.path.relative_to(GATE)}:{one.line}: {one.change}" for one in alive]
    figures = {
        "mutants": len(mutants),
        "killed": len(mutants) - len(alive),
        "percent": round(100 * (1 - len(alive) / max(1, len(mutants))), 1),
        "seconds": round(time.perf_counter() - started, 1),
        "survivors": survivors,
    }
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    print(
        f"{figures['killed']} of {figures['mutants']} killed ({figures['percent']} %) in {figures['seconds']} s"
    )
    print(*survivors, sep="\n")


if __name__ == "__main__":
    main()
