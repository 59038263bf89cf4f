"""A creditor's file at the screen: looked at, tried, taken in; rejected rows go back; a second person decides."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from arrears.book.intake import api as intake
from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Role
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db
GOOD = room.csv_file([room.row(1), room.row(2)])
BAD = room.csv_file([room.row(1), room.row(2, principal="一千元左右"), room.row(3, due="2026-13-45")])


def test_a_file_is_looked_at_tried_and_taken_in() -> None:
    # 2026-11-23 the leader sends a file up: nothing is in the book yet
    bank = room.bank()
    leader = room.person(Role.LEADER)
    held = room.send_up(leader, bank, GOOD)
    page = leader.sees(held)
    assert "not taken in yet" in page
    assert "CARD-0001" in page
    assert "15400000001" not in page, "phones are masked in the preview"
    assert portfolio.accounts_by_number(bank.id, ["CARD-0001"]) == {}

    # the dry run says what it would do, exactly, and leaves nothing
    tried = leader.sends(f"{held}try/").content.decode()
    assert "What the file would do" in tried
    assert "every row can be taken" in tried
    assert portfolio.accounts_by_number(bank.id, ["CARD-0001"]) == {}

    # taken in: the same figures, and the accounts stand in the book
    answer = leader.sends(f"{held}take/")
    assert answer.status_code == 302
    done = leader.sees(answer["Location"])
    assert "What the file did" in done
    assert set(portfolio.accounts_by_number(bank.id, ["CARD-0001", "CARD-0002"])) == {
        "CARD-0001",
        "CARD-0002",
    }
    assert "cards.csv" in leader.sees("/book/files/")

    # the same file again says "no change" and changes nothing
    again = room.send_up(leader, bank, GOOD)
    by_htmx = leader.client.post(f"{again}take/", headers={"HX-Request": "true"})
    assert by_htmx["HX-Redirect"] == answer["Location"], "the page that shows progress is sent on by a header"
    assert "no change" in leader.sends(f"{again}try/").content.decode()
    assert "The same file again" in leader.client.post(f"{again}take/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "reason", "kept_out"),
    [
        ("en", "What cannot be taken, and why", "row stays out"),
        ("zh-hans", "不能接收的内容及原因", "该行未入账"),
    ],
)
def test_rejects_name_row_column_value_and_reason_in_the_readers_language(
    language: str, reason: str, kept_out: str
) -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER, language=language)
    held = room.send_up(leader, bank, BAD)
    tried = leader.sends(f"{held}try/").content.decode()
    for said in (reason, kept_out, "应还本金", "到期还款日", "2026-13-45"):
        assert said in tried
    taken = leader.sends(f"{held}take/")["Location"]
    assert reason in leader.sees(taken), "the file's page keeps its rejects"
    back = leader.client.get(f"{taken}rejects/")
    text = back.content.decode("utf-8-sig")
    assert "attachment" in back["Content-Disposition"]
    assert "CARD-0002" in text
    assert "CARD-0001" not in text, "what came in does not go back"


def test_a_file_that_is_of_no_use_says_where_and_why_and_loads_nothing() -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    nameless = room.csv_file([("A-1", "1000.00")], headings=("账户号", "应还本金"))
    held = room.send_up(leader, bank, nameless)
    tried = leader.sends(f"{held}try/").content.decode()
    assert "The file cannot be used" in tried
    assert "the headings" in tried
    assert "Take the file in" not in tried
    leader.sends(f"{held}take/")
    assert intake.files(leader.actor)[0].refused_because is not None


def test_control_totals_of_the_sender_are_checked() -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    held = room.send_up(leader, bank, GOOD, rows="5")
    assert "the control totals" in leader.sends(f"{held}try/").content.decode()

    # sums by column as well: both figures are said, and nothing is taken in
    held = room.send_up(leader, bank, GOOD, **{"sum-item.principal": "2,000.01"})
    tried = leader.sends(f"{held}try/").content.decode()
    assert "2,000.01 CNY stated, 2,000.00 CNY found" in tried
    leader.sends(f"{held}take/")
    assert portfolio.accounts_by_number(bank.id, ["CARD-0001"]) == {}

    # what agrees is taken in; what is no amount is told at the form
    held = room.send_up(leader, bank, GOOD, rows="2", **{"sum-item.principal": "2000"})
    assert leader.sends(f"{held}take/").status_code == 302
    assert set(portfolio.accounts_by_number(bank.id, ["CARD-0001"])) == {"CARD-0001"}
    wrong = leader.sends(
        "/book/files/new/",
        creditor=bank.id, mapping="card", business_date=room.DAY.isoformat(),
        file=SimpleUploadedFile("cards.csv", GOOD), **{"sum-item.principal": "two thousand"},
    )  # fmt: skip
    assert wrong.status_code == 422
    assert "is no CNY amount" in wrong.content.decode()


def test_where_the_creditor_asks_for_it_a_second_person_accepts() -> None:
    # 2026-11-23 the leader proposes: the book is as before
    bank = room.bank(intake_second_person=True)
    leader, other = room.person(Role.LEADER), room.person(Role.ADMINISTRATOR)
    held = room.send_up(leader, bank, BAD)
    assert "Propose to a second person" in leader.sends(f"{held}try/").content.decode()
    waiting = leader.sends(f"{held}take/")["Location"]
    assert portfolio.accounts_by_number(bank.id, ["CARD-0001"]) == {}

    # the proposer sees no way to accept, and is refused where the form is sent all the same
    assert "You proposed this file" in leader.sees(waiting)
    leader.sends(waiting, act="accept")
    assert portfolio.accounts_by_number(bank.id, ["CARD-0001"]) == {}

    # somebody else sees what it would change, and takes it in
    assert "cards.csv" in other.sees("/book/files/")
    assert "What the file would do" in other.sees(waiting)
    done = other.sends(waiting, act="accept")
    assert done.status_code == 302
    assert set(portfolio.accounts_by_number(bank.id, ["CARD-0001"])) == {"CARD-0001"}
    assert "Decision of the second person" not in other.sees(waiting)


def test_a_proposed_file_is_refused_with_a_reason() -> None:
    bank = room.bank(intake_second_person=True)
    leader, other = room.person(Role.LEADER), room.person(Role.ADMINISTRATOR)
    waiting = leader.sends(f"{room.send_up(leader, bank, GOOD)}take/")["Location"]
    assert other.sends(waiting, act="refuse").status_code == 422, "a refusal needs its reason"
    other.sends(waiting, act="refuse", why="wrong month")
    assert "wrong month" in leader.sees(waiting)
    assert portfolio.accounts_by_number(bank.id, ["CARD-0001"]) == {}


def test_a_creditor_sees_its_own_files_alone_and_sends_none_up() -> None:
    ours, theirs = room.bank(), room.bank("leasing")
    leader = room.person(Role.LEADER)
    own = leader.sends(f"{room.send_up(leader, ours, BAD)}take/")["Location"]
    foreign = leader.sends(f"{room.send_up(leader, theirs, BAD)}take/")["Location"]
    creditor = room.person(Role.CREDITOR, creditors=[ours.code])
    assert creditor.client.get(f"{own}rejects/").status_code == 200
    assert creditor.client.get(f"{foreign}rejects/").status_code == 404
    assert creditor.client.get(foreign).status_code == 404
    assert creditor.client.get("/book/files/new/").status_code == 403
    assert creditor.sees("/book/files/").count("cards.csv") == 1


def test_an_address_that_we_did_not_sign_opens_nothing() -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    held = room.send_up(leader, bank, GOOD)
    assert leader.client.get(held[:-3] + "xx/").status_code == 404
    outside = room.person(Role.LEADER, "other-leader", creditors=[room.bank("leasing").code])
    assert outside.client.get(held).status_code == 404


@pytest.mark.parametrize(("ending", "first"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_lists_go_out_as_files_with_the_filters_kept(ending: str, first: bytes) -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    leader.sends(f"{room.send_up(leader, bank, GOOD)}take/")
    answer = leader.client.get("/book/files/", {"as": ending, "state": "accepted"})
    assert answer.content.startswith(first)
    none = leader.client.get("/book/files/", {"as": "csv", "state": "refused"}).content.decode("utf-8-sig")
    assert "cards.csv" not in none


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-cmd", "@x"])
def test_no_cell_of_an_export_is_a_formula(cell: str) -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    held = room.send_up(leader, bank, room.csv_file([room.row(1), room.row(2, principal=cell)]))
    taken = leader.sends(f"{held}take/")["Location"]
    rows = leader.client.get(taken, {"as": "csv"}).content.decode("utf-8-sig")
    assert not [part for line in rows.splitlines() for part in line.split(",") if part.startswith(cell[0])]
