"""One Chromium for the run, a page per test, and whatever the browser complained about."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import FLAGS, chromium
from tests.browser.reception import Reception

# Playwright's loop runs in this thread; Django would refuse the database otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PASSWORD = "walk-the-desk-once"
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)
DESKTOP, PHONE = (1280, 900), (390, 844)


def _fonts() -> str:
    """A font set with Chinese characters wherever the tests run: the one that the documents use."""
    folder = Path(tempfile.mkdtemp(prefix="arrears-fonts-"))
    conf = folder / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{Path(pylopdf_fonts_zh_cn.__file__).parent}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{folder}</cachedir></fontconfig>",
        "utf-8",
    )
    return str(conf)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS), env={**os.environ, "FONTCONFIG_FILE": _fonts()}
        )
        yield started
        started.close()


@dataclass
class Seat:
    """A person at the screen: the page, and everything that went wrong on it."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        before = self.complaints[-1] if self.complaints else ""
        if message.text.startswith("htmx:sendAbort") and before.startswith("error: htmx:afterRequest"):
            # Whoever leaves a page cancels what was still on its way; the log says so in these two lines.
            # A request that failed ends as htmx:sendError or with its status instead.
            self.complaints.pop()
        elif message.type in ("error", "warning") and "status of" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status}: {response.url}")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def log_in(self, name: str, password: str = PASSWORD) -> None:
        self.go("/accounts/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)

    def settled(self) -> None:
        """Wait until htmx has nothing under way."""
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def keep(self, name: str) -> None:
        """A picture for people, when ARREARS_SCREENSHOTS names a folder."""
        folder = os.environ.get("ARREARS_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(
                path=str(Path(folder) / f"{re.sub(r'[^-0-9a-z]+', '-', name.lower())}.png"), full_page=True
            )

    def fits(self) -> bool:
        """Whether the page needs no sideways scrolling."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def reception(live_server: LiveServer) -> Iterator[None]:
    """The server takes requests during a test alone."""
    server = live_server.thread.httpd
    before = server.get_app()
    assert before is not None
    desk = Reception(before.application if isinstance(before, Reception) else before)
    server.set_app(desk)
    yield
    desk.close(WAIT_MS / 1000)


@pytest.fixture
def sit(browser: Browser, live_server: LiveServer, reception: None) -> Iterator[Callable[..., Seat]]:
    """Sit down at a screen: `sit(size, scheme, language)`; nothing may have gone wrong at the end."""
    seats: list[Seat] = []

    def make(size: tuple[int, int] = DESKTOP, scheme: str = "light", language: str = "zh-CN") -> Seat:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
            locale=language,
            timezone_id="Asia/Shanghai",
        )
        seat = Seat(context.new_page(), str(live_server))
        seats.append(seat)
        return seat

    yield make
    for seat in seats:
        seat.page.context.close()
    assert [line for seat in seats for line in seat.complaints] == []
