"""Point 4 of the main road, at the screen, in both languages: from the worklist to the promise that is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from arrears.kernel.clock import at_local, standing_at
from tests.browser.conftest import PHONE, Seat
from tests.browser.house import FIRST_DUE, INSTALMENT, MONDAY, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROMISED_ON = MONDAY + timedelta(days=2)


@dataclass(frozen=True)
class Said:
    """What the screens say, in one language."""

    tag: str
    stored: str
    worklist: str
    next_case: str
    permitted: str
    promised: str
    record_outcome: str
    take_promise: str
    promise_taken: str
    send: str
    simulated: str
    received: str
    open: str
    kept: str
    broken: str
    refused_from: str
    team_day: str
    other_language: str


ZH = Said(
    tag="zh-CN", stored="zh-hans", worklist="工作清单", next_case="下一个案件", permitted="闸口允许",
    promised="承诺还款", record_outcome="登记结果", take_promise="登记承诺", promise_taken="承诺已登记",
    send="提交闸口并发送", simulated="模拟", received="收到还款", open="未到期", kept="已履行", broken="未履行",
    refused_from="可再次联系", team_day="团队今日", other_language="EN",
)  # fmt: skip
EN = Said(
    tag="en", stored="en", worklist="Worklist", next_case="Next case", permitted="The gate permits it",
    promised="Promised to pay", record_outcome="Record the outcome", take_promise="Take the promise",
    promise_taken="The promise is taken", send="Send through the gate", simulated="imulated",
    received="Payment received", open="Open", kept="Kept", broken="Broken", refused_from="Permitted again",
    team_day="Team's day", other_language="中",
)  # fmt: skip
BOTH = pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])


def open_case(seat: Seat, debtor_id: int) -> None:
    seat.go(f"/cases/{debtor_id}/")


@BOTH
def test_a_collectors_road_from_worklist_to_judged_promise(said: Said, sit: Callable[..., Seat]) -> None:
    house = build(said.stored)
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY)
    seat = sit(language=said.tag)
    page = seat.page
    with standing_at(at_local(MONDAY, 10)):
        # 2026-11-23 10:00 the worklist says why each case is there
        seat.log_in("collector")
        expect(page.get_by_role("heading", name=said.worklist)).to_be_visible()
        assert page.locator("tbody tr").count() >= 2
        assert page.locator("tbody tr").first.locator(".why li").count() >= 1
        seat.keep(f"worklist-{said.tag}")

        # the next case opens by one key and belongs to nobody else
        page.keyboard.press("n")
        page.wait_for_url("**/cases/*/")
        open_case(seat, house.zhang.debtor_id)
        seat.keep(f"case-{said.tag}")

        # call: the gate permits, the number to dial is shown, the promise is recorded
        page.keyboard.press("c")
        expect(page.locator("#work")).to_contain_text(said.permitted)
        expect(page.locator("#work [data-cover]")).to_contain_text("13800000041")
        page.get_by_label(said.promised, exact=True).check()
        page.get_by_role("button", name=said.record_outcome).click()
        page.locator("#work").get_by_role("button").first.click()
        seat.settled()
        page.fill("[name=amount]", "1000.00")
        page.fill("[name=due_on]", PROMISED_ON.isoformat())
        page.get_by_role("button", name=said.take_promise).click()
        expect(page.locator("#work")).to_contain_text(said.promise_taken)
        seat.settled()
        expect(page.locator("#owed")).to_contain_text(said.open)
        seat.keep(f"promise-{said.tag}")

        # a message goes through the gate; without a provider it is simulated and says so
        page.keyboard.press("s")
        page.get_by_role("button", name=said.send).click()
        expect(page.locator("#work")).to_contain_text(said.simulated)
        seat.settled()

    with standing_at(at_local(MONDAY, 22, 30)):
        # 2026-11-23 22:30 the gate refuses: rule, citation, next permitted time
        page.reload()
        refused = page.locator("#people details.refused").first
        refused.locator("summary").click()
        expect(refused).to_contain_text("CN-")
        expect(refused).to_contain_text(said.refused_from)
        seat.keep(f"refused-{said.tag}")

    # 2026-11-24 the money arrives; 2026-11-25 the promise is judged and the next step has changed
    with standing_at(at_local(PROMISED_ON, 7)):
        house.pay(house.zhang, INSTALMENT, MONDAY + timedelta(days=1), "walk-1")
        house.run_day(PROMISED_ON)
    with standing_at(at_local(PROMISED_ON, 10)):
        open_case(seat, house.zhang.debtor_id)
        expect(page.locator("#time")).to_contain_text(said.received)
        expect(page.locator("#owed")).to_contain_text(said.kept)
        seat.keep(f"kept-{said.tag}")
        assert seat.fits()


@BOTH
def test_a_broken_promise_changes_the_next_step(said: Said, sit: Callable[..., Seat]) -> None:
    house = build(said.stored)
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY)
    seat = sit(language=said.tag)
    page = seat.page
    with standing_at(at_local(MONDAY, 10)):
        seat.log_in("collector")
        open_case(seat, house.wang.debtor_id)
        before = page.locator("#state").inner_text()
        page.keyboard.press("p")
        seat.settled()
        page.fill("[name=amount]", "3000")
        page.fill("[name=due_on]", PROMISED_ON.isoformat())
        page.keyboard.press("Control+Enter")
        expect(page.locator("#work")).to_contain_text(said.promise_taken)
        seat.settled()
    judged = PROMISED_ON + timedelta(days=7)
    with standing_at(at_local(judged, 7)):
        house.run_day(judged)
    with standing_at(at_local(judged, 10)):
        open_case(seat, house.wang.debtor_id)
        expect(page.locator("#owed")).to_contain_text(said.broken)
        assert page.locator("#state").inner_text() != before
        seat.keep(f"broken-{said.tag}")


@BOTH
def test_a_leaders_day_and_the_switch_of_language(said: Said, sit: Callable[..., Seat]) -> None:
    house = build(said.stored)
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY)
    with standing_at(at_local(MONDAY, 10)):
        working = sit(language=said.tag)
        working.log_in("collector")
        working.page.keyboard.press("n")
        working.page.wait_for_url("**/cases/*/")
    seat = sit(language=said.tag)
    with standing_at(at_local(MONDAY, 17)):
        seat.log_in("leader")
        seat.go("/team/")
        expect(seat.page.get_by_role("heading", name=said.team_day)).to_be_visible()
        expect(seat.page.locator("tbody").first).to_contain_text("陈思远")
        seat.keep(f"team-{said.tag}")
        seat.page.get_by_role("button", name=said.other_language, exact=True).or_(
            seat.page.locator("form[action='/language/'] button").first
        ).first.click()
        other = EN if said is ZH else ZH
        expect(seat.page.get_by_role("heading", name=other.team_day)).to_be_visible()
        assert seat.page.locator("html").get_attribute("lang") == other.tag


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_needs_sideways_scrolling(scheme: str, sit: Callable[..., Seat]) -> None:
    house = build()
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY)
    seat = sit(PHONE, scheme)
    with standing_at(at_local(MONDAY, 10)):
        seat.log_in("collector")
        for path in ("/work/", f"/cases/{house.zhang.debtor_id}/", "/find/", "/help/", "/accounts/2fa/"):
            seat.go(path)
            assert seat.fits(), path
            seat.keep(f"phone-{scheme}{path.replace('/', '-')}")


def test_the_dates_of_the_story_hold_together() -> None:
    assert (MONDAY.weekday(), (MONDAY - FIRST_DUE).days, PROMISED_ON.weekday()) == (0, 49, 2)
