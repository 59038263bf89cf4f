"""The rows of REGULATION beside the rules that keep them: `python -m tests.gate.cases.rows` writes gate/ROWS.md.

Everything in it is read from the packs, the shared table and the README's reasons, so that nothing stands twice.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from arrears.gate.packs.parts.data import RuleData
from arrears.gate.packs.registry import BASE, PACKS
from arrears.gate.rules.compile import PATTERNS
from tests.gate.cases import ALL

GATE = Path(__file__).resolve().parents[3] / "src" / "arrears" / "gate"
PAPER = GATE / "ROWS.md"
DATA = {rule.id: rule for pack in (BASE, *PACKS.values()) for rule in pack.data.rules}


def _numbered(prefix: str, last: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(1, last + 1))


# The rows that issue and design ask for: REGULATION sections 1, 2.1, 2.2 (K2, K3), 2.3, 3 and 4.
SECTIONS: dict[str, tuple[str, ...]] = {
    "1 United States": (
        "US-SCOPE", *_numbered("US-T", 8), *_numbered("US-F", 9), *_numbered("US-C", 10), *_numbered("US-P", 3),
        *_numbered("US-S", 5), *_numbered("US-V", 5), "US-B1", "US-R1", "US-R2", "US-X1", "US-X2",
    ),
    "2.1 China, contact": (
        "CN-T1", "CN-T2", *_numbered("CN-F", 4), *_numbered("CN-P", 4), *_numbered("CN-I", 6), "CN-R1", "CN-O1",
        "CN-O2", "CN-L1", "CN-L2",
    ),
    "2.2 China, cards": _numbered("CN-K", 7),
    "2.3 China, data, complaints, credit records": (*_numbered("CN-D", 9), *_numbered("CN-Q", 3)),
    "3 United Kingdom": _numbered("UK-", 12),
    "4 Union, India and others": (*_numbered("EU-", 4), *_numbered("IN-", 3), "CA-ON", "CA-NB", "AU"),
}  # fmt: skip
ROWS = tuple(row for rows in SECTIONS.values() for row in rows)
# Rules of the packs that keep no row of their own: the limits of every regime, and the Union's note.
OURS = ("ALL-", "EU-SCOPE")


def reasons() -> dict[str, str]:
    """The rows that are no rules here, with the README's reason."""
    listed = (GATE / "README.md").read_text("utf-8").split("## Rows of REGULATION", 1)[1]
    return dict(re.findall(r"^\| ([A-Z]{2}-[A-Z]*\d*) \| (.+) \|$", listed, re.MULTILINE))


def rules_of(row: str) -> tuple[RuleData, ...]:
    """The rules that keep a row: of its name, or parts of it (CA-ON-1…)."""
    return tuple(rule for rule in DATA.values() if rule.id == row or rule.id.startswith(f"{row}-"))


def _figures(rule: RuleData) -> str:
    """Every figure with its days; clocks and patterns of words are left to the rule browser."""
    told = []
    for one in rule.parameters:
        if one.name.endswith(PATTERNS) or one.name in ("zone", "zones"):
            continue
        value = ", ".join(map(str, one.value)) if isinstance(one.value, tuple) else str(one.value)
        since = f" from {one.effective_from}" if one.effective_from else ""
        until = f" until {one.effective_to}" if one.effective_to else ""
        told.append(f"{one.name} {value}{since}{until}")
    return "; ".join(told) or "–"


def _source(rule: RuleData) -> str:
    return "; ".join(
        f"{one.source} ({one.certainty}{f', from {one.effective_from}' if one.effective_from else ''}"
        f"{f' until {one.effective_to}' if one.effective_to else ''})"
        for one in rule.versions
    )


def _cases(rule: RuleData) -> str:
    if rule.within is not None:
        return f"with {rule.within}"
    found = Counter(row.result for row in ALL if row.rule == rule.id)
    return ", ".join(f"{number} {result}" for result, number in sorted(found.items()))


def _lines(row: str, excused: dict[str, str]) -> list[str]:
    if row in excused:
        return [f"| {row} | none | – | {excused[row]} | – |"]
    return [
        f"| {row} | {rule.id} | {_figures(rule)} | {_source(rule)} | {_cases(rule)} |"
        for rule in rules_of(row)
    ]


def paper() -> str:
    """The whole of ROWS.md."""
    head = "| row | rule | figures | source (certainty) or reason | cases of the shared table |\n"
    head += "| --- | --- | --- | --- | --- |\n"
    parts = [
        "# REGULATION, row by row\n\nWritten by `python -m tests.gate.cases.rows` from the packs' data, the shared "
        "table of cases and the reasons in README.md;\n`tests/gate/test_coverage.py` holds it to them.\n"
    ]
    excused = reasons()
    for title, rows in SECTIONS.items():
        lines = [line for row in rows for line in _lines(row, excused)]
        parts.append(f"## {title}\n{head}" + "\n".join(lines) + "\n")
    own = [rule.id for rule in DATA.values() if rule.id.startswith(OURS)]
    lines = [line for rule in own for line in _lines(rule, excused)]
    parts.append(f"## Rules of every regime, and notes\n{head}" + "\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAPER.write_text(paper(), "utf-8")
