"""A creditor places accounts as JSON and as files, and gets back what could not be taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from arrears.book.intake import api as intake
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.models import AccountRole, ContactPoint
from arrears.faces.rest.v1.placed import json_mapping
from arrears.foundation import vault
from arrears.foundation.api import SYSTEM, CreditorFacts
from arrears.foundation.models import Creditor
from tests.faces.rest.caller import Caller, given, places

DAY = "2026-01-20"


def account(number: str = "C-1", **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "product": "金卡",
        "debtor": {"ref": f"K{number}", "name": "张三", "phone": "13800000001"},
        "items": [
            {"sequence": 1, "due_on": "2025-11-05", "principal": "1000.00", "interest": "12.34"},
            {"sequence": 2, "due_on": "2025-12-05", "principal": "1000"},
        ],
    } | more


def placement(*accounts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "card", "business_date": DAY, "accounts": list(accounts)} | more


def test_placed_accounts_stand_in_the_book(system: Caller, bank: CreditorFacts) -> None:
    done = given(system.post("/creditors/bank/placements", placement(account("C-1"), account("C-2"))))
    assert (done["accounts"], done["new"], done["rows"], done["rejected"]) == (2, 2, 4, 0)
    assert done["ignored_columns"] == []
    whole = given(system.get(f"/creditors/bank/accounts/C-1?as_of={DAY}"))
    assert (whole["owed"], whole["overdue"], whole["currency"]) == ("2012.34", "2012.34", "CNY")
    assert [item["sequence"] for item in whole["items"]] == [1, 2]
    assert whole["by_component"]["interest"] == "12.34"


def test_a_spouse_comes_with_the_proof_and_an_id_of_a_messenger_with_its_kind(
    system: Caller, bank: CreditorFacts
) -> None:
    told = account(
        debtor={"ref": "K1", "name": "张三", "phone": "13800000001", "wechat": "zhang_san_88"},
        spouse={"name": "李四", "phone": "13800000002", "proof": "结婚证复印件，合同附件三"},
    )
    given(system.post("/creditors/bank/placements", placement(told)))
    assert AccountRole.objects.get(role="spouse").proof == "结婚证复印件，合同附件三"
    point = ContactPoint.objects.get(kind="wechat")
    assert (vault.unseal(point.value_sealed), point.masked) == ("zhang_san_88", "********")


def test_the_same_again_changes_nothing(system: Caller) -> None:
    order = placement(account())
    first = given(system.post("/creditors/bank/placements", order))
    again = given(system.post("/creditors/bank/placements", order))
    assert (first["new"], again["new"], again["changed"], again["unchanged"]) == (1, 0, 0, 1)
    assert again["same_file_as"] == first["file_id"]
    versions = [one for one in given(system.get("/creditors/bank/mappings")) if one["code"] == "json_card"]
    assert [one["version"] for one in versions] == [1]


def test_a_trial_tells_and_changes_nothing(system: Caller, bank: CreditorFacts) -> None:
    done = given(system.post("/creditors/bank/placements", placement(account(), dry_run=True)))
    assert (done["new"], done["file_id"], done["dry_run"]) == (1, None, True)
    assert not portfolio.accounts_by_number(bank.id, ["C-1"])


def test_what_cannot_be_taken_comes_back_with_its_place(system: Caller, bank: CreditorFacts) -> None:
    good = account("C-1")
    wrong_id = account(
        "C-2", debtor={"name": "李四", "id_kind": "resident_id", "id_number": "110101199001011234"}
    )
    twice = account("C-3")
    twice["items"][1]["sequence"] = 1
    done = given(system.post("/creditors/bank/placements", placement(good, wrong_id, twice)))
    by_place = {one["place"]: one for one in done["rejects"]}
    assert "accounts[1].debtor.id_number" in by_place
    assert "110101199001011234" not in json.dumps(done), "personal values are masked"
    assert any(place.startswith("accounts[2]") for place in by_place)
    said = [(one["place"], one["en"]) for one in done["rejects"]]
    assert len(set(said)) == len(said), "a value of the account is told once, not once an instalment"
    assert set(portfolio.accounts_by_number(bank.id, ["C-1", "C-2", "C-3"])) >= {"C-1"}


def test_all_people_and_terms_of_an_account_are_read(system: Caller, bank: CreditorFacts) -> None:
    rich = account(
        guarantor={
            "name": "王五",
            "phone": "13800000002",
            "guarantee": "joint",
            "since": "2025-01-05",
            "until": "2027-01-01",
        },
        emergency_contact={"name": "赵六", "phone": "13800000003"},
        terms={"amount": "20000", "annual_rate": "14.6", "periods": 12, "last_paid_on": "2025-10-05"},
        collateral={"description": "挖掘机", "plate": "京A00000"},
        opened_on="2025-01-05",
        placed_on="2026-01-10",
    )
    done = given(system.post("/creditors/bank/placements", placement(rich, kind="lease", batch="B-1")))
    assert done["rejects"] == []
    key = portfolio.accounts_by_number(bank.id, ["C-1"])["C-1"]
    assert key.kind.value == "lease"
    roles = {role.value for one in portfolio.contact_points(key.debtor_id) for role in one.roles}
    assert roles == {"debtor", "guarantor", "emergency_contact"}
    guarantee = AccountRole.objects.get(account_id=key.account_id, role="guarantor")
    assert (str(guarantee.since), str(guarantee.until)) == ("2025-01-05", "2027-01-01")
    assert [batch["code"] for batch in given(system.get("/creditors/bank/batches"))] == ["B-1"]


def test_outstanding_figures_are_the_creditors(system: Caller) -> None:
    """20 January: 2012.34 outstanding; 21 January: the first instalment was paid down to 400."""
    given(system.post("/creditors/bank/placements", placement(account(), figures="outstanding")))
    later = account()
    later["items"][0] |= {"principal": "400.00", "interest": "0"}
    done = given(
        system.post(
            "/creditors/bank/placements", placement(later, figures="outstanding", business_date="2026-01-21")
        )
    )
    assert (done["changed"], done["rejects"]) == (1, [])
    whole = given(system.get("/creditors/bank/accounts/C-1?as_of=2026-01-21"))
    assert (whole["owed"], whole["by_component"]["principal"]) == ("1400.00", "1400.00")


def test_billed_and_outstanding_do_not_mix_on_one_account(system: Caller) -> None:
    given(system.post("/creditors/bank/placements", placement(account())))
    mixed = placement(account(), figures="outstanding", business_date="2026-01-21")
    done = given(system.post("/creditors/bank/placements", mixed))
    assert (done["rejected"], done["rejects"][0]["place"]) == (2, "accounts[0]")


def test_an_older_day_is_refused_whole(system: Caller) -> None:
    given(system.post("/creditors/bank/placements", placement(account())))
    late = placement(account("C-9"), business_date="2026-01-19")
    assert places(system.post("/creditors/bank/placements", late), 422) == ["business date"]


def test_a_dispute_in_a_placement_is_a_notice(system: Caller) -> None:
    told = account(notice={"kind": "dispute", "detail": "金额有争议"})
    done = given(system.post("/creditors/bank/placements", placement(told)))
    assert done["notices"] == [{"kind": "dispute", "account": "C-1"}]


@pytest.mark.parametrize("kind", ["card", "loan", "lease", "invoice"])
def test_the_mapping_of_a_placement_names_fields_that_exist(bank: CreditorFacts, kind: str) -> None:
    saved = intake.save_mapping(bank.id, f"json_{kind}", json_mapping(kind, "CNY"), SYSTEM)
    assert (saved.version, saved.title.zh) == (1, "接口委案")


CSV = (
    "合同号,姓名,手机号,期次,到期日,本金,利息\n"
    "D-1,张三,13800000001,1,2025-11-05,1000.00,10\n"
    "D-2,李四,13800000002,1,2026-02-30,500.00,0\n"
)


def test_a_file_is_taken_listed_and_its_rejects_come_back(system: Caller) -> None:
    sent = given(
        system.send(
            "/creditors/bank/files", CSV.encode("gbk"), "一月.csv", mapping="lease", business_date=DAY, rows=2
        )
    )
    assert (sent["accepted"], sent["rejected"]) == (1, 1)
    assert [(one["row"], one["column"]) for one in sent["rejects"]] == [(3, "到期日")]
    listed = given(system.get("/creditors/bank/files"))
    (file,) = listed["files"]
    assert (file["name"], file["state"], file["has_rejects"]) == ("一月.csv", "accepted", True)
    back = system.get(f"/creditors/bank/files/{file['file_id']}/rejects")
    assert back.status_code == 200
    assert "attachment" in back["Content-Disposition"]
    rejected = back.content.decode("gbk")
    assert "D-2" in rejected
    assert "D-1" not in rejected

    corrected = rejected.replace("2026-02-30", "2026-02-28")
    again = given(
        system.send("/creditors/bank/files", corrected.encode("gbk"), mapping="lease", business_date=DAY)
    )
    assert (again["new"], again["rejected"]) == (1, 0)
    newest = given(system.get("/creditors/bank/files?limit=1"))
    assert newest["next_before"] == newest["files"][0]["file_id"]
    older = given(system.get(f"/creditors/bank/files?limit=1&before={newest['next_before']}"))
    assert [one["file_id"] for one in older["files"]] == [file["file_id"]]


@pytest.mark.parametrize(
    ("content", "form", "place"),
    [
        (b"", {}, "file"),
        (b"%PDF-1.7", {}, "file"),
        (CSV.encode(), {"mapping": "no_such"}, "mapping"),
        ("甲,乙\n1,2\n".encode(), {}, "headings"),
        (CSV.encode(), {"rows": 7}, "control totals"),
        (CSV.encode(), {"sums": '{"item.principal": "0.01"}'}, "control totals"),
        (CSV.encode(), {"sums": '{"item.principal": 1}'}, "control totals"),
        (CSV.encode(), {"sums": "[]"}, "control totals"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    system: Caller, content: bytes, form: dict[str, Any], place: str
) -> None:
    answer = system.send(
        "/creditors/bank/files", content, **({"mapping": "lease", "business_date": DAY} | form)
    )
    assert places(answer, 422) == [place]
    assert given(system.get(f"/creditors/bank/accounts?as_of={DAY}"))["accounts"] == []


def test_a_file_without_rejects_has_none_to_download(system: Caller) -> None:
    given(system.post("/creditors/bank/placements", placement(account())))
    (file,) = given(system.get("/creditors/bank/files"))["files"]
    assert file["has_rejects"] is False
    assert places(system.get(f"/creditors/bank/files/{file['file_id']}/rejects"), 404) == ["address"]
    assert places(system.get("/creditors/bank/files/987654321/rejects"), 404) == ["address"]


def test_where_a_second_person_is_wanted_a_file_and_a_placement_wait(
    system: Caller, bank: CreditorFacts
) -> None:
    Creditor.objects.filter(pk=bank.id).update(settings={"intake_second_person": True})
    sent = given(
        system.send("/creditors/bank/files", CSV.encode(), mapping="lease", business_date=DAY), status=202
    )
    assert (sent["file_id"], sent["accepted"], sent["rejected"]) == (None, 1, 1)
    again = given(
        system.send("/creditors/bank/files", CSV.encode(), mapping="lease", business_date=DAY), status=202
    )
    assert again["proposal_id"] == sent["proposal_id"]
    placed = given(system.post("/creditors/bank/placements", placement(account())), status=202)
    assert placed["proposal_id"] != sent["proposal_id"]
    assert given(system.get("/creditors/bank/files"))["files"] == []
    waiting = intake.proposals(SYSTEM, creditor_id=bank.id)
    assert {one.proposal_id for one in waiting} == {sent["proposal_id"], placed["proposal_id"]}
    tried = given(
        system.send("/creditors/bank/files", CSV.encode(), mapping="lease", business_date=DAY, dry_run=True)
    )
    assert (tried["dry_run"], tried["proposal_id"]) == (True, None)
