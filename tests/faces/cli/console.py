"""The console script as a user runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(sys.executable).parent / "arrears"
RUN_SECONDS = 120


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


def run(*args: str, given: str | bytes = b"", language: str = "en", home: Path | None = None) -> Said:
    """Run `arrears …`."""
    return _started([str(SCRIPT), *args], given, language, home)


def python(program: str, *args: str, language: str = "en", home: Path | None = None) -> Said:
    """Run a few lines in a fresh interpreter."""
    return _started([sys.executable, "-c", program, *args], b"", language, home)


def _started(command: list[str], given: str | bytes, language: str, home: Path | None) -> Said:
    """A process without a database, secrets or settings of this one."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ARREARS_", "DJANGO_", "DATABASE_", "LC_", "LANG"))
    }
    clean |= {"ARREARS_LANGUAGE": language, "LANG": "C.UTF-8", "COLUMNS": "100"}
    done = subprocess.run(
        command,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        env=clean | ({"ARREARS_HOME": str(home)} if home else {}),
        timeout=RUN_SECONDS,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
