"""A person asks to see, correct or delete their data: what they get, what is put right, what may go and when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, ContactState, PortfolioError, RoleOnAccount
from arrears.book.portfolio.models import Party, PartyAudit
from arrears.desk.care import api as care
from arrears.desk.care.contracts import CareRefused, ConcernKind, ConcernOrder, DataRequest
from arrears.desk.care.rules.data_law import WITHOUT
from arrears.desk.care.rules.erasing import kept_because, wipeable
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import Consent, ConsentKind
from arrears.foundation import vault
from arrears.foundation.api import SYSTEM, Actor, OutOfScope, Role, keep_setting, read_file
from arrears.foundation.models import AuditLine
from arrears.gate.packs.registry import PACKS
from arrears.kernel import clock
from tests import cast
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.desk.staff import staff
from tests.desk.test_agreements import plan as spoken_plan
from tests.desk.test_agreements import recorded_talk

D = DataRequest


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case(roles=(cast.emergency_contact("赵七", 7),))


@pytest.fixture
def officer(case: DeskCase) -> Actor:
    return staff(Role.COMPLIANCE, creditors=(case.of.creditor.code,))


@pytest.fixture
def second(case: DeskCase) -> Actor:
    return staff(Role.ADMINISTRATOR)


def asked(case: DeskCase, kind: DataRequest) -> int:
    order = ConcernOrder(
        **case.ids, kind=ConcernKind.DATA_REQUEST, text="I ask for it.", data_request=kind, opened_on=MONDAY
    )
    return care.open_concern(order, case.actor).id


def audited(action: str) -> list[str]:
    return list(AuditLine.objects.filter(action=action).values_list("subject", flat=True))


# --- access -----------------------------------------------------------------------------------------------------


def test_the_package_holds_everything_of_the_person_and_nothing_of_others(
    case: DeskCase, officer: Actor
) -> None:
    with clock.standing_at(at(10)):
        case.talk(Outcome.REACHED_DEBTOR, note="Pays on Friday.")
        case.pay(12_345, MONDAY, "p-1")
        found = care.write_package(asked(case, D.ACCESS), officer)
    assert found.package_json is not None
    assert found.package_docx is not None
    plain = json.loads(read_file(found.package_json, officer))
    parts = plain["sections"]
    person = portfolio.person_data(case.of.debtor_id, why="test", actor=officer)
    assert parts["person"][0]["name"] == "王一"
    assert parts["person"][0]["id_number"] == person.id_number != ""
    assert {one["value"] for one in parts["contact_points"]} == {one.value for one in person.reached_by}
    assert parts["accounts"][0]["number"] == "C-1"
    assert [one["amount_minor"] for one in parts["ledger"]] == [12_345]
    assert sum(one["paid_minor"] for one in parts["instalments"]) == 12_345
    assert "Pays on Friday." in [one["text"] for one in parts["words"]]
    assert {"attempt", "outcome"} <= {one["kind"] for one in parts["contacts"]}
    assert [one["text"] for one in parts["concerns"]] == ["I ask for it."]
    assert {"promises", "agreements", "reasons", "stops", "consents", "documents", "people"} <= set(parts)
    assert any("PIPL 44, 45" in words["en"] and "from memory" in words["en"] for words in plain["basis"])
    assert "赵七" not in read_file(found.package_json, officer).decode()
    document = docx.Document(BytesIO(read_file(found.package_docx, officer)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"王一", "C-1", person.id_number} <= cells


def test_who_writes_it_and_who_read_it_is_kept(case: DeskCase, officer: Actor) -> None:
    request = asked(case, D.ACCESS)
    with pytest.raises(CareRefused, match="Compliance or an administrator"):
        care.write_package(request, case.actor)
    with pytest.raises(OutOfScope):
        care.write_package(request, staff(Role.COMPLIANCE, "a_stranger"))
    with pytest.raises(CareRefused, match="no request of this kind"):
        care.write_package(asked(case, D.DELETION), officer)
    found = care.write_package(request, officer)
    assert audited("person.copied") == [f"party:{case.of.debtor_id}"]
    assert found.package_json is not None
    read_file(found.package_json, officer)
    assert f"file:{found.package_json}" in audited("file.read")
    with pytest.raises(OutOfScope):
        read_file(found.package_json, staff(Role.COMPLIANCE, "a_stranger"))


@pytest.mark.parametrize("regime", sorted(PACKS))
@pytest.mark.parametrize("wish", D)
def test_every_regime_has_its_articles_or_is_named_without(regime: str, wish: DataRequest) -> None:
    found = care.articles([regime, regime], wish)
    assert len(found) == (0 if regime in WITHOUT else 1)
    assert all(one.source and one.says.zh and one.says.en and one.certainty == "memory" for one in found)


# --- correction -------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_put_right_and_the_row_before_is_kept(case: DeskCase, officer: Actor) -> None:
    request = asked(case, D.CORRECTION)
    care.correct(
        request, officer, name="王 一鸣", region="浙江省", birth_year=1984,
        contact_kind=ContactKind.EMAIL, contact_value="new@example.com",
    )  # fmt: skip
    person = portfolio.person_data(case.of.debtor_id, why="test", actor=officer)
    assert (person.name, person.region, person.birth_year) == ("王 一鸣", "浙江省", 1984)
    assert "new@example.com" in {one.value for one in person.reached_by}
    assert [hit.debtor_id for hit in portfolio.find(officer, "王 一鸣")] == [case.of.debtor_id]
    assert audited("party.corrected") == [f"party:{case.of.debtor_id}"]
    assert care.events_of(request, officer)[-1][1:3] == (
        "corrected",
        {"fields": "name,region,birth_year,email"},
    )


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, CareRefused),
        ({"name": " "}, PortfolioError),
        ({"birth_year": 12}, PortfolioError),
        ({"name": "王一"}, PortfolioError),
        ({"contact_kind": ContactKind.PHONE, "contact_value": "x"}, PortfolioError),
    ],
)
def test_what_cannot_be_a_correction(
    case: DeskCase, officer: Actor, said: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        care.correct(asked(case, D.CORRECTION), officer, **said)  # type: ignore[arg-type]  # a table of values


# --- deletion ---------------------------------------------------------------------------------------------------

# role, state, verified, is another one of the same person verified → may it be wiped
POINTS = [
    (RoleOnAccount.DEBTOR, ContactState.VALID, MONDAY, False, False),
    (RoleOnAccount.DEBTOR, ContactState.UNVERIFIED, None, False, False),
    (RoleOnAccount.DEBTOR, ContactState.UNVERIFIED, None, True, True),
    (RoleOnAccount.GUARANTOR, ContactState.UNVERIFIED, None, False, False),
    (RoleOnAccount.DEBTOR, ContactState.WRONG_NUMBER, None, False, True),
    (RoleOnAccount.DEBTOR, ContactState.REFUSED, MONDAY, False, True),
    (RoleOnAccount.DEBTOR, ContactState.LOST, MONDAY, False, True),
    (RoleOnAccount.EMERGENCY_CONTACT, ContactState.VALID, MONDAY, False, True),
    (RoleOnAccount.EMERGENCY_CONTACT, ContactState.UNVERIFIED, None, False, True),
    (RoleOnAccount.EMERGENCY_CONTACT, ContactState.WIPED, None, False, False),
]


@pytest.mark.parametrize(("role", "state", "verified", "other", "goes"), POINTS)
@pytest.mark.django_db
def test_which_contact_points_may_go(
    case: DeskCase, role: RoleOnAccount, state: ContactState, verified: date | None, other: bool, goes: bool
) -> None:
    base = portfolio.contact_points(case.of.debtor_id)[0]
    point = replace(base, contact_point_id=1, roles=(role,), state=state, verified_on=verified)
    spare = replace(base, contact_point_id=2, roles=(role,), state=ContactState.VALID, verified_on=MONDAY)
    found = wipeable([point, spare] if other else [point])
    assert (1 in {one.point.contact_point_id for one in found}) is goes


# open accounts, last day of keeping, today → is the person as a whole still kept
KEPT = [
    (1, None, MONDAY, True),
    (0, None, MONDAY, True),
    (0, MONDAY, MONDAY, True),
    (0, MONDAY, MONDAY + timedelta(days=1), False),
]


@pytest.mark.parametrize(("open_accounts", "until", "today", "kept"), KEPT)
def test_what_keeps_the_person(open_accounts: int, until: date | None, today: date, kept: bool) -> None:
    assert (kept_because(open_accounts, until, today) is not None) is kept


def emergency_points(case: DeskCase) -> list[int]:
    return [
        one.contact_point_id
        for one in portfolio.contact_points(case.of.debtor_id)
        if RoleOnAccount.EMERGENCY_CONTACT in one.roles
    ]


def test_somebody_elses_number_goes_at_once_when_a_second_person_agrees(
    case: DeskCase, officer: Actor, second: Actor
) -> None:
    request, points = asked(case, D.DELETION), emergency_points(case)
    value = portfolio.reveal(officer, why="test", contact_point_id=points[0])
    care.ask_deletion(request, officer, contact_point_ids=points)
    assert portfolio.find(officer, value) != ()
    with pytest.raises(CareRefused, match="Another person"):
        care.decide_deletion(request, True, officer)
    assert care.decide_deletion(request, True, second).deletion is None
    listed = portfolio.contact_points(case.of.debtor_id)
    wiped = next(one for one in listed if one.contact_point_id == points[0])
    assert (wiped.state, wiped.masked, wiped.usable) == (ContactState.WIPED, "***", False)
    assert portfolio.reveal(officer, why="test", contact_point_id=points[0]) == ""
    assert portfolio.find(officer, value) == ()
    assert set(audited("contact_point.wiped")) == {f"contact_point:{point}" for point in points}
    assert "wiped" in {change.state_after for change in portfolio.contact_changes(officer, points)[points[0]]}


def test_a_second_person_may_say_no_and_then_nothing_is_removed(
    case: DeskCase, officer: Actor, second: Actor
) -> None:
    request, points = asked(case, D.DELETION), emergency_points(case)
    care.ask_deletion(request, officer, contact_point_ids=points)
    care.decide_deletion(request, False, second)
    assert portfolio.reveal(officer, why="test", contact_point_id=points[0]) != ""
    with pytest.raises(CareRefused, match="Nothing waits"):
        care.decide_deletion(request, True, second)


def test_what_the_debt_needs_is_kept_and_the_rule_is_told(case: DeskCase, officer: Actor) -> None:
    request = asked(case, D.DELETION)
    own = case.of.point(ContactKind.PHONE)
    with pytest.raises(CareRefused, match="still needed"):
        care.ask_deletion(request, officer, contact_point_ids=[own])
    with pytest.raises(CareRefused, match="An account is still open"):
        care.ask_deletion(request, officer, party=True)
    with pytest.raises(CareRefused, match="Choose what"):
        care.ask_deletion(request, officer)
    found = care.outlook(request, officer)
    assert ([rule for rule, _source in found.rules], found.until) == (["CN-R1"], None)


def test_when_the_time_of_keeping_is_over_the_person_is_wiped(
    case: DeskCase, officer: Actor, second: Actor
) -> None:
    """Ended on 2026-11-23; CN-R1 keeps the records two years; on the day after them everything may go."""
    with clock.standing_at(at(10)):
        case.talk(Outcome.REACHED_DEBTOR, note="Paid at the bank.")
        portfolio.close_account(case.of.account_id, on=MONDAY, reason="paid", actor=SYSTEM)
        PartyAudit.objects.create(creditor_id=case.of.creditor.id, party_id=case.of.debtor_id, sex="female")
        assert portfolio.person_data(case.of.debtor_id, why="test", actor=officer).sex == "female"
        Party.objects.create(
            creditor_id=case.of.creditor.id, ref="twice", kind="person", merged_into_id=case.of.debtor_id,
            name_sealed=vault.seal("王一"), name_index=vault.blind_index("name", "王一"),
        )  # fmt: skip
        request = asked(case, D.DELETION)
        found = care.outlook(request, officer)
        assert found.until == date(2028, 11, 23)
        with pytest.raises(CareRefused, match="2028-11-23"):
            care.ask_deletion(request, officer, party=True)
    with clock.standing_at(at(10, day=date(2028, 11, 24))):
        care.ask_deletion(request, officer, party=True)
        care.decide_deletion(request, True, second)
    person = portfolio.person_data(case.of.debtor_id, why="test", actor=officer)
    assert (person.name, person.id_number, person.birth_year, person.region) == ("***", "", None, "")
    assert person.sex == ""
    assert vault.unseal(Party.objects.get(merged_into=case.of.debtor_id).name_sealed) == "***"
    assert {one.value for one in person.reached_by} == {""}
    assert portfolio.find(officer, "王一") == ()
    assert contact.words_kept(officer, case.of.debtor_id, why="test", last=10) == ()
    assert len(contact.attempts_of(officer, case.of.debtor_id)) == 1


def test_the_recording_of_a_spoken_plan_is_kept_by_its_own_rule(case: DeskCase, officer: Actor) -> None:
    """CN-K3 beside CN-R1: until the plan is settled, and two years at least."""
    with clock.standing_at(at(10)):
        plan = promises.request(spoken_plan(case), case.actor)
        talk = Consent(kind=ConsentKind.TALK, at=at(10), attempt_id=recorded_talk(case))
        promises.agree(plan.id, talk, case.actor)
        request = asked(case, D.DELETION)
        assert [rule for rule, _source in care.outlook(request, officer).rules] == ["CN-R1", "CN-K3"]
        portfolio.close_account(case.of.account_id, on=MONDAY, reason="paid", actor=SYSTEM)
        assert care.outlook(request, officer).until == date(2028, 11, 23)


# the request is raised on → whether the person may be wiped that day: the years run from 2026-11-23, not from it
@pytest.mark.parametrize(("raised", "free"), [(date(2028, 11, 23), False), (date(2028, 11, 24), True)])
def test_asking_does_not_begin_the_years_anew(
    case: DeskCase, officer: Actor, raised: date, free: bool
) -> None:
    with clock.standing_at(at(10)):
        case.talk(Outcome.REACHED_DEBTOR, note="Paid at the bank.")
        portfolio.close_account(case.of.account_id, on=MONDAY, reason="paid", actor=SYSTEM)
    with clock.standing_at(at(10, day=raised)):
        found = care.outlook(asked(case, D.DELETION), officer)
        assert (found.until, found.kept_because is None) == (date(2028, 11, 23), free)


def test_the_house_may_keep_longer_never_shorter(case: DeskCase, officer: Actor) -> None:
    keep_setting(case.of.creditor.id, "retention_years", 5, actor=SYSTEM)
    with clock.standing_at(at(10)):
        portfolio.close_account(case.of.account_id, on=MONDAY, reason="paid", actor=SYSTEM)
        assert care.outlook(asked(case, D.DELETION), officer).until == date(2031, 11, 23)
