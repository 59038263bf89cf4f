"""WCAG 2.2 AA by axe-core: every place of every seat and the case page, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from arrears.faces.workbench.places import places_for
from arrears.foundation.api import Role
from arrears.kernel.clock import at_local, standing_at
from tests.browser.conftest import Seat
from tests.browser.house import MONDAY, NAMES, House, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
"""The dark scheme changes colours alone."""
FORMS = ("p", "d", "i", "c")
"""Keys of the case page that open a form in it, and the call."""


def faults(seat: Seat, where: str) -> Iterator[str]:
    """What axe finds on the page as it stands, in both schemes."""
    if not seat.page.evaluate("() => !!window.axe"):
        seat.page.evaluate(Axe().axe_script)
    for scheme, asked in (("light", ALL), ("dark", COLOURS)):
        seat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # light or dark
        answer = seat.page.evaluate("asked => axe.run(document, asked)", asked)
        for found in answer["violations"]:
            nodes = "; ".join(str(node["target"]) for node in found["nodes"][:3])
            yield f"{where} ({scheme}): {found['id']}: {found['help']}: {nodes}"


def pages(house: House) -> Iterator[tuple[Role, str]]:
    """Each page once, as the first seat that opens it."""
    seen = set()
    for role in NAMES:
        paths = [place.url for place in places_for(role)]
        if role is Role.LEADER:
            paths += ["/team/listen/", f"/cases/{house.zhang.debtor_id}/calendar/"]
        for path in paths:
            if path not in seen:
                seen.add(path)
                yield role, path


def test_no_page_has_a_fault_that_axe_finds(sit: Callable[..., Seat]) -> None:
    house = build()
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY)
    found: list[str] = []
    with standing_at(at_local(MONDAY, 10)):
        seats: dict[Role, Seat] = {}
        for role, path in pages(house):
            if role not in seats:
                seats[role] = sit()
                seats[role].log_in(role.value)
            seats[role].expected = {404}
            seats[role].go(path)
            found += faults(seats[role], path)
        seat = seats[Role.COLLECTOR]
        seat.go(f"/cases/{house.zhang.debtor_id}/")
        seat.settled()
        found += faults(seat, "case")
        for key in FORMS:
            seat.page.locator("h1").click()
            seat.page.keyboard.press(key)
            seat.settled()
            found += faults(seat, f"case, {key}")
        seat.page.locator("h1").click()
        seat.page.keyboard.press("?")
        found += faults(seat, "the keys")
    assert "\n".join(found) == ""
