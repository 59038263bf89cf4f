"""What a server process reads once, read before its first reader waits for it: views, and the pages' templates."""

from __future__ import annotations

import gc
from pathlib import Path

from django.apps import apps
from django.template import engines
from django.urls import get_resolver

OURS = "arrears."


def page_templates() -> list[str]:
    """The templates of this program's pages, by the names that views ask for."""
    found = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if app.name.startswith(OURS) and folder.is_dir():
            found += sorted(str(one.relative_to(folder)) for one in folder.rglob("*.html"))
    return found


def warm() -> int:
    """Import every view and compile every template. Returns how many templates were compiled.

    What is there then stays for good: it is set aside, so that no reader waits while all of it is looked through for
    garbage (0.2 s and more).
    """
    assert get_resolver().url_patterns, "a server without addresses"
    names = page_templates()
    for name in names:
        engines["django"].get_template(name)
    gc.collect()
    gc.freeze()
    return len(names)
