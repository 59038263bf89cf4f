"""What a mutant of the gate's rules is: one changed place of one function (see bench.gate_mutants)."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[1]
GATE = ROOT / "src" / "arrears" / "gate"

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
    function: str  # the outermost one: `check`, `Facts.zones`
    place: int  # of the node, in the order of a walk
    made: ast.AST

    def __str__(self) -> str:
        return f"{self.path.relative_to(GATE)}:{self.line}: {self.change}"

    def code(self) -> CodeType:
        """The module's code with the one place changed."""
        mutated = _Replace(self.place, self.made).visit(ast.parse(self.path.read_text("utf-8")))
        assert isinstance(mutated, ast.Module)
        return compile(ast.fix_missing_locations(mutated), str(self.path), "exec")

    @property
    def module(self) -> str:
        return module_of(self.path)


def module_of(path: Path) -> str:
    parts = list(path.relative_to(ROOT / "src").with_suffix("").parts)
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


def _without_annotations(statement: ast.AST) -> Iterator[ast.AST]:
    """Every node of a statement but those of a local variable's type, which is never evaluated."""
    yield statement
    for name, below in ast.iter_fields(statement):
        for node in below if isinstance(below, list) else [below]:
            if isinstance(node, ast.AST) and name not in ("annotation", "returns"):
                yield from _without_annotations(node)


def _outermost(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from (
                (f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef)
            )


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module, inside its functions alone."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        id(node): name
        for name, function in _outermost(tree)
        for statement in function.body
        for node in _without_annotations(statement)
    }
    found = []
    order = _Order()
    order.visit(tree)
    for place, node in enumerate(order.nodes):
        if id(node) not in inside:
            continue
        for change, made in _changed(node):
            line = getattr(node, "lineno", 0)
            found.append(Mutant(path, line, change, inside[id(node)], place, made))
    return found


class _Order(ast.NodeVisitor):
    """Nodes in the order in which `_Replace` counts them."""

    def __init__(self) -> None:
        self.nodes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        self.nodes.append(node)
        self.generic_visit(node)
