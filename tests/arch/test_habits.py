"""Shortcuts that the house does not take: hidden imports, signals, models by name, catch-all modules."""

from __future__ import annotations

import ast

import pytest

from tests.arch.tree import Module, modules, sample

CATCH_ALL = {"core", "common", "utils", "util", "services", "service", "helpers", "misc", "lib"}


def shortcuts(module: Module) -> list[str]:
    found = []
    last = module.name.rsplit(".", 1)[-1]
    if CATCH_ALL & set(module.name.split(".")):
        found.append(f"{module.path}: a catch-all module")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not (
            last == "apps" and node.name == "ready"
        ):
            inner = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
            found += [f"{module.path}:{child.lineno} an import inside a function" for child in inner]
        if isinstance(node, ast.ImportFrom) and node.module in (
            "django.dispatch",
            "django.db.models.signals",
        ):
            found.append(f"{module.path}:{node.lineno} a signal")
        if isinstance(node, ast.Attribute) and node.attr == "get_model":
            found.append(f"{module.path}:{node.lineno} a model by name")
    return found


def test_no_shortcut_is_taken() -> None:
    looked_at = list(modules())
    print(f"habits: {len(looked_at)} files")
    assert [line for module in looked_at for line in shortcuts(module)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("arrears.desk.contact.actions", "def send():\n    import smtplib"),
        ("arrears.desk.contact.actions", "from django.dispatch import receiver"),
        ("arrears.desk.contact.actions", "from django.apps import apps\nx = apps.get_model('a', 'b')"),
        ("arrears.desk.utils", "x = 1"),
    ],
)
def test_a_planted_shortcut_is_found(name: str, text: str) -> None:
    assert shortcuts(sample(name, text))
