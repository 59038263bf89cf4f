"""A compliance officer's morning, in both languages: from the queue to the rule, the calendar, a stop, the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.kernel.clock import at_local, standing_at
from tests.browser.conftest import PHONE, Seat
from tests.faces.workbench.compliance.seat import MONDAY, PASSWORD, TUESDAY
from tests.faces.workbench.compliance.seat import sit as a_day_at_the_gate
from tests.quiet import older_ones_ended

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER = "compliance-1-at-compliance"


@dataclass(frozen=True)
class Said:
    """What the screens say, in one language."""

    tag: str
    stored: str
    complaint: str
    why: str
    permitted_again: str
    what_if: str
    judge: str
    done: str
    permitted: str
    lift: str
    lifted: str
    whole: str
    stopped: str


ZH = Said(
    tag="zh-CN", stored="zh-hans", complaint="投诉", why="拒绝原因", permitted_again="可再次联系",
    what_if="假设分析", judge="重新判断", done="完成", permitted="允许", lift="解除停止", lifted="停止已解除",
    whole="哈希链完整", stopped="不得发出",
)  # fmt: skip
EN = Said(
    tag="en", stored="en", complaint="Complaint", why="Why it was refused", permitted_again="Permitted again",
    what_if="What if", judge="Judge again", done="done", permitted="Permitted", lift="Lift the stop",
    lifted="The stop is lifted", whole="The chain is whole", stopped="may not go out",
)  # fmt: skip
BOTH = pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])


@BOTH
def test_an_officers_morning(said: Said, sit: Callable[..., Seat]) -> None:
    a_day_at_the_gate(said.stored)
    seat = sit(language=said.tag)
    page = seat.page
    with standing_at(at_local(TUESDAY, 10)):
        # 2026-11-24 10:00 the queue: a complaint with the day by which it must be answered
        seat.log_in(OFFICER, PASSWORD)
        seat.go("/compliance/")
        expect(page.locator("tbody")).to_contain_text(said.complaint)
        seat.keep(f"queue-{said.tag}")
        page.locator("tbody [data-row]").first.click()
        seat.settled()
        seat.keep(f"concern-{said.tag}")

        # why last night's call was refused, and the rule behind it
        seat.go(f"/compliance/refusals/?first={MONDAY}&last={TUESDAY}")
        seat.keep(f"refusals-{said.tag}")
        page.locator("tbody [data-row]").first.click()
        expect(page.get_by_role("heading", name=said.why)).to_be_visible()
        expect(page.locator("main")).to_contain_text(said.permitted_again)
        seat.keep(f"asked-{said.tag}")
        page.get_by_role("link", name="CN-T1").first.click()
        page.wait_for_url("**/compliance/rules/cn/CN-T1/")
        seat.keep(f"rule-{said.tag}")

        # what if the evening ended an hour later
        page.get_by_role("row", name="closed_from").get_by_role("link", name=said.what_if).click()
        page.fill("[name=value]", "23:00")
        page.fill("[name=first]", MONDAY.isoformat())
        page.fill("[name=last]", TUESDAY.isoformat())
        page.get_by_role("button", name=said.judge).click()
        expect(page.locator("#what-if-state")).to_contain_text(said.done)
        expect(page.locator("#what-if-rows tr")).to_have_count(1)
        expect(page.locator("#what-if-rows")).to_contain_text("CN-T1")
        seat.keep(f"what-if-{said.tag}")


@BOTH
def test_a_stop_is_lifted_and_the_calendar_and_the_proof_are_read(
    said: Said, sit: Callable[..., Seat]
) -> None:
    day = a_day_at_the_gate(said.stored)
    older_ones_ended()
    gate.seal_pending()
    seat = sit(language=said.tag)
    page = seat.page
    with standing_at(at_local(TUESDAY, 10)):
        # a stop is lifted with a reason; the calendar tells the hours
        seat.log_in(OFFICER, PASSWORD)
        seat.go(f"/cases/{day.wang.debtor_id}/stops/")
        seat.keep(f"stops-{said.tag}")
        lift = page.locator("details.lift").first
        lift.locator("summary").click()
        lift.locator("[name=lift-why]").fill("tape 13")
        lift.get_by_role("button", name=said.lift).click()
        expect(page.locator("#toasts")).to_contain_text(said.lifted)
        for stop in day.complaint.stop_ids:
            gate.lift_stop(stop, why="answered", actor=SYSTEM)
        seat.go(f"/cases/{day.wang.debtor_id}/calendar/")
        expect(page.locator("details[open] table")).to_contain_text("08:00–22:00")
        page.locator("details[open] .hour a").first.click()
        expect(page.locator(".reason:target")).to_contain_text("CN-T1")
        page.locator("details.fold:not([open]) > summary").first.click()
        expect(page.locator("details[open] table.hours")).to_have_count(2)
        seat.keep(f"calendar-{said.tag}")

        # the proof, and a text that may not go out
        seat.go("/compliance/chain/")
        page.locator("#verified button").click()
        expect(page.locator("#verified")).to_contain_text(said.whole)
        seat.keep(f"chain-{said.tag}")
        seat.go("/compliance/text/")
        page.fill("textarea[name=text]", "您好。再不还钱就打断你的腿。")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("main")).to_contain_text(said.stopped)
        expect(page.locator("mark.tag-stop").first).to_be_visible()
        seat.keep(f"text-{said.tag}")
        for path in (
            "/compliance/rules/",
            f"/compliance/books/?first={MONDAY}&last={TUESDAY}",
            "/compliance/house/",
        ):
            seat.go(path)
            assert seat.fits(), path
            seat.keep(f"{path.split('/')[2]}-{said.tag}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_no_page_of_the_seat_needs_sideways_scrolling(
    scheme: str, sit: Callable[..., Seat]
) -> None:
    day = a_day_at_the_gate("zh-hans")
    seat = sit(PHONE, scheme)
    with standing_at(at_local(TUESDAY, 10)):
        seat.log_in(OFFICER, PASSWORD)
        span = f"first={MONDAY}&last={TUESDAY}"
        for path in (
            "/compliance/", f"/compliance/concerns/{day.complaint.id}/", f"/compliance/refusals/?{span}",
            f"/compliance/asked/{day.refused.id}/", f"/compliance/books/?{span}", "/compliance/chain/",
            "/compliance/rules/", "/compliance/rules/cn/CN-I3/", "/compliance/facts/", "/compliance/house/",
            "/compliance/what-if/", "/compliance/text/", "/compliance/scripts/",
            f"/cases/{day.wang.debtor_id}/calendar/", f"/cases/{day.wang.debtor_id}/stops/",
        ):  # fmt: skip
            seat.go(path)
            assert seat.fits(), path
            seat.keep(f"phone-{scheme}{path.split('?')[0].replace('/', '-')}")
