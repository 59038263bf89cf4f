"""The browser is looked for where it may be, in order, and its absence is an error that says what to do."""

from __future__ import annotations

import pytest

from tests.browser.chromium import NoChromium, chromium, of_the_system


def test_the_first_way_that_finds_one_is_taken() -> None:
    tried: list[str] = []

    def way(name: str, found: str | None) -> object:
        def look() -> str | None:
            tried.append(name)
            return found

        return look

    ways = [way("system", None), way("own", "/opt/chromium"), way("download", "/never")]
    assert chromium(ways) == "/opt/chromium"  # type: ignore[arg-type]  # ways made for this test
    assert tried == ["system", "own"]


def test_without_any_the_error_says_what_to_install() -> None:
    with pytest.raises(NoChromium, match="apt install chromium"):
        chromium([lambda: None])


def test_a_named_browser_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARREARS_CHROMIUM", "/somewhere/chromium")
    assert of_the_system() == "/somewhere/chromium"
