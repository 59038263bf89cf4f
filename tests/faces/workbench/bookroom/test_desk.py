"""Documents, duplicates, batches, lost contacts and re-verification: each step by a person, on record."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactState
from arrears.foundation.api import SYSTEM, Role
from arrears.kernel.clock import at_local, standing_at
from tests import cast
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
FIRST_DUE = date(2026, 9, 5)


def placed(
    bank: room.CreditorFacts, number: str = "CARD-1", place: int = 1, name: str = "张伟明"
) -> cast.Placed:
    return cast.place(bank, number, cast.person(name, place), first_due=FIRST_DUE, instalments=3)


def test_a_document_is_filed_opened_for_a_purpose_lent_and_given_back() -> None:
    bank = room.bank()
    of = placed(bank)
    collector = room.person(Role.COLLECTOR)
    path = f"/book/accounts/{of.account_id}/documents/"
    with standing_at(at_local(MONDAY, 10)):
        for content in (b"%PDF-1 first", b"%PDF-1 second", b"%PDF-1 second"):
            sent = SimpleUploadedFile("contract.pdf", content)
            assert collector.sends(path, kind="contract", title="Loan contract", file=sent).status_code == 302
        papers = portfolio.documents_of(collector.actor, of.account_id)
        assert [one.version for one in papers] == [2, 1], "the same content again is no new version"

        # looking at it needs a purpose, which stays in the register with the name
        paper = f"/book/documents/{papers[0].document_id}/"
        assert collector.sends(f"{paper}open/", act="view").status_code == 302
        seen = collector.sends(f"{paper}open/", act="view", why="call with the debtor")
        assert seen.content == b"%PDF-1 second"
        assert "attachment" in seen["Content-Disposition"]
        collector.sends(f"{paper}open/", act="copy", why="for the court")
        page = collector.sees(paper)
        for said in ("call with the debtor", "for the court", "viewed", "copied", "Collector"):
            assert said in page

        # the original is lent, shows in the register of what is out, and comes back
        collector.sends(f"{paper}lend/", act="lend", by="Lawyer Zhou", due_back_on="2026-11-20", why="suit")
        out = collector.sees("/book/documents/")
        assert "Lawyer Zhou" in out
        assert "late" in out
        collector.sends(f"{paper}lend/", act="return", why="")
        assert "Lawyer Zhou" not in collector.sees("/book/documents/")
    bad = collector.sends(path, kind="contract", title="x", file=SimpleUploadedFile("run.exe", b"MZ"))
    assert bad.status_code == 422


def test_compliance_reads_documents_and_files_none() -> None:
    bank = room.bank()
    of = placed(bank)
    officer = room.person(Role.COMPLIANCE)
    path = f"/book/accounts/{of.account_id}/documents/"
    assert "File a document" not in officer.sees(path)
    officer.sends(path, kind="contract", title="x", file=SimpleUploadedFile("a.pdf", b"x"))
    assert portfolio.documents_of(officer.actor, of.account_id) == ()


def test_duplicates_are_proposed_merged_by_a_person_and_undone() -> None:
    bank = room.bank()
    first = placed(bank, "CARD-1")
    twin = cast.place(
        bank, "CARD-2", _twin("Q-2"), first_due=FIRST_DUE, instalments=2
    )  # the same identity number under another customer number
    third = cast.place(bank, "CARD-3", _twin("Q-3"), first_due=FIRST_DUE, instalments=2)
    portfolio.propose_pairs(bank.id, [first.debtor_id, twin.debtor_id, third.debtor_id])
    leader = room.person(Role.LEADER)
    pairs = portfolio.merge_proposals(leader.actor, debtor_id=twin.debtor_id)
    assert pairs
    assert "may be the same person" in leader.sees(f"/book/debtors/{twin.debtor_id}/")

    # without a reason nothing is merged; with one, the accounts stand under one debtor
    number = pairs[0].proposal_id
    keep = pairs[0].first.party_id
    leader.sends("/book/pairs/", id=number, act="merge", keep=keep, why="")
    assert portfolio.merges(leader.actor) == ()
    leader.sends("/book/pairs/", id=number, act="merge", keep=keep, why="same identity card seen")
    assert len(portfolio.accounts_of(keep)) == 2
    assert "same identity card seen" in leader.sees("/book/pairs/")

    # undone: everybody has their own again
    (merge,) = portfolio.merges(leader.actor)
    leader.sends("/book/pairs/", id=merge.merge_id, act="undo")
    assert len(portfolio.accounts_of(keep)) == 1
    assert "undone by" in leader.sees("/book/pairs/")


def _twin(ref: str) -> cast.PartyRecord:
    one = cast.person("张伟明", 1)
    return cast.PartyRecord(
        name=one.name, ref=ref, id_kind=one.id_kind, id_number=one.id_number, contacts=one.contacts
    )


def test_accounts_are_recalled_from_a_batch_with_the_reason() -> None:
    bank = room.bank()
    placed(bank, "CARD-1", 1), placed(bank, "CARD-2", 2)
    leader, officer = room.person(Role.LEADER), room.person(Role.COMPLIANCE)
    path = f"/book/batches/{bank.id}/cast/"
    assert "CARD-2" in leader.sees(path)
    said = {"how": "recall", "on": "2026-11-23", "reason": "sold", "numbers": "CARD-2"}
    assert leader.sends(path, **said).status_code == 422, "the end of the work is confirmed"
    officer.sends(path, **said, sure="on")
    assert portfolio.account_key(_id(bank, "CARD-2")).status == "open", "compliance looks and ends nothing"
    leader.sends(path, **said, sure="on")
    assert portfolio.account_key(_id(bank, "CARD-2")).status == "recalled"
    assert portfolio.account_key(_id(bank, "CARD-1")).status == "open"
    assert "sold" in leader.sees(path)
    account = leader.sees(f"/book/accounts/{_id(bank, 'CARD-2')}/")
    assert "Recalled from batch cast" in account
    assert leader.client.get("/book/batches/", {"as": "csv"}).content.startswith(b"\xef\xbb\xbf")


def _id(bank: room.CreditorFacts, number: str) -> int:
    return portfolio.accounts_by_number(bank.id, [number])[number].account_id


def test_a_lost_debtor_is_looked_for_through_lawful_sources_alone() -> None:
    bank = room.bank()
    of = placed(bank)
    collector = room.person(Role.COLLECTOR)
    for point in portfolio.contact_points(of.debtor_id):
        portfolio.set_contact_state(
            point.contact_point_id, ContactState.OUT_OF_SERVICE, why="empty number", actor=SYSTEM
        )
    portfolio.refresh_lost_contacts(MONDAY)
    link = re.search(r'href="(/book/lost/\d+/)"', collector.sees("/book/lost/"))
    assert link
    said = {"source": "public_register", "result": "address in the register", "on": "2026-11-23"}
    assert collector.sends(link[1], **said).status_code == 422, "a public register needs its reference"
    assert collector.sends(link[1], **(said | {"source": "friends"})).status_code == 422
    assert collector.sends(link[1], **said, reference="register 7, seen 2026-11-23").status_code == 302
    assert "register 7" in collector.sees(link[1])
    found = {
        "source": "creditor",
        "result": "new phone",
        "on": "2026-11-23",
        "kind": "phone",
        "value": "13800009999",
    }
    collector.sends(link[1], **found)
    assert "found" in collector.sees(link[1])
    assert "Nobody is lost" in collector.sees("/book/lost/")


def test_a_search_rests_with_its_reason() -> None:
    bank = room.bank()
    of = placed(bank)
    collector = room.person(Role.COLLECTOR)
    for point in portfolio.contact_points(of.debtor_id):
        portfolio.set_contact_state(point.contact_point_id, ContactState.LOST, why="moved", actor=SYSTEM)
    portfolio.refresh_lost_contacts(MONDAY)
    link = re.search(r'href="(/book/lost/\d+/)"', collector.sees("/book/lost/"))
    assert link
    assert collector.sends(link[1], act="rest").status_code == 422
    collector.sends(link[1], act="rest", why="nothing left to ask")
    assert "Nobody is lost" in collector.sees("/book/lost/")


def test_old_contact_points_come_up_to_be_verified_anew() -> None:
    bank = room.bank()
    of = placed(bank)
    collector = room.person(Role.COLLECTOR)
    later = MONDAY + timedelta(days=400)
    with standing_at(at_local(later, 10)):
        page = collector.sees("/book/verify/")
        number = re.search(r'name="id"\s+value="(\d+)"', page)
        assert number
        assert "13800000001" not in page, "masked"
        collector.sends("/book/verify/", id=number[1], state="valid", why="")
        assert f'value="{number[1]}"' in collector.sees("/book/verify/"), "how it was verified has to be said"
        collector.sends("/book/verify/", id=number[1], state="valid", why="asked in a call")
        assert f'value="{number[1]}"' not in collector.sees("/book/verify/")
    assert of.point()
