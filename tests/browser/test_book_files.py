"""The book's seat at the screen, in both languages: a file with faults, its rejects, the corrected file, taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from arrears.book.portfolio import api as portfolio
from arrears.kernel.clock import at_local, standing_at
from tests.browser.conftest import PHONE, Seat
from tests.browser.house import MONDAY, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADINGS = "账户号,姓名,证件号码,手机号,账单期,到期还款日,应还本金,利息"
FAULTY = "CARD-0002,王芳二,,15400000002,1,2026-13-45,1000.00,0"
GOOD = (
    "CARD-0001,张伟一,,15400000001,1,2026-10-05,1000.00,12.34",
    FAULTY.replace("2026-13-45", "2026-10-05"),
)


@dataclass(frozen=True)
class Said:
    """What the screens say, in one language."""

    tag: str
    stored: str
    look: str
    stays_out: str
    take: str
    taken: str
    fetch: str
    corrected: str
    all_good: str
    changed: str
    payment: str
    preview: str
    not_booked: str
    book: str
    booked: str


ZH = Said(
    tag="zh-CN", stored="zh-hans", look="查看文件", stays_out="该行未入账", take="确认入账", taken="文件已入账",
    fetch="下载退回的行", corrected="发送更正后的文件", all_good="每一行都可以接收", changed="新账户", payment="登记还款",
    preview="预览结果", not_booked="尚未记账", book="确认记账", booked="已记账",
)  # fmt: skip
EN = Said(
    tag="en", stored="en", look="Look at the file", stays_out="row stays out", take="Take the file in",
    taken="The file was taken in", fetch="Fetch the rejected rows", corrected="Send a corrected file",
    all_good="every row can be taken", changed="New accounts", payment="Post a payment", preview="See what it does",
    not_booked="not booked yet", book="Book it", booked="It is booked",
)  # fmt: skip
BOTH = pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])


def written(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join((HEADINGS, *rows)) + "\n", "utf-8")
    return path


@BOTH
def test_a_file_with_faults_its_rejects_and_the_corrected_file(
    said: Said, sit: Callable[..., Seat], tmp_path: Path
) -> None:
    house = build(said.stored)
    seat = sit(language=said.tag)
    page = seat.page
    with standing_at(at_local(MONDAY, 10)):
        # 2026-11-23 10:00 a file with a day that does not exist is sent up
        seat.log_in("leader")
        seat.go("/book/files/")
        page.keyboard.press("u")
        page.wait_for_url("**/book/files/new/")
        page.set_input_files("[name=file]", written(tmp_path, "faulty.csv", GOOD[0], FAULTY))
        page.get_by_role("button", name=said.look).click()

        # the dry run follows by itself: the row, the column, the reason; nothing is in the book
        expect(page.locator("#tried")).to_contain_text(said.stays_out)
        expect(page.locator("#tried")).to_contain_text("2026-13-45")
        seat.settled()
        seat.keep(f"book-tried-{said.tag}")
        assert portfolio.accounts_by_number(house.creditor.id, ["CARD-0001"]) == {}

        # taken in all the same: the good account comes in, the faulty rows can be fetched
        page.get_by_role("button", name=said.take).click()
        page.wait_for_url("**/book/files/*/")
        expect(page.locator("#toasts")).to_contain_text(said.taken)
        with page.expect_download() as download:
            page.get_by_role("link", name=said.fetch).click()
        assert "CARD-0002" in Path(download.value.path()).read_text("utf-8-sig")
        seat.keep(f"book-file-{said.tag}")

        # the corrected file: creditor, mapping and day are kept, one account is new
        page.get_by_role("link", name=said.corrected).first.click()
        page.set_input_files("[name=file]", written(tmp_path, "corrected.csv", *GOOD))
        page.get_by_role("button", name=said.look).click()
        expect(page.locator("#tried")).to_contain_text(said.all_good)
        expect(page.locator("#tried .figures")).to_contain_text(said.changed)
        page.get_by_role("button", name=said.take).click()
        page.wait_for_url("**/book/files/*/")
        found = portfolio.accounts_by_number(house.creditor.id, ["CARD-0001", "CARD-0002"])
        assert len(found) == 2
        seat.keep(f"book-corrected-{said.tag}")

        # a payment on one of them is shown before it is booked
        seat.go(f"/book/accounts/{found['CARD-0002'].account_id}/")
        page.keyboard.press("p")
        page.fill("[name=amount]", "400")
        page.keyboard.press("Control+Enter")
        expect(page.locator("main")).to_contain_text(said.not_booked)
        seat.keep(f"book-preview-{said.tag}")
        page.get_by_role("button", name=said.book).click()
        expect(page.locator("#toasts")).to_contain_text(said.booked)
        seat.settled()
        expect(page.locator(".figures").first).to_contain_text("600.00")
        seat.keep(f"book-account-{said.tag}")


def test_on_a_phone_the_books_pages_need_no_sideways_scrolling(
    sit: Callable[..., Seat], tmp_path: Path
) -> None:
    house = build()
    seat = sit(PHONE)
    with standing_at(at_local(MONDAY, 10)):
        seat.log_in("leader")
        paths = ["files/", "files/new/", "mappings/", "batches/", "lost/", "verify/", "pairs/", "documents/"]
        paths += [
            "waivers/",
            "debits/",
            f"accounts/{house.zhang.account_id}/",
            f"debtors/{house.zhang.debtor_id}/",
        ]
        paths += [f"accounts/{house.zhang.account_id}/post/payment/", f"batches/{house.creditor.id}/cast/"]
        paths += [f"mappings/{house.creditor.id}/card/", f"accounts/{house.zhang.account_id}/documents/"]
        for path in paths:
            seat.go(f"/book/{path}")
            assert seat.fits(), path
            seat.keep(f"phone-book-{path.replace('/', '-')}")
