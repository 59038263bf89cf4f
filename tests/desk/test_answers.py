"""The answer to a concern: its owner, its day, the contact it is about, its letter."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import docx
import pytest

from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.care import api as care
from arrears.desk.care.contracts import (
    CareRefused,
    Complexity,
    ConcernFacts,
    ConcernKind,
    ConcernOrder,
    DataRequest,
    Result,
)
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome, ReachError, ReachState
from arrears.foundation.api import SYSTEM, Actor, Role, read_file
from arrears.kernel import clock
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.desk.staff import staff

pytestmark = pytest.mark.django_db
ANSWER = "We rang on a Sunday and have stopped that."


@pytest.fixture
def case() -> DeskCase:
    return desk_case()


@pytest.fixture
def officer(case: DeskCase) -> Actor:
    return staff(Role.COMPLIANCE, creditors=(case.of.creditor.code,))


def raised(case: DeskCase, kind: ConcernKind = ConcernKind.COMPLAINT, **more: object) -> ConcernFacts:
    if kind is ConcernKind.DATA_REQUEST:
        more.setdefault("data_request", DataRequest.ACCESS)
    order = ConcernOrder(**case.ids, kind=kind, text="You rang on a Sunday.", opened_on=MONDAY, **more)  # type: ignore[arg-type]
    with clock.standing_at(at(9)):
        return care.open_concern(order, case.actor)


def answered(case: DeskCase, officer: Actor, kind: ConcernKind = ConcernKind.COMPLAINT) -> ConcernFacts:
    concern = raised(case, kind)
    return care.close_concern(concern.id, Result.UPHELD, officer, answer=ANSWER, root_cause="a wrong list")


# --- owner, day, contact ----------------------------------------------------------------------------------------


def test_a_concern_gets_an_owner_who_sees_the_creditor(case: DeskCase, officer: Actor) -> None:
    concern = raised(case)
    assert officer.user_id is not None
    assert care.hand_to(concern.id, officer.user_id, officer).owner_id == officer.user_id
    stranger = staff(Role.COMPLIANCE, "a_stranger")
    for wrong in (stranger.user_id, case.actor.user_id):
        with pytest.raises(CareRefused, match="look after"):
            care.hand_to(concern.id, wrong or 0, officer)
    with pytest.raises(CareRefused, match="leader or compliance"):
        care.hand_to(concern.id, officer.user_id, case.actor)


@pytest.mark.parametrize(
    ("complexity", "days"), [(Complexity.SIMPLE, 15), (Complexity.COMPLEX, 30), (Complexity.SPECIAL, 60)]
)
def test_the_day_follows_from_how_hard_a_complaint_is(
    case: DeskCase, officer: Actor, complexity: Complexity, days: int
) -> None:
    """CN-Q1: fifteen days, thirty, and thirty more with approval."""
    concern = care.rate(raised(case).id, complexity, "many recordings", officer)
    assert (concern.due_on, concern.due_rule) == (MONDAY + timedelta(days=days), "CN-Q1")


# kind, day after it was raised, is it taken
DAYS = [
    (ConcernKind.COMPLAINT, 10, True),
    (ConcernKind.COMPLAINT, 16, False),
    (ConcernKind.DATA_REQUEST, 30, True),
    (ConcernKind.DATA_REQUEST, 31, False),
    (ConcernKind.DATA_REQUEST, -1, False),
    (ConcernKind.HARDSHIP, 5, False),
]


@pytest.mark.parametrize(("kind", "days", "taken"), DAYS)
def test_a_day_is_set_within_what_the_rules_leave(
    case: DeskCase, officer: Actor, kind: ConcernKind, days: int, taken: bool
) -> None:
    concern = raised(case, kind)
    day = MONDAY + timedelta(days=days)
    if taken:
        assert care.set_due(concern.id, day, "asked for by phone", officer).due_on == day
    else:
        with pytest.raises(CareRefused):
            care.set_due(concern.id, day, "asked for by phone", officer)


def test_a_complaint_names_whoever_made_the_contact_it_is_linked_with(case: DeskCase, officer: Actor) -> None:
    with clock.standing_at(at(10)):
        talk = case.talk(Outcome.REACHED_DEBTOR)
        other = desk_case("C-2", 2).talk(Outcome.REACHED_DEBTOR)
    concern = raised(case)
    assert concern.about_user_id is None
    linked = care.link_contact(concern.id, talk.attempt_id, officer)
    assert (linked.attempt_id, linked.about_user_id) == (talk.attempt_id, case.actor.user_id)
    with pytest.raises(CareRefused, match="another case"):
        care.link_contact(concern.id, other.attempt_id, officer)


# --- the letter -------------------------------------------------------------------------------------------------


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


@pytest.mark.parametrize("kind", list(care.ANSWER_LETTERS))
@pytest.mark.parametrize(("language", "says"), [(None, "安和商务服务有限公司"), ("en", "Anhe Services")])
def test_an_answer_is_written_as_a_letter(
    case: DeskCase, officer: Actor, kind: ConcernKind, language: str | None, says: str
) -> None:
    concern = care.write_answer(answered(case, officer, kind).id, officer, language=language)
    assert concern.answer_pdf is not None
    assert concern.answer_docx is not None
    assert read_file(concern.answer_pdf, officer).startswith(b"%PDF")
    written = text_of(read_file(concern.answer_docx, officer))
    assert all(part in written for part in (says, ANSWER, f"Q-{concern.id}", "王一"))
    assert care.events_of(concern.id, officer)[-1][1] == "answer_written"


def test_only_an_ended_concern_that_is_answered_has_a_letter(case: DeskCase, officer: Actor) -> None:
    open_one = raised(case)
    hardship = raised(case, ConcernKind.HARDSHIP)
    ended = care.close_concern(hardship.id, Result.OVER, officer)
    for concern_id in (open_one.id, ended.id):
        with pytest.raises(CareRefused, match="no answer"):
            care.write_answer(concern_id, officer)
    closed = care.close_concern(open_one.id, Result.UPHELD, officer, answer=ANSWER, root_cause="a list")
    with pytest.raises(CareRefused, match="leader or compliance"):
        care.write_answer(closed.id, case.actor)


def test_the_letter_goes_out_through_the_gate_once(case: DeskCase, officer: Actor) -> None:
    concern = answered(case, officer)
    address = case.of.point(ContactKind.ADDRESS)
    with clock.standing_at(at(10)):
        with pytest.raises(CareRefused, match="Write the letter first"):
            care.hand_out_answer(concern.id, address, officer)
        care.write_answer(concern.id, officer)
        first = care.hand_out_answer(concern.id, address, officer)
        again = care.hand_out_answer(concern.id, address, officer)
        by_mail = care.hand_out_answer(concern.id, case.of.point(ContactKind.EMAIL), officer)
    assert (first.state, first.attempt_id) == (ReachState.PRINTED, again.attempt_id)
    assert by_mail.state is ReachState.SIMULATED
    assert first.attempt_id is not None
    attempt = contact.attempt(first.attempt_id, officer, reveal=True)
    assert (attempt.purpose, ANSWER in attempt.content) == ("answer", True)
    kinds = [kind for _at, kind, _detail, _by in care.events_of(concern.id, officer)]
    assert kinds == ["opened", "closed", "answer_written", "answer_printed", "answer_simulated"]


def test_a_wish_for_no_letters_stands_before_an_answer_too(case: DeskCase, officer: Actor) -> None:
    """The gate alone decides: the refusal stands in the history, nothing is printed."""
    concern = answered(case, officer)
    wish = care.Wish(kind=care.WishKind.NO_CHANNEL, channel="letter")
    with clock.standing_at(at(10)):
        care.write_answer(concern.id, officer)
        raised(case, ConcernKind.WISH, wish=wish)
        result = care.hand_out_answer(concern.id, case.of.point(ContactKind.ADDRESS), officer)
    assert result.state is ReachState.REFUSED
    assert "refusal" in {entry.kind for entry in contact.timeline(SYSTEM, case.of.debtor_id)}


def test_a_letter_says_what_it_lacks(case: DeskCase, officer: Actor) -> None:
    with pytest.raises(ReachError, match="Text of the answer"):
        contact.write_letter(
            case.of.creditor.id, case.of.debtor_id, "complaint_answer_letter", officer,
            reference="Q-1", blanks={"reference": "Q-1"},
        )  # fmt: skip


def test_what_a_word_file_cannot_hold_is_left_out(case: DeskCase, officer: Actor) -> None:
    paper = contact.write_letter(
        case.of.creditor.id, case.of.debtor_id, "complaint_answer_letter", officer,
        reference="Q-1", blanks={"reference": "Q-1", "answer": "sorry\x0b\x1f!"},
    )  # fmt: skip
    assert "sorry!" in text_of(paper.docx)


def test_the_day_of_an_old_concern_stays(case: DeskCase, officer: Actor) -> None:
    concern = answered(case, officer)
    with pytest.raises(CareRefused, match="ended already"):
        care.set_due(concern.id, date(2026, 12, 1), "later", officer)
