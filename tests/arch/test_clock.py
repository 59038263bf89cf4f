"""Only the kernel's clock asks for the time, and rules and columns do not ask at all."""

from __future__ import annotations

import ast
import re

import pytest

from tests.arch.tree import Module, modules, sample

CLOCK = "arrears.kernel.clock"
ASKING = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
ASKING |= {("timezone", "now"), ("timezone", "localdate"), ("time", "time"), ("time", "localtime")}
PURE = re.compile(
    r"^arrears\.(kernel|language)\.|\.(contracts|rules|columns)(\.|$)|^arrears\.gate\.packs\."
    r"|^arrears\.book\.calculators\.|^arrears\.night\.(aging|scoring|strategy|allocation)\."
)


def askers(module: Module) -> list[str]:
    """Places that ask the machine for the time, and pure places that ask the kernel's clock."""
    if module.name == CLOCK:
        return []
    pure = bool(PURE.search(module.name))
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in ASKING:
                found.append(f"{module.path}:{node.lineno} {node.value.id}.{node.attr}")
            if pure and node.value.id == "clock" and node.attr in ("now", "today"):
                found.append(f"{module.path}:{node.lineno} a pure module asks clock.{node.attr}")
        if pure and isinstance(node, ast.ImportFrom) and node.module == CLOCK:
            names = {alias.name for alias in node.names} & {"now", "today"}
            found += [f"{module.path}:{node.lineno} a pure module imports {name}" for name in names]
    return found


def test_nobody_but_the_clock_asks_for_the_time() -> None:
    looked_at = list(modules())
    print(f"clock: {len(looked_at)} files, {sum(bool(PURE.search(m.name)) for m in looked_at)} of them pure")
    assert [line for module in looked_at for line in askers(module)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("arrears.desk.contact.actions", "from datetime import datetime\nx = datetime.now()"),
        ("arrears.book.payments.queries", "from datetime import date\nx = date.today()"),
        ("arrears.reports.queries", "from django.utils import timezone\nx = timezone.now()"),
        ("arrears.gate.rules.time", "from arrears.kernel import clock\nx = clock.now()"),
        ("arrears.night.aging.columns", "from arrears.kernel.clock import today\nx = today()"),
        ("arrears.gate.packs.cn.rules", "import time\nx = time.time()"),
    ],
)
def test_a_planted_look_at_the_clock_is_found(name: str, text: str) -> None:
    assert askers(sample(name, text))
