"""A person is wiped from every room: what goes, what stays and why, files that are shared, a process that is killed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import connection, models

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, PortfolioError
from arrears.book.portfolio.models import Collateral, LostContact, LostContactAttempt, WipedContact
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder, DataRequest, Reason, ReasonOrder, Result
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import InboundOrder, Outcome
from arrears.desk.contact.models import Attempt
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import Ability, AgreementKind, AgreementOrder, Consent, ConsentKind, Line
from arrears.foundation import vault
from arrears.foundation.api import (
    SYSTEM,
    Actor,
    NoSuchFile,
    Role,
    read_file,
    store_file,
    sweep_files,
    wipe_everywhere,
    wipers,
)
from arrears.foundation.fields import SealedField
from arrears.foundation.models import AuditLine, StoredFile
from arrears.kernel import clock
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, FollowUpOrder, TaskOrder
from tests import cast
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.desk.staff import staff

OVER = date(2028, 11, 24)
"""Two years (CN-R1) after the last thing that is done in the case below."""
SECRET = "kanarienvogel"
Commit = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


# --- every table that leads to a person is wiped or kept with a reason --------------------------------------------

NAMING = ("party_id", "debtor_id", "person_id", "account_id", "contact_point_id")
LEADS = """
SELECT DISTINCT c.table_name FROM information_schema.columns c
JOIN pg_class r ON r.oid = format('%%I', c.table_name)::regclass AND r.relkind IN ('r', 'p') AND NOT r.relispartition
WHERE c.table_schema = current_schema() AND c.column_name = ANY(%s)
"""


def leading_to_a_person() -> set[str]:
    """Tables with a column that names a person or account, and all that hang on those by a key."""
    with connection.cursor() as cursor:
        cursor.execute(LEADS, [list(NAMING)])
        found = {name for (name,) in cursor.fetchall()} | {"portfolio_party", "portfolio_account"}
    models_ = [model for model in apps.get_models() if model.__module__.startswith("arrears.")]
    while True:
        more = {
            model._meta.db_table
            for model in models_
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model._meta.db_table in found
        }
        if more <= found:
            return found
        found |= more


@pytest.mark.django_db
def test_every_table_that_leads_to_a_person_is_named_by_one_wiper() -> None:
    named = [table for wiper in wipers() for table in (*wiper.wipes, *wiper.keeps)]
    assert sorted(named) == sorted({*leading_to_a_person(), "portfolio_wipedcontact"})
    assert all(why.strip() for wiper in wipers() for why in (*wiper.wipes.values(), *wiper.keeps.values()))


# --- a case with something of everything --------------------------------------------------------------------------


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case(roles=(cast.emergency_contact("赵七", 7),))


@pytest.fixture
def officer(case: DeskCase) -> Actor:
    return staff(Role.COMPLIANCE, creditors=(case.of.creditor.code,))


@pytest.fixture
def second(case: DeskCase) -> Actor:
    return staff(Role.ADMINISTRATOR)


def kept(case: DeskCase, content: bytes, name: str) -> uuid.UUID:
    return store_file(
        content, name=name, media_type="audio/wav", creditor_id=case.of.creditor.id, actor=case.actor
    ).id


def live(case: DeskCase, officer: Actor) -> None:
    """Talk, letter, reply, plan, dispute with its answer, package, document, task, diary, mandate, a reason."""
    talk = case.talk(Outcome.REACHED_DEBTOR, note=f"{SECRET} 1")
    assert talk.attempt_id is not None
    contact.attach_recording(talk.attempt_id, kept(case, b"RIFF" + SECRET.encode(), "talk.wav"), case.actor)
    case.reach("letter")
    contact.take_inbound(InboundOrder(**case.ids, channel="sms", text=f"{SECRET} 2"), case.actor)
    care.record_reason(
        ReasonOrder(
            **case.ids, account_id=case.of.account_id, reason=Reason.CASH_FLOW, evidence=f"{SECRET} 3"
        ),
        case.actor,
    )
    lines = tuple(Line(due_on=date(2026, 12, day), amount_minor=100_000) for day in (1, 15))
    plan = promises.request(
        AgreementOrder(
            **case.ids, kind=AgreementKind.PLAN, account_id=case.of.account_id, currency="CNY", lines=lines,
            why=f"{SECRET} 4", ability=Ability(income_minor=912_345),
        ),
        case.actor,
    )  # fmt: skip
    signed = Consent(kind=ConsentKind.SIGNED, at=at(10), file_id=kept(case, b"signed", "signed.pdf"))
    promises.agree(plan.id, signed, case.actor)
    for _version in range(2):
        promises.write_paper(plan.id, case.actor)
    raised = care.open_concern(
        ConcernOrder(**case.ids, kind=ConcernKind.COMPLAINT, text=f"{SECRET} 5", opened_on=MONDAY,
                     evidence=(kept(case, b"a photograph", "photo.jpg"),)),
        case.actor,
    )  # fmt: skip
    care.close_concern(raised.id, Result.UPHELD, officer, answer=f"{SECRET} 6", root_cause="a wrong list")
    care.write_answer(raised.id, officer)
    for _version in range(2):
        care.write_package(asked(case, DataRequest.ACCESS), officer)
    portfolio.file_document(
        case.of.account_id, b"contract", kind="contract", title=f"{SECRET} 8", media_type="application/pdf",
        actor=officer,
    )  # fmt: skip
    team.plan_follow_up(FollowUpOrder(**case.ids, due_on=MONDAY, what=f"{SECRET} 9"), case.actor)
    team.ask_department(
        TaskOrder(**case.ids, department=Department.LEGAL, question=f"{SECRET} 10"), case.actor
    )
    payments.add_mandate(
        case.of.account_id, reference="M-1", bank_code="102", holder="王一", number="6222020000000000001",
        since=MONDAY, actor=officer,
    )  # fmt: skip
    own = {"creditor_id": case.of.creditor.id}
    Collateral.objects.create(
        **own,
        account_id=case.of.account_id,
        ref="V",
        kind="vehicle",
        plate=f"{SECRET} 11",
        location_note=SECRET,
    )
    lost = LostContact.objects.create(**own, debtor_id=case.of.debtor_id, since=MONDAY, state="ended")
    LostContactAttempt.objects.create(
        **own, case=lost, source="creditor", reference=SECRET, result=SECRET, by="x", on=MONDAY
    )
    portfolio.correct_party(case.of.debtor_id, why="Q-1", actor=officer, region="浙江省")
    portfolio.close_account(case.of.account_id, on=MONDAY, reason=SECRET, actor=SYSTEM)


def asked(case: DeskCase, kind: DataRequest) -> int:
    order = ConcernOrder(
        **case.ids, kind=ConcernKind.DATA_REQUEST, text=SECRET, data_request=kind, opened_on=MONDAY
    )
    return care.open_concern(order, case.actor).id


def said(row: models.Model) -> str:
    """A row in the clear, sealed columns opened."""
    return json.dumps(
        [
            vault.unseal(bytes(value)) if isinstance(field, SealedField) else str(value)
            for field in row._meta.concrete_fields
            for value in [getattr(row, field.attname)]
        ],
        ensure_ascii=False,
    )


def tables_that_tell(words: tuple[str, ...]) -> Iterator[str]:
    """Tables in which a row still tells one of these words."""
    for model in apps.get_models():
        if not model.__module__.startswith("arrears.") or not model._meta.managed:
            continue
        if any(word in said(row) for row in model._default_manager.all() for word in words):
            yield model._meta.db_table


def contents() -> set[str]:
    """Names of all contents in the store, where there is one yet."""
    storage = storages["arrears"]
    folders = storage.listdir("")[0] if storage.exists("") else []
    return {name for folder in folders for name in storage.listdir(folder)[1]}


# --- the story ----------------------------------------------------------------------------------------------------


def test_nothing_of_the_person_is_left_outside_what_is_kept(
    case: DeskCase, officer: Actor, second: Actor, django_capture_on_commit_callbacks: Commit
) -> None:
    person = portfolio.person_data(case.of.debtor_id, why="test", actor=officer)
    personal = ("王一", person.id_number, "912345", "6222020000000000001", *(
        one.value for one in person.reached_by
    ))  # fmt: skip
    before = contents()
    with clock.standing_at(at(10)):
        live(case, officer)
    shared = kept(case, b"contract", "the same content in another file")
    assert len(contents() - before) >= 10
    assert {"contact_attempt", "team_task", "portfolio_document"} <= set(tables_that_tell((SECRET,)))
    with clock.standing_at(at(10, day=OVER)), django_capture_on_commit_callbacks(execute=True):
        request = asked(case, DataRequest.DELETION)
        care.ask_deletion(request, officer, party=True)
        care.decide_deletion(request, True, second)
        care.close_concern(
            request, Result.UPHELD, officer, answer=f"{SECRET} told by telephone", root_cause="x"
        )
    may_stay = {table for wiper in wipers() for table in wiper.keeps}
    assert set(tables_that_tell((SECRET,))) <= may_stay | {"foundation_auditline"}  # reasons that staff gave
    assert set(tables_that_tell(personal)) <= {"gate_permit", "gate_refusal"}  # texts, sealed in the chain
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [shared]
    assert read_file(shared, officer) == b"contract"
    assert len(contents() - before) == 1
    rooms = set(AuditLine.objects.filter(action="person.wiped").values_list("detail__room", flat=True))
    assert rooms == {
        "people.team", "desk.care", "desk.promises", "desk.contact", "book.payments", "book.portfolio",
    }  # fmt: skip
    assert contact.attempts_of(officer, case.of.debtor_id) != ()
    assert not any(SECRET in one.what for one in team.follow_ups_of(officer, case.of.debtor_id))


def test_wiped_once_more_nothing_changes_and_an_open_account_forbids_it(
    case: DeskCase, officer: Actor, django_capture_on_commit_callbacks: Commit
) -> None:
    with pytest.raises(PortfolioError, match="still open"):
        portfolio.wipe_order(case.of.debtor_id, why="Q-1", actor=officer)
    with clock.standing_at(at(10)):
        live(case, officer)
    with django_capture_on_commit_callbacks(execute=True):
        order = portfolio.wipe_order(case.of.debtor_id, why="Q-1", actor=officer)
        assert wipe_everywhere(order, officer).rows > 10
    lines = AuditLine.objects.count()
    again = wipe_everywhere(portfolio.wipe_order(case.of.debtor_id, why="Q-1", actor=officer), officer)
    assert (again.rows, again.files, AuditLine.objects.count()) == (0, frozenset(), lines)


def test_a_file_that_another_case_names_stays(case: DeskCase, officer: Actor) -> None:
    other = desk_case("C-2", 2)
    with clock.standing_at(at(10)):
        mine, theirs = case.talk(Outcome.REACHED_DEBTOR), other.talk(Outcome.REACHED_DEBTOR)
        file = kept(case, b"RIFFone recording of two cases", "talk.wav")
        Attempt.objects.filter(pk__in=[mine.attempt_id, theirs.attempt_id]).update(recording=file)
        portfolio.close_account(case.of.account_id, on=MONDAY, reason="paid", actor=SYSTEM)
        done = wipe_everywhere(portfolio.wipe_order(case.of.debtor_id, why="Q-1", actor=officer), officer)
    assert file not in done.files
    assert Attempt.objects.get(pk=theirs.attempt_id).recording_id == file
    assert Attempt.objects.get(pk=mine.attempt_id).recording_id is None
    assert read_file(file, officer).startswith(b"RIFF")


def test_killed_before_the_contents_are_gone_the_next_sweep_goes_on(
    case: DeskCase, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are committed and the process dies: nobody can read the files, and their contents go later."""
    with clock.standing_at(at(10)):
        live(case, officer)
        names = {row.pk: row.sha256 for row in StoredFile.objects.all()}
        wipe_everywhere(portfolio.wipe_order(case.of.debtor_id, why="Q-1", actor=officer), officer)
    assert set(names.values()) <= contents()  # nothing was committed yet in this test: the contents wait
    for file in names:
        with pytest.raises(NoSuchFile):
            read_file(file, officer)
    storage = storages["arrears"]
    really, calls = type(storage).delete, []

    def dies(self: object, name: str) -> None:
        calls.append(name)
        if len(calls) == 3:
            raise KeyboardInterrupt
        really(self, name)

    monkeypatch.setattr(type(storage), "delete", dies)
    with pytest.raises(KeyboardInterrupt):
        sweep_files()
    monkeypatch.undo()
    assert sweep_files() >= len(names) - 2
    assert not set(names.values()) & contents()
    assert sweep_files() == 0


def test_people_beside_the_debtor_lose_what_was_said_to_them_alone(case: DeskCase, officer: Actor) -> None:
    """A guarantor owes on the debtor's open account, so they are not wiped; somebody who owes nothing may be."""
    people = {one.person_id for one in portfolio.contact_points(case.of.debtor_id)} - {case.of.debtor_id}
    (friend,) = people
    with clock.standing_at(at(10)):
        case.talk(Outcome.REACHED_DEBTOR, note="Pays on Friday.")
        told = case.talk(Outcome.NO_ANSWER, note=f"{SECRET} to the friend")
        Attempt.objects.filter(pk=told.attempt_id).update(person=friend)
        order = portfolio.wipe_order(friend, why="Q-2", actor=officer)
        wipe_everywhere(order, officer)
    assert order.account_ids == ()
    texts = [one.text for one in contact.words_kept(officer, case.of.debtor_id, why="test", last=10)]
    assert "Pays on Friday." in texts
    assert not any(SECRET in text for text in texts)
    assert portfolio.person_data(case.of.debtor_id, why="test", actor=officer).name == "王一"


# --- a later file -------------------------------------------------------------------------------------------------


def test_a_later_file_does_not_bring_a_wiped_number_back(case: DeskCase, officer: Actor) -> None:
    phone = case.of.point(ContactKind.PHONE)
    value = portfolio.reveal(officer, why="test", contact_point_id=phone)
    portfolio.wipe_contact_point(phone, why="Q-3", actor=officer)
    portfolio.wipe_contact_point(phone, why="Q-3", actor=officer)
    assert WipedContact.objects.count() == 1
    again = desk_case(roles=(cast.emergency_contact("赵七", 7),))
    assert again.of.debtor_id == case.of.debtor_id
    assert portfolio.find(officer, value) == ()
    other = desk_case("C-9", 1, business_date=date(2026, 11, 24))
    assert portfolio.find(officer, value) == () or other.of.debtor_id != case.of.debtor_id
    portfolio.add_contact_point(
        case.of.debtor_id, ContactKind.PHONE, value, source="debtor", why="gave it again", actor=officer
    )
    assert [hit.debtor_id for hit in portfolio.find(officer, value)] == [case.of.debtor_id]
