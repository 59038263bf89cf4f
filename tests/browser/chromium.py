"""A Chromium to drive: the system's, else Playwright's own, else Debian's; else what to install, no skip.

`python -m tests.browser.chromium` makes sure that there is one and prints where it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",  # tests may run as root, in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = ("/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
INSTALL_SECONDS = 900


class NoChromium(RuntimeError):
    """No browser, and what to install."""


def of_the_system() -> str | None:
    """A Chromium that is already installed, or the one that ARREARS_CHROMIUM names."""
    named = os.environ.get("ARREARS_CHROMIUM")
    if named:
        return named
    found = [shutil.which(name) for name in NAMES] + [place for place in PLACES if Path(place).exists()]
    return next((path for path in found if path), None)


def of_playwright() -> str | None:
    """Playwright's own browser when it was downloaded."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, timeout=INSTALL_SECONDS, check=False, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def download() -> str | None:
    """Let Playwright download its browser."""
    _run([sys.executable, "-m", "playwright", "install", "chromium"])
    return of_playwright()


def from_debian() -> str | None:
    """Install Debian's package where we may: as root, with apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    if _run(["apt-get", "-qq", "update"]):
        _run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"])
    return of_the_system()


WAYS: tuple[Callable[[], str | None], ...] = (of_the_system, of_playwright, download, from_debian)


def chromium(ways: Sequence[Callable[[], str | None]] = WAYS) -> str:
    """The path of a Chromium that can be started."""
    for way in ways:
        found = way()
        if found:
            return found
    raise NoChromium(
        "The browser tests need Chromium: install it (Debian and Ubuntu: apt install chromium; others: "
        f"{sys.executable} -m playwright install --with-deps chromium) or name one in ARREARS_CHROMIUM."
    )


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{chromium()}\n")
    except NoChromium as missing:
        sys.exit(str(missing))
