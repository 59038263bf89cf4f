"""Mutation test of the gate's rules: how many small faults in rules and packs the pure tests notice.

python -m bench.gate_mutants [MODULE ...] [--jobs 2] [--every 1] [--json]

MODULE is a file under src/arrears/gate (rules/evaluate.py, packs/cn/frequency.py…) or a folder; without one,
all of rules/ and packs/. Each mutant changes one place: a comparison, and/or, not, plus/minus, a whole
number, a truth value, a returned Outcome. Nothing is written to the tree.

The tests are collected once. Each mutant then runs in a fork of that process: its function gets the changed
code, every kept answer is forgotten, and the tests that call it run until one fails; those that noticed the
mutants before come first. Where a function works at import, what lives through this is tried once more in a process that
imports the changed module afresh. Survivors are printed with their line: gate/MUTANTS.md explains those that
stay.
"""

from __future__ import annotations

import argparse
import gc
import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import NoReturn

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from bench.gate_mutants_made import GATE, ROOT, Mutant, module_of, mutants_of

TESTS = [
    f"tests/gate/test_{name}.py"
    for name in (
        "rules",
        "evaluate",
        "calc",
        "house",
        "wire",
        "edges",
        "small_faults",
        "pack_data",
        "openings",
        "coverage",
        "recorded",
    )
]
# What these keep depends on nothing but themselves: calendars, clocks, patterns of words.
LASTING = frozenset(f"arrears.gate.packs.parts.{name}" for name in ("calendars", "zones", "content"))
SECONDS_MAX = 60  # a mutant that never ends is noticed too


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
        return self.mutant.code()


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner.co_qualname, inner
            yield from _codes(inner)


def _functions(holder: Mapping[str, object], module: str) -> Iterator[FunctionType]:
    """The functions that a module or one of its classes holds, taken out of what wraps them."""
    for held in holder.values():
        if isinstance(held, type) and held.__module__ == module:
            yield from _functions(vars(held), module)
            continue
        bare = held.fget if isinstance(held, property) else getattr(held, "__func__", held)
        bare = getattr(bare, "__wrapped__", bare)
        if isinstance(bare, FunctionType) and bare.__module__ == module:
            yield bare


def _patch(mutant: Mutant) -> None:
    """Give the functions of the loaded module the mutant's code, and forget the answers that the gate kept."""
    changed = dict(_codes(mutant.code()))
    for function in _functions(vars(sys.modules[mutant.module]), mutant.module):
        code = changed.get(function.__code__.co_qualname)
        if code is not None and code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code
    _forget_answers(mutant.module)


def _forget_answers(besides: str = "") -> None:
    for name, module in list(sys.modules.items()):
        if name == besides or (name.startswith("arrears.gate.") and name not in LASTING):
            for held in list(vars(module).values()):
                forget = getattr(held, "cache_clear", None)
                if callable(forget):
                    forget()


def _silent() -> None:
    signal.alarm(SECONDS_MAX)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


class _Fast:
    """A plugin in the place of the test loop: a fork for each mutant, with the tests that were collected."""

    def __init__(self, mutants: Sequence[Mutant], jobs: int) -> None:
        self.mutants, self.jobs = mutants, jobs
        self.alive: list[Mutant] = []
        self.sound = False
        self.noticed: dict[pytest.Item, int] = {}  # when a test last noticed a mutant

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        calls = {item: _called_by(item) for item in session.items}
        failing = [item.nodeid for item, called in calls.items() if called is None]
        print(*failing, sep="\n", file=sys.stderr, flush=True)
        self.sound = not failing
        running: dict[int, tuple[Mutant, int, list[pytest.Item]]] = {}
        left = list(reversed(self.mutants)) if self.sound else []
        gc.collect()
        gc.freeze()  # what is shared by all forks is not copied for the sake of counting
        while left or running:
            while left and len(running) < self.jobs:
                mutant = left.pop()
                asked = (str(mutant.path), mutant.function)
                items = [
                    item
                    for item, called in calls.items()
                    if mutant.module in LASTING or (called is not None and asked in called)
                ]
                items.sort(key=lambda item: -self.noticed.get(item, 0))
                reading, writing = os.pipe()
                child = os.fork()
                if not child:
                    self._child(mutant, items, writing)
                os.close(writing)
                running[child] = (mutant, reading, items)
            child, status = os.wait()
            mutant, reading, items = running.pop(child)
            noticed = os.read(reading, 16)
            os.close(reading)
            if status == 0:
                self.alive.append(mutant)
                print(f"alive: {mutant} ({len(left)} left)", file=sys.stderr, flush=True)
            elif noticed:
                self.noticed[items[int(noticed)]] = len(self.mutants) - len(left)
        return True

    @staticmethod
    def _child(mutant: Mutant, items: Sequence[pytest.Item], writing: int) -> NoReturn:
        status = 70
        try:
            _silent()
            _patch(mutant)
            failed = next((place for place, item in enumerate(items) if _fails(item)), None)
            if failed is not None:
                os.write(writing, str(failed).encode())
            status = 0 if failed is None else 1
        finally:
            os._exit(status)


def _called_by(item: pytest.Item) -> set[tuple[str, str]] | None:
    """Path and outermost function of what a test calls of the gate, nothing being kept; None when it fails."""
    called: set[tuple[str, str]] = set()
    _forget_answers()
    with _noting(called):
        failed = _fails(item)
    return None if failed else called


@contextmanager
def _noting(called: set[tuple[str, str]]) -> Iterator[None]:
    where = str(GATE)

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(where):
            called.add((code.co_filename, code.co_qualname.split(".<locals>")[0]))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def _fails(item: pytest.Item) -> bool:
    """Whether a test fails; one that takes nothing but its row is simply called."""
    if isinstance(item, pytest.Function):
        given = item.callspec.params if hasattr(item, "callspec") else {}
        if set(item.fixturenames) <= set(given):
            try:
                item.obj(**given)
            except Exception:  # noqa: BLE001 - whatever a test raises, it has failed
                return True
            return False
    return any(report.failed for report in runtestprotocol(item, log=False))


def _pytest(*plugins: object) -> int:
    hypothesis.settings.register_profile(
        "mutants", deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    hypothesis.settings.load_profile("mutants")
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
        "-W",
        "ignore",
    ]
    return int(pytest.main([*options, *(str(ROOT / name) for name in TESTS)], plugins=list(plugins)))


def _forget_modules() -> None:
    for name in [one for one in sys.modules if one.startswith(("arrears.gate", "tests"))]:
        del sys.modules[name]


def _survives_afresh(mutant: Mutant) -> bool:
    """Whether the tests pass in a process that imports the mutant in the module's place."""
    child = os.fork()
    if not child:
        status = 70
        try:
            _silent()
            _forget_modules()
            sys.meta_path.insert(0, _Loader(mutant))
            status = _pytest()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return status == 0


def _work_at_import() -> set[tuple[str, str]]:
    """Path and outermost function of what runs while the gate and its tests are imported."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            called: set[tuple[str, str]] = set()

            _forget_modules()
            with _noting(called):
                for path in modules_of(()):
                    import_module(module_of(path))
                for name in TESTS:
                    import_module(name.removesuffix(".py").replace("/", "."))
            with os.fdopen(writing, "w") as pipe:
                json.dump(sorted(called), pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found = {(path, function) for path, function in json.load(pipe)}
    os.waitpid(child, 0)
    return found


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
    mutants = [one for path in modules_of(given.modules) for one in mutants_of(path)][:: given.every]
    started = time.perf_counter()
    fast = _Fast(mutants, given.jobs)
    _pytest(fast)
    if not fast.sound:
        sys.exit("the tests fail without any mutant")
    at_import = _work_at_import()
    alive = [
        one for one in fast.alive if (str(one.path), one.function) not in at_import or _survives_afresh(one)
    ]
    survivors = [str(one) for one in alive]
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
