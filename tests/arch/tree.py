"""The source tree as the architecture checks see it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its path below the root, its syntax tree and text."""

    name: str
    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)


def modules(source: Path = SOURCE, *, migrations: bool = False) -> Iterator[Module]:
    for file in sorted(source.rglob("*.py")):
        if not migrations and "migrations" in file.parts:
            continue
        relative = file.relative_to(source)
        yield Module(".".join(relative.with_suffix("").parts), str(relative), file.read_text("utf-8"))


def sample(name: str, text: str) -> Module:
    """A module that exists only in a test: a planted violation."""
    return Module(name, name.replace(".", "/") + ".py", text)
