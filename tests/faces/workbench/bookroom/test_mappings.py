"""Mappings at the screen: guessed, confirmed, tried without a trace, kept as versions, compared."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.intake import api as intake
from arrears.faces.workbench.bookroom.mapping_draft import (
    Draft,
    DraftColumn,
    changes,
    draft_of,
    met,
    toml_of,
)
from arrears.foundation.api import Role
from tests.faces.workbench.bookroom import room

STRANGE = ("客户合约编码", "姓名", "身份证", "手机号", "账单期", "到期还款日", "逾期本金（万元）", "备考")
ROWS = [
    ("K-1", "张伟明", "", "15400000001", "1", "2026/10/05", "0.15", "x"),
    ("K-2", "王芳", "", "", "1", "45935", "1.2", "y"),
]


def editor_fields(page: str) -> dict[str, str]:
    """What a browser would send of the editor as it stands."""
    said: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            said[name[1]] = value[1] if value else "on"
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"\s+selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        said[name] = chosen[1] if chosen else (first[1] if first else "")
    return said


@pytest.mark.django_db
def test_an_unknown_file_is_guessed_confirmed_tried_and_kept() -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    held = room.send_up(leader, bank, room.csv_file(ROWS, headings=STRANGE))
    assert "The file cannot be used" in leader.sends(f"{held}try/").content.decode()

    # the editor knows most columns, says how sure it is, and masks what is personal
    page = leader.sees(f"{held}mapping/")
    assert "%" in page
    assert "张伟明" not in page
    said = editor_fields(page)
    assert said["field-1"] == "debtor.name"
    assert said["field-6"] == "item.principal"

    # a person says the rest; each change is tried on the file and leaves nothing behind
    said |= {
        "field-0": "account.number",
        "field-6": "item.principal",
        "field-7": "",
        "code": "house",
        "currency": "CNY",
    }
    said |= {"title_zh": "自有格式", "title_en": "House format"}
    tried = leader.sends(f"{held}mapping/", **said).content.decode()
    assert "2 of 2 rows can be taken" in tried
    assert intake.mapping_versions(bank.id, "house", leader.actor) == ()

    # saved: version 1, and the file is looked at with it
    answer = leader.sends(f"{held}mapping/", **said, act="save")
    assert answer.status_code == 302
    assert "every row can be taken" in leader.sends(f"{answer['Location']}try/").content.decode()
    assert [one.version for one in intake.mapping_versions(bank.id, "house", leader.actor)] == [1]


@pytest.mark.django_db
def test_shipped_mappings_are_read_only_and_copied_to_be_edited() -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    shipped = f"/book/mappings/{bank.id}/card/"
    assert "shipped, read-only" in leader.sees(shipped)
    assert leader.client.get(f"{shipped}edit/").status_code == 302
    copied = leader.sends(shipped, creditor=bank.id, code="card-own")
    assert copied["Location"].endswith("/card-own/edit/")

    # an edit is the next version; the first one stays, and the page says what changed
    said = editor_fields(leader.sees(copied["Location"])) | {
        "title_en": "Our cards",
        "unit": "wan",
        "act": "save",
    }
    said |= {"currency": "CNY"}
    leader.sends(copied["Location"], **said)
    page = leader.sees(f"/book/mappings/{bank.id}/card-own/")
    assert "Our cards" in page
    assert "wan" in page, "the change of unit is told"
    assert [one.version for one in intake.mapping_versions(bank.id, "card-own", leader.actor)] == [2, 1]


@pytest.mark.django_db
def test_a_mapping_that_no_file_could_be_read_with_is_refused_with_its_reason() -> None:
    bank = room.bank()
    leader = room.person(Role.LEADER)
    leader.sends(f"/book/mappings/{bank.id}/card/", creditor=bank.id, code="own")
    path = f"/book/mappings/{bank.id}/own/edit/"
    said = editor_fields(leader.sees(path)) | {"currency": "CNY"}
    without = {name: "" if value == "item.principal" else value for name, value in said.items()}
    answer = leader.sends(path, **without, act="save")
    assert answer.status_code == 422
    assert "fields that are needed are missing" in answer.content.decode()


# --- the draft itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mapping", intake.shipped_mappings(), ids=lambda one: one.code)
def test_every_shipped_mapping_survives_the_editor(mapping: intake.shipped_mappings.__class__) -> None:
    draft = draft_of(mapping.source)
    assert draft_of(toml_of(draft)) == draft
    assert changes(mapping.source, toml_of(draft)) == ()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=20)


@given(
    st.lists(
        st.builds(
            DraftColumn, heading=TEXT, field=st.sampled_from(["account.number", "item.principal"]),
            also=st.lists(TEXT, max_size=2).map(tuple), required=st.booleans(),
            unit=st.sampled_from(["", "wan"]), empty=st.sampled_from(["", "zero"]),
        ),
        max_size=5,
    )
)  # fmt: skip
def test_whatever_a_heading_holds_is_written_and_read_back(columns: list[DraftColumn]) -> None:
    settings = draft_of(intake.shipped_mappings()[0].source).settings
    draft = Draft(kind="portfolio", title_zh="名", title_en="n", settings=settings, columns=tuple(columns))
    assert draft_of(toml_of(draft)) == draft


def test_a_draft_laid_over_a_file_finds_its_columns_by_any_spelling() -> None:
    draft = Draft(
        kind="portfolio", title_zh="名", title_en="n", settings={},
        columns=(
            DraftColumn(heading="合同号", field="account.number", also=("账号",)),
            DraftColumn(heading="姓名", field="debtor.name"),
        ),
    )  # fmt: skip
    laid = met(draft, ["备注", "账 号"])
    assert [(one.heading, one.field) for one in laid.columns] == [
        ("备注", ""),
        ("账 号", "account.number"),
        ("姓名", "debtor.name"),
    ]
    assert laid.columns[1].also == ("合同号", "账号")
