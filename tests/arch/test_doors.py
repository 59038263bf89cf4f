"""A room is entered by its door: `api` for what it does, `contracts` for what passes."""

from __future__ import annotations

from collections.abc import Iterable

import grimp
import pytest

ROOMS = (
    "arrears.book.calculators",
    "arrears.book.portfolio",
    "arrears.book.payments",
    "arrears.book.intake",
    "arrears.gate",
    "arrears.night",
    "arrears.desk.scripts",
    "arrears.desk.contact",
    "arrears.desk.promises",
    "arrears.desk.care",
    "arrears.people.team",
    "arrears.reports",
    "arrears.daily",
    "arrears.language",
)
DOORS = ("api", "contracts")
# The gate has a second door for what needs no books: the same pure function, without a database.
# The night's door is the engine's; its engine reads the columns of its own wing and of the gate (HOUSE.md).
INNER_DOORS = {
    "arrears.night": (
        "engine.api",
        "contracts",
        "engine.contracts",
        "strategy.contracts",
        "learning.api",
        "proof.api",
        "proof.contracts",
    ),
    "arrears.gate": ("api", "contracts", "intents", "columns", "rules.pure"),
}
# Wiring names applications, addresses and settings, and holds no rule.
WIRING = ("arrears.config",)


def room_of(module: str) -> str | None:
    return next((room for room in ROOMS if module == room or module.startswith(room + ".")), None)


def breaches(imports: Iterable[tuple[str, str]]) -> list[str]:
    """Imports (importer, imported) that reach past a room's door."""
    found = []
    for importer, imported in imports:
        room = room_of(imported)
        if room is None or imported == room or room_of(importer) == room or importer.startswith(WIRING):
            continue
        inside = imported[len(room) + 1 :]
        doors = INNER_DOORS.get(room, DOORS)
        if not any(inside == door or inside.startswith(door + ".") for door in doors):
            found.append(f"{importer} reaches past the door of {room}: {imported}")
    return found


def all_imports() -> list[tuple[str, str]]:
    graph = grimp.build_graph("arrears", cache_dir=None)
    return [
        (name, other) for name in graph.modules for other in graph.find_modules_directly_imported_by(name)
    ]


def test_nobody_reaches_past_a_door() -> None:
    imports = all_imports()
    crossing = [pair for pair in imports if room_of(pair[1]) and room_of(pair[0]) != room_of(pair[1])]
    print(f"doors: {len(imports)} imports, {len(crossing)} between rooms")
    assert len(crossing) > 20
    assert breaches(imports) == []


@pytest.mark.parametrize(
    ("importer", "imported", "breach"),
    [
        ("arrears.desk.contact.actions", "arrears.book.portfolio.models", True),
        ("arrears.faces.rest.views", "arrears.gate.actions", True),
        ("arrears.reports.queries", "arrears.night.engine.models", True),
        ("arrears.desk.contact.actions", "arrears.book.portfolio.api", False),
        ("arrears.desk.contact.actions", "arrears.gate.contracts", False),
        ("arrears.book.portfolio.api", "arrears.book.portfolio.models", False),
    ],
)
def test_a_planted_breach_is_found(importer: str, imported: str, breach: bool) -> None:
    assert bool(breaches([(importer, imported)])) is breach


def test_there_are_no_import_cycles_between_packages() -> None:
    graph = grimp.build_graph("arrears", cache_dir=None)
    packages = ("arrears", "arrears.book", "arrears.desk", "arrears.night", "arrears.people")
    assert [pair for package in packages for pair in graph.nominate_cycle_breakers(package)] == []


def test_a_planted_cycle_is_found() -> None:
    graph = grimp.build_graph("arrears", cache_dir=None)
    graph.add_import(importer="arrears.kernel.words", imported="arrears.foundation.contracts")
    assert graph.nominate_cycle_breakers("arrears")
