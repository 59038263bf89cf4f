"""What a compliance officer does: stops, consents, concerns, what-if, texts, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from arrears.desk.care import api as care
from arrears.desk.scripts import api as scripts
from arrears.desk.scripts.contracts import ScriptDraft, ScriptStatus, Stage
from arrears.faces.workbench.compliance.content_views import difference, pieces
from arrears.foundation.api import SYSTEM, Role, audit_lines
from arrears.gate import api as gate
from arrears.gate.api import LineFilter, LineKind
from arrears.kernel.clock import at_local, day_bounds, standing_at
from arrears.kernel.words import Words
from arrears.language.api import screen
from tests import cast
from tests.faces.workbench.compliance.seat import MONDAY, TUESDAY, Seat, log_in, sit
from tests.gate.test_door import call

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat() -> Iterator[Seat]:
    made = sit()
    with standing_at(at_local(TUESDAY, 10)):
        yield made


def send(client: Client, path: str, act: str, **said: object) -> tuple[int, str]:
    prefixed = {"stop", "consent", "refused", "lift", "withdraw"}
    start = f"{act}-" if act in prefixed else ""
    answer = client.post(path, {"act": act, **{f"{start}{name}": value for name, value in said.items()}})
    return answer.status_code, answer.content.decode()


# --- stops and consents ----------------------------------------------------------------------------------------


def test_a_stop_is_placed_and_the_gate_refuses_at_once(seat: Seat) -> None:
    path = f"/cases/{seat.wang.debtor_id}/stops/"
    said = {"kind": "stop_channel", "channel": "call", "reference": "letter 9"}
    assert send(seat.client, path, "stop", **(said | {"channel": ""}))[0] == 422
    assert send(seat.client, path, "stop", **said)[0] == 302
    kinds = [one.kind for one in gate.stops(SYSTEM, seat.wang.creditor.id, seat.wang.debtor_id)]
    assert kinds[0] == "stop_channel"
    assert gate.request(call(seat.wang)).answer.verdict == "refuse"


def test_a_stop_is_lifted_with_a_ground_and_a_reason_by_compliance_alone(seat: Seat) -> None:
    path = f"/cases/{seat.wang.debtor_id}/stops/"
    said = {"stop_id": seat.stop_id, "ground": "withdrawn", "why": "call of today, tape 13"}
    leader, _actor = log_in(Role.LEADER, [seat.wang.creditor.code])
    assert send(leader, path, "lift", **said)[0] == 422
    collector, _actor = log_in(Role.COLLECTOR, [seat.wang.creditor.code])
    assert send(collector, path, "lift", **said)[0] == 403
    assert send(seat.client, path, "lift", **(said | {"why": ""}))[0] == 422
    assert send(seat.client, path, "lift", **said)[0] == 302
    (ended,) = gate.stop_ends([seat.stop_id]).values()
    assert ended.why.endswith("tape 13")


@pytest.mark.parametrize("kind", ["bankruptcy", "breathing_space", "plan_kept"])
def test_what_the_law_or_another_room_ends_is_not_lifted_here(seat: Seat, kind: str) -> None:
    stop = gate.place_stop(
        seat.wang.creditor.id, seat.wang.debtor_id, kind, reference="order 3", actor=SYSTEM
    )
    path = f"/cases/{seat.wang.debtor_id}/stops/"
    for stop_id in (stop, *seat.complaint.stop_ids):
        status, page = send(seat.client, path, "lift", stop_id=stop_id, ground="error", why="please")
        assert status == 422
        assert "This stop is not lifted here." in page
        assert stop_id not in gate.stop_ends([stop_id])


def test_a_consent_is_recorded_with_its_proof_and_withdrawn(seat: Seat) -> None:
    path = f"/cases/{seat.wang.debtor_id}/stops/"
    said = {"kind": "channel", "person_id": seat.wang.debtor_id, "channel": "sms", "evidence": "form 4"}
    assert send(seat.client, path, "consent", **(said | {"evidence": ""}))[0] == 422
    assert send(seat.client, path, "consent", **said)[0] == 302
    (kept,) = gate.consents(SYSTEM, seat.wang.creditor.id, seat.wang.debtor_id)
    assert (kept.scope, kept.evidence) == ({"channel": "sms"}, "form 4")
    assert send(seat.client, path, "withdraw", consent_id=kept.id + 999, why="x")[0] == 422
    assert send(seat.client, path, "withdraw", consent_id=kept.id, why="letter 10")[0] == 302
    (kept,) = gate.consents(SYSTEM, seat.wang.creditor.id, seat.wang.debtor_id)
    assert kept.withdrawn_why == "letter 10"


def test_another_persons_refusal_is_kept_for_good(seat: Seat) -> None:
    path = f"/cases/{seat.wang.debtor_id}/stops/"
    page = seat.client.get(path).content.decode()
    (other,) = re.findall(r'<select name="refused-person_id".*?value="(\d+)"', page, re.DOTALL)
    assert send(seat.client, path, "refused", person_id=other, reference="tape 14")[0] == 302
    since, until = day_bounds(TUESDAY)
    wanted = LineFilter(since=since, until=until, kinds=(LineKind.PERSON_REFUSED,))
    assert [line.note for line in gate.lines(SYSTEM, wanted)] == ["tape 14"]


# --- the queue ---------------------------------------------------------------------------------------------------


def test_a_complaint_is_answered_and_its_stop_is_lifted(seat: Seat) -> None:
    path = f"/compliance/concerns/{seat.complaint.id}/"
    said = {"result": "upheld", "answer": "We rang too often and have stopped.", "root_cause": "two lists"}
    status, page = send(seat.client, path, "close", **(said | {"root_cause": ""}))
    assert (status, "The root cause is missing" in page) == (422, True)
    assert send(seat.client, path, "close", **said)[0] == 302
    assert care.concern(seat.complaint.id, SYSTEM).state == "closed"
    assert set(gate.stop_ends(seat.complaint.stop_ids)) == set(seat.complaint.stop_ids)
    assert "Nothing waits" in seat.client.get("/compliance/").content.decode()


def test_the_text_of_a_concern_is_opened_and_that_is_kept(seat: Seat) -> None:
    page = seat.client.get(f"/compliance/concerns/{seat.complaint.id}/").content.decode()
    assert "rang too often" not in page
    opened = seat.client.post(f"/compliance/concerns/{seat.complaint.id}/text/").content.decode()
    assert "rang too often" in opened
    since, until = day_bounds(TUESDAY)
    assert audit_lines(SYSTEM, since=since, until=until, action="concern.read")


# --- what if -----------------------------------------------------------------------------------------------------


def ask(seat: Seat, value: str, **more: str) -> str:
    asked = {
        "rule": "CN-T1", "parameter": "closed_from", "value": value,
        "first": str(MONDAY), "last": str(TUESDAY),
    } | more  # fmt: skip
    answer = seat.client.get("/compliance/what-if/", asked)
    assert answer.status_code == 200
    following = re.search(r'hx-get="([^"]+)"', answer.content.decode())
    assert following is not None
    return seat.client.get(following[1].replace("&amp;", "&")).content.decode()


def test_an_hour_more_would_have_permitted_the_call_that_was_refused(seat: Seat) -> None:
    told = ask(seat, "23:00")
    assert f"/compliance/asked/{seat.refused.id}/" in told
    assert "1 refused ones would be permitted" in told
    assert "Nothing would change" in ask(seat, "22:00")
    assert len(gate.lines(SYSTEM, LineFilter(since=at_local(TUESDAY, 0), until=at_local(TUESDAY, 23)))) == 0


def test_what_is_no_figure_of_the_rule_is_refused(seat: Seat) -> None:
    for value, name in (("late", "closed_from"), ("23:00", "no_such")):
        asked = {
            "rule": "CN-T1", "parameter": name, "value": value, "first": str(MONDAY), "last": str(TUESDAY)
        }  # fmt: skip
        assert seat.client.get("/compliance/what-if/", asked).status_code == 422
        assert seat.client.get("/compliance/what-if/piece/", asked).status_code == 404
    long = {"rule": "CN-T1", "parameter": "closed_from", "value": "23:00", "last": str(TUESDAY)}
    first = str(MONDAY - timedelta(days=400))
    assert seat.client.get("/compliance/what-if/", {**long, "first": first}).status_code == 422


def test_the_answer_is_handed_out_as_a_file(seat: Seat) -> None:
    asked = {
        "rule": "CN-T1", "parameter": "closed_from", "value": "23:00",
        "first": str(MONDAY), "last": str(TUESDAY), "as": "csv",
    }  # fmt: skip
    rows = seat.client.get("/compliance/what-if/", asked).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert str(seat.refused.id) in rows[1]


# --- texts and scripts -------------------------------------------------------------------------------------------


def test_a_threat_is_marked_in_both_languages(seat: Seat) -> None:
    said = {"text": "您好。再不还钱就打断你的腿。", "channel": "sms", "pack": "cn"}
    page = seat.client.post("/compliance/text/", said).content.decode()
    assert "may not go out" in page
    assert '<mark class="tag-stop"' in page
    assert 'lang="zh-CN"' in page
    assert "CN-I3" in page
    fine = seat.client.post("/compliance/text/", {**said, "text": "您好，您的账单已到期，请及时还款。"})
    assert "nothing forbidden" in fine.content.decode()
    assert seat.client.post("/compliance/text/", {**said, "text": ""}).status_code == 422


def test_a_text_is_cut_at_its_findings_and_nothing_is_lost() -> None:
    text = "您好。再不还钱就打断你的腿。<b>谢谢</b>"
    cut = list(pieces(text, screen(text)))
    assert "".join(one.text for one in cut) == text
    assert any(one.finding for one in cut)


def test_the_difference_of_two_texts_is_told_line_by_line() -> None:
    told = [(one.kind, one.text) for one in difference("one\ntwo", "one\nthree")]
    assert told == [("same", "one"), ("out", "two"), ("in", "three")]


def draft_of(seat: Seat) -> int:
    _client, trainer = log_in(Role.TRAINER, [seat.wang.creditor.code])
    order = ScriptDraft(
        code="evening_call", stage=Stage.FIRST, reason="any", channel="call", language="zh",
        title=Words("晚间来电", "Evening call"), text="您好，我是{operator}的工作人员。",
    )  # fmt: skip
    return scripts.draft(order, trainer).id


def test_a_draft_is_approved_by_compliance_and_not_by_its_writer(seat: Seat) -> None:
    draft = draft_of(seat)
    assert f"/compliance/scripts/{draft}/" in seat.client.get("/compliance/scripts/").content.decode()
    assert "a new script" in seat.client.get(f"/compliance/scripts/{draft}/").content.decode()
    trainer, _actor = log_in(Role.TRAINER, [seat.wang.creditor.code])
    assert send(trainer, f"/compliance/scripts/{draft}/", "approve")[0] == 422
    assert send(seat.client, f"/compliance/scripts/{draft}/", "approve")[0] == 302
    assert scripts.script("evening_call", "zh").id == draft


def test_a_rejected_draft_leaves_what_is_in_force(seat: Seat) -> None:
    code = next(one.code for one in scripts.library(language="zh", status=ScriptStatus.APPROVED))
    before = scripts.script(code, "zh")
    _client, trainer = log_in(Role.TRAINER, [seat.wang.creditor.code])
    order = ScriptDraft(**{name: getattr(before, name) for name in ScriptDraft.__slots__})
    draft = scripts.draft(order, trainer)
    path = f"/compliance/scripts/{draft.id}/"
    assert send(seat.client, path, "reject", why="")[0] == 422
    assert send(seat.client, path, "reject", why="too stern")[0] == 302
    assert scripts.script(code, "zh").version == before.version
    assert code in scripts.approved_codes()
    since, until = day_bounds(TUESDAY)
    (kept,) = audit_lines(SYSTEM, since=since, until=until, action="script.rejected")
    assert kept.detail["why"] == "too stern"


# --- house rules and the proof -------------------------------------------------------------------------------------


def test_a_house_rule_is_lifted_with_a_reason_and_shown(seat: Seat) -> None:
    bank = cast.creditor(
        "strict-bank",
        settings={"house_rules": [{"kind": "closed", "id": "no-letters", "channels": ["letter"]}]},
    )
    client, _actor = log_in(Role.COMPLIANCE, [bank.code, seat.wang.creditor.code])
    assert "HOUSE:no-letters" in client.get("/compliance/house/").content.decode()
    said = {
        "creditor": bank.id,
        "rule": "no-letters",
        "until": str(TUESDAY + timedelta(days=7)),
        "why": "post strike",
    }
    client.post("/compliance/house/lift/", {**said, "why": ""})
    client.post("/compliance/house/lift/", {**said, "rule": "CN-T1"})
    assert gate.house_lifts(SYSTEM, bank.id) == ()
    client.post("/compliance/house/lift/", said)
    assert [one.why for one in gate.house_lifts(SYSTEM, bank.id)] == ["post strike"]
    assert "post strike" in client.get("/compliance/house/").content.decode()
    assert seat.client.post("/compliance/house/lift/", {**said, "creditor": 0}).status_code == 404


def test_the_auditors_script_comes_with_the_chain(seat: Seat) -> None:
    assert "def " in seat.client.get("/compliance/chain/tool/").content.decode()
    taken = seat.client.get("/compliance/chain/export/?rows=1")
    assert b'"row"' in b"".join(taken.streaming_content)  # type: ignore[attr-defined]  # a stream


# --- what is known of a debt ---------------------------------------------------------------------------------


def test_what_is_known_of_a_debt_is_reported_with_its_proof(seat: Seat) -> None:
    path = f"/cases/{seat.wang.debtor_id}/debts/"
    account = seat.wang.account_id

    def known() -> gate.DebtFacts | None:
        return gate.debts_known(SYSTEM, seat.wang.creditor.id, seat.wang.debtor_id, [account]).get(account)

    def report(client: Client, **said: str) -> int:
        body = {f"debt{account}-{name}": value for name, value in said.items()}
        return client.post(path, {"act": "debt", "account": account, **body}).status_code

    collector, _actor = log_in(Role.COLLECTOR, [seat.wang.creditor.code])
    assert report(collector, settled="yes", reference="receipt 3") == 403
    assert report(seat.client, settled="yes", reference="") == 422
    assert known() is None
    assert report(seat.client, settled="yes", reference="receipt 3") == 302
    told = known()
    assert told is not None
    assert (told.settled, told.limitation_ends, told.reference) == (True, None, "receipt 3")
    page = seat.client.get(path).content.decode()
    assert "By the Civil Code, from the ledger" in page
    assert seat.client.post(path, {"act": "keep", "account": account}).status_code == 302
    told = known()
    assert told is not None
    assert (told.settled, told.limitation_ends) == (True, MONDAY.replace(year=2029, month=9, day=1))
    assert seat.client.post(path, {"act": "keep", "account": account + 1}).status_code == 422
