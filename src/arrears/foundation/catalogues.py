"""Catalogues of translations lie beside the code that speaks and are compiled by Babel.

A `.mo` file is made from its `.po` where the code lies and never committed. Where the folder cannot be
written (a read-only installation) the packaged `.mo` has to be there already. Every process that sets
Django up compiles what is new (apps.py); the command line does it for its own words without Django.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
DOMAIN = "django"


def locale_folders(package: Path = PACKAGE) -> Iterator[Path]:
    """Every `locale` folder of the package."""
    yield from sorted(path for path in package.rglob("locale") if path.is_dir())


def compile_messages(package: Path = PACKAGE) -> int:
    """Compile each catalogue whose `.mo` is missing or older than its `.po`; returns how many."""
    compiled = 0
    for folder in locale_folders(package):
        for source in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            compiled += _put(target, _compiled(source))
    return compiled


def _compiled(source: Path) -> bytes:
    """A catalogue in its binary form. Babel is loaded only when there is something to compile."""
    reader, writer = import_module("babel.messages.pofile"), import_module("babel.messages.mofile")
    with source.open("rb") as handle:
        catalogue = reader.read_po(handle, locale=source.parts[-3])
    made = io.BytesIO()
    writer.write_mo(made, catalogue)
    return made.getvalue()


def _put(target: Path, content: bytes) -> int:
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.replace(target)
    except PermissionError:
        if not target.exists():
            raise
        return 0
    return 1
