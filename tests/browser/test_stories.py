"""Days at the desk, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from arrears.kernel.clock import at_local, standing_at
from tests.browser.conftest import Seat
from tests.browser.house import MONDAY, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Said:
    tag: str
    stored: str
    absent: str
    moved: str
    listen: str


ZH = Said(tag="zh-CN", stored="zh-hans", absent="缺勤已登记", moved="移交", listen="待听录音")
EN = Said(
    tag="en", stored="en", absent="The absence is entered", moved="handed over", listen="Talks to listen to"
)
BOTH = pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])


@BOTH
def test_a_leaders_evening(said: Said, sit: Callable[..., Seat]) -> None:
    house = build(said.stored)
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY)
    seat = sit(language=said.tag)
    page = seat.page
    with standing_at(at_local(MONDAY, 17)):
        seat.log_in("leader")
        seat.go("/work/?show=all")
        page.locator("[name=case]").first.check()
        page.locator("#assign [name=to_user]").select_option(index=1)
        page.locator("#assign [name=why]").fill("平衡工作量")
        page.locator("#assign button[type=submit]").click()
        expect(page.locator("#toasts")).to_contain_text(said.moved)
        seat.go("/team/")
        page.locator("[name=user]").select_option(index=1)
        page.locator("form[action$='/absence/'] button[type=submit]").click()
        expect(page.locator("#toasts")).to_contain_text(said.absent)
        page.get_by_role("link", name=said.listen).click()
        expect(page.get_by_role("heading", name=said.listen)).to_be_visible()
        seat.keep(f"evening-{said.tag}")
        assert seat.fits()
