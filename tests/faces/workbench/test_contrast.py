"""The colours of the design system can be read: every pair of text and ground, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import arrears.faces.workbench as workbench

SHEET = Path(workbench.__file__).parent / "static" / "workbench" / "arrears.css"
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11

PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")],
    *[
        (name, ground, TEXT)
        for name in ("accent", "accent-strong")
        for ground in ("paper", "surface", "sunken")
    ],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent-strong", "accent-soft", TEXT),
    *[(name, f"{name}-soft", TEXT) for name in ("ok", "warn", "stop", "info")],
    *[("ink", f"{name}-soft", TEXT) for name in ("ok", "warn", "stop", "info", "accent")],
    *[("ink-2", f"{name}-soft", TEXT) for name in ("ok", "warn", "stop", "info", "accent")],
    *[("ink-3", f"{name}-soft", TEXT) for name in ("ok", "warn", "stop", "info", "accent")],
    ("stop", "surface", TEXT),
    ("ok", "surface", TEXT),
    *[(f"m{level}-ink", f"m{level}", TEXT) for level in range(1, 7)],
    *[("line-strong", ground, SHAPE) for ground in ("paper", "surface", "sunken")],
]


def tokens(theme: str) -> dict[str, str]:
    """The custom properties of one theme, as written in the stylesheet."""
    sheet = SHEET.read_text("utf-8")
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\n\}}', sheet, re.DOTALL)
    assert block, theme
    return dict(re.findall(r"--([\w-]+): (#[0-9a-fA-F]{3,6});", block.group(1)))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_can_be_read(theme: str) -> None:
    known = tokens(theme)
    low = [
        f"{ink} on {ground}: {contrast(known[ink], known[ground]):.2f} < {least}"
        for ink, ground, least in PAIRS
        if contrast(known[ink], known[ground]) < least
    ]
    assert low == []


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
