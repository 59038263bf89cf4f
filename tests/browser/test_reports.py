"""Reports at the screen: from a figure down to its rows, filters that stay, Excel, a target, the presentation."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from arrears.foundation.models import User
from arrears.kernel.clock import at_local, standing_at
from arrears.night.engine import api as night
from arrears.reports import api as reports
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, Seat
from tests.reports.story import MONTH, at, november

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "stock/", "flow/", "vintages/", "liquidation/", "work/?by=person", "targets/", "schedules/", "read/", "movement/",
)  # fmt: skip
SPAN = f"from={MONTH.first}&to={MONTH.last}"


def cells_and_changes(seat: Seat) -> None:
    """From the page of work figures to the rows of a cell, and from a change of the stock to a file."""
    page = seat.page
    # from a cell of the work tables to the contacts it counts
    page.locator("a[href*='/figures/attempts/']").first.click()
    expect(page.locator("[data-figure=attempts]")).to_have_text("2")
    expect(page.locator("tbody tr")).to_have_count(2)
    # what the arrears changed by, account by account, and the same as a file
    seat.go(f"/reports/stock/?{SPAN}")
    page.locator("a[href*='change=overdue']").first.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    with page.expect_download() as download:
        page.locator("a[href*='form=csv']").click()
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == 3


def charts_and_print(seat: Seat) -> None:
    page = seat.page
    # a chart is drawn anew in the page, in the place of its picture, and tells a value under the pointer
    seat.go(f"/reports/stock/?{SPAN}")
    drawn = page.locator(".chart-live canvas")
    expect(drawn).to_be_visible(timeout=30_000)
    expect(page.locator("img.chart")).to_be_hidden()
    said = page.locator("#vg-tooltip-element")
    size = drawn.bounding_box()
    assert size is not None
    told = False
    for height in (0.25, 0.4, 0.55, 0.7):  # one of the bars is there
        drawn.hover(position={"x": size["width"] * 0.2, "y": size["height"] * height})
        with contextlib.suppress(PlaywrightTimeout):
            said.wait_for(state="visible", timeout=1_500)
            told = True
            break
    assert told, "no bar told its value"
    seat.go(f"/reports/read/?{SPAN}&present=1")
    expect(page.locator(".present")).to_be_visible()
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.startswith(b"%PDF-")
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator("img.chart").first).to_be_visible()
    page.emulate_media(media="screen")


def test_from_a_figure_to_its_rows_filters_export_and_presentation(
    sit: Callable[..., Seat], tmp_path: Path, settings: object
) -> None:
    settings.SNAPSHOTS = tmp_path  # type: ignore[attr-defined]  # the fixture's own type is not public
    month = november()
    for day in (date(2026, 10, 31), MONTH.last):
        with at(day):
            night.run(day)
            reports.close_day(day)
    user = User.objects.get(pk=month.leader.user_id or 0)
    user.set_password(PASSWORD)
    user.save()
    seat = sit()
    page = seat.page
    with standing_at(at_local(MONTH.last, 10)):
        seat.log_in("leader")
        # from the summary's received money to its two payments
        seat.go(f"/reports/read/?{SPAN}")
        page.locator("dl.figures dd a[href*='/figures/received/']").first.click()
        expect(page.locator("[data-figure=received]")).to_contain_text("1,900.00")
        expect(page.locator("tbody tr")).to_have_count(2)
        # narrowed to a product that nobody has, and the filter stays in the address
        page.fill("[name=product]", "none")
        page.locator("form[method=get] button[type=submit]").first.click()
        expect(page.locator("tbody tr")).to_have_count(0)
        assert "product=none" in page.url
        # from a cell of the matrix to its accounts
        seat.go(f"/reports/flow/?{SPAN}")
        page.locator("table a").first.click()
        expect(page.locator("tbody tr").first).to_be_visible()
        # a goal for the team; a share shows on the page at once
        seat.go("/reports/targets/")
        page.select_option("[name=about]", "team:north")
        page.select_option("[name=kind]", "recovery")
        page.fill("[name=percent]", "70")
        page.locator("form[action*='/targets/set/'] button").click()
        expect(page.locator("tbody tr")).to_have_count(2)
        # the work of the month as Excel
        seat.go(f"/reports/work/?{SPAN}")
        with page.expect_download() as download:
            page.locator("a[href*='/reports/export/work/']").click()
        book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert book.worksheets[0]["B2"].value == 2
        cells_and_changes(seat)
        charts_and_print(seat)
        for language, size in (("zh-hans", DESKTOP), ("en", PHONE)):
            User.objects.filter(pk=user.pk).update(language=language)
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for path in PAGES:
                seat.go(f"/reports/{path}{'&' if '?' in path else '?'}{SPAN}")
                seat.keep(f"reports-{language}-{size[0]}-{path.partition('/')[0]}")
                assert seat.fits(), (language, size, path)
