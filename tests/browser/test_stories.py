"""Days at the desk, in both languages: one house, one login for each seat, the stories one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from arrears.book.portfolio.contracts import ContactKind, ContactRecord, ContactUse, PartyKind, PartyRecord
from arrears.desk.care import api as care
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.foundation.contracts import SYSTEM
from arrears.kernel.clock import at_local, standing_at
from tests import cast
from tests.browser.conftest import Seat
from tests.browser.house import FIRST_DUE, MONDAY, House, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORE = 9
"""With the three of the house a dozen cases: ten for the morning, the rest for the stories."""
JUDGED = MONDAY + timedelta(days=10)


@dataclass(frozen=True)
class Said:
    tag: str
    stored: str
    note: str
    done: str
    taken: str
    broken: str
    plan: str
    asked_for: str
    stopped: str
    vulnerable: str
    harm: str
    organisation: str
    absent: str
    moved: str
    listen: str


ZH = Said(
    tag="zh-CN", stored="zh-hans", note="客户说忘了，本周五还1000元", done="今日已完成", taken="承诺已登记",
    broken="未履行", plan="分期", asked_for="申请", stopped="停止", vulnerable="请停止催款",
    harm="她说不想活了", organisation="代表公司", absent="缺勤已登记", moved="移交", listen="待听录音",
)  # fmt: skip
EN = Said(
    tag="en", stored="en", note="She forgot, will pay 1000 yuan this Friday", done="done for today",
    taken="The promise is taken", broken="Broken", plan="Instalment plan", asked_for="Open the agreement",
    stopped="Stop", vulnerable="may be vulnerable", harm="She says she wants to end her life",
    organisation="Speaks for the company", absent="The absence is entered", moved="handed over",
    listen="Talks to listen to",
)  # fmt: skip
BOTH = pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])


def more(house: House) -> list[cast.Placed]:
    return [
        cast.place(
            house.creditor, f"STORY-{n:04d}", cast.person(f"王{n}", 50 + n), first_due=FIRST_DUE,
            principal_minor=200_000 + n,
        )
        for n in range(MORE)
    ]  # fmt: skip


def company(house: House) -> cast.Placed:
    """A company whose finance contact says why the invoice waits."""
    phone = ContactRecord(kind=ContactKind.PHONE, value="13800007777", use=ContactUse.WORK)
    party = PartyRecord(name="示例商贸有限公司", ref="CO1", kind=PartyKind.COMPANY, contacts=(phone,))
    return cast.place(house.creditor, "STORY-CO", party, first_due=FIRST_DUE, principal_minor=900_000)


@BOTH
def test_days_at_the_desk(said: Said, sit: Callable[..., Seat]) -> None:
    house = build(said.stored)
    others, firm = more(house), company(house)
    with standing_at(at_local(MONDAY, 8, 30)):
        house.run_day(MONDAY, until="dispatch")
    seat = sit(language=said.tag)
    seat.expected = {422}
    with standing_at(at_local(MONDAY, 10)):
        seat.log_in("collector")
        first_run(seat)
        worked = morning(seat, said)
        assert len(set(worked)) == 10
        free = [one for one in others if one.debtor_id not in worked] or [house.wang]
        dispute(seat, house.li)
        vulnerable(seat, said, free[0])
        company_with_excuse(seat, firm)
    leader = sit(language=said.tag)
    with standing_at(at_local(MONDAY, 17)):
        leader.log_in("leader")
        leaders_evening(leader, said)
    with standing_at(at_local(JUDGED, 7)):
        house.run_day(JUDGED, until="worklist")
    with standing_at(at_local(JUDGED, 10)):
        broken_to_plan(seat, said, worked[0])


def first_run(seat: Seat) -> None:
    """Somebody's first minutes: the hints of the page, the keys, the words; what was read stays away."""
    page = seat.page
    hints = page.locator("[data-tour=worklist]")
    expect(hints).to_be_visible()
    expect(hints.locator("li")).to_have_count(4)
    page.keyboard.press("?")
    keys = page.locator("dialog#keys")
    expect(keys).to_be_visible()
    assert keys.locator("kbd").count() >= 8
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    hints.locator("[data-tour-done]").click()
    expect(hints).to_be_hidden()
    page.reload()
    expect(hints).to_be_hidden()
    seat.go("/help/")
    page.locator("[data-tour-again]").click()
    expect(page.locator("#toasts")).not_to_be_empty()
    seat.go("/work/")
    expect(hints).to_be_visible()


def morning(seat: Seat, said: Said) -> list[int]:
    """Ten cases by keyboard alone; the first gives a promise that is read from the note."""
    page, worked = seat.page, []
    page.keyboard.press("n")
    for number in range(10):
        page.wait_for_url("**/cases/*/")
        seat.settled()
        debtor = int(page.url.rstrip("/").rsplit("/", 1)[1])
        worked.append(debtor)
        page.keyboard.press("c")
        expect(page.locator("#work form :focus")).to_have_count(1)
        if number == 0:
            page.keyboard.press("Tab")
            page.keyboard.insert_text(said.note)
            page.keyboard.press("End")
            page.locator("#work [data-choose-value=promised]").wait_for()
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.keyboard.press("Control+Enter")
            page.locator("#work [hx-get*=promise]").first.wait_for()
            expect(page.locator("#work [data-focus]:focus")).to_have_count(1)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.locator("#work [name=due_on]").wait_for()
            expect(page.locator("#work form :focus")).to_have_count(1)
            page.keyboard.press("Control+Enter")
            expect(page.locator("#work")).to_contain_text(said.taken)
        else:
            for _press in range(3):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Control+Enter")
            page.locator("#work ul.plain li").first.wait_for()
        seat.settled()
        page.keyboard.press("x")
        page.wait_for_url(lambda url, here=debtor: f"/cases/{here}/" not in url)
    outcomes = [contact.attempts_of(SYSTEM, debtor)[0].outcome for debtor in worked]
    assert outcomes == [Outcome.PROMISED] + [Outcome.NO_ANSWER] * 9
    (taken,) = promises.of_debtor(SYSTEM, worked[0])
    assert (taken.amount_minor, taken.due_on) == (100_000, MONDAY + timedelta(days=4))
    return worked


def dispute(seat: Seat, of: cast.Placed) -> None:
    """A dispute stops every channel at once, seen on the buttons."""
    page = seat.page
    seat.go(f"/cases/{of.debtor_id}/")
    page.keyboard.press("d")
    page.locator("#work [name=kind]").select_option("dispute")
    page.locator("#work [name=text]").fill("金额不对")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#work .note-ok")).to_be_visible()
    seat.settled()
    expect(page.locator("#people form[hx-post]")).to_have_count(0)
    expect(page.locator("#people details.refused").first).to_be_visible()
    assert [one.kind.value for one in care.concerns_of(SYSTEM, of.debtor_id)] == ["dispute"]


def vulnerable(seat: Seat, said: Said, of: cast.Placed) -> None:
    """Words that must be heard are raised while they are typed; the concern is recorded in two steps."""
    page = seat.page
    seat.go(f"/cases/{of.debtor_id}/")
    seat.settled()
    page.keyboard.press("c")
    page.locator("#work textarea[name=note]").fill(said.harm)
    expect(page.locator("#work .understood")).to_contain_text(said.vulnerable)
    page.locator("#work [name=code][value=reached_debtor]").check()
    page.keyboard.press("Control+Enter")
    page.locator("#work [hx-get*='kind=vulnerability']").click()
    page.locator("#work [name=text]").fill(said.harm)
    expect(page.locator("#work [name=kind]")).to_have_value("vulnerability")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#work .note-ok")).to_be_visible()
    seat.settled()
    expect(page.locator("#people form[hx-post]")).to_have_count(0)
    assert [one.kind.value for one in care.concerns_of(SYSTEM, of.debtor_id)] == ["vulnerability"]


def company_with_excuse(seat: Seat, of: cast.Placed) -> None:
    """A company that waits for its own customers is answered from the library."""
    page = seat.page
    seat.go(f"/cases/{of.debtor_id}/")
    seat.settled()
    answers = page.locator("select[name=code] optgroup option")
    assert answers.count() >= 3
    chosen = page.locator("select[name=code] option[value*=waiting]").first.get_attribute("value")
    page.locator("select[name=code]").select_option(chosen)
    seat.settled()
    expect(page.locator("#script .script")).not_to_be_empty()


def broken_to_plan(seat: Seat, said: Said, debtor: int) -> None:
    """The promise was broken; a plan is worked out and asked for."""
    page = seat.page
    seat.go(f"/cases/{debtor}/")
    seat.settled()
    expect(page.locator("#owed")).to_contain_text(said.broken)
    page.keyboard.press("i")
    page.locator("#work [name=months]").fill("6")
    page.locator("#work [name=why]").fill("收入减少，愿意分期")
    page.locator("#work [name=show]").click()
    page.locator("#work [name=ask]").click()
    expect(page.locator("#work .note-ok")).to_be_visible()
    assert len(promises.agreements_of(SYSTEM, debtor)) == 1


def leaders_evening(seat: Seat, said: Said) -> None:
    """A case handed over with its reason, an absence, the talks to listen to."""
    page = seat.page
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
