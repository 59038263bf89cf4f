"""What really goes out: e-mail over SMTP, letters as PDF; what a broken server does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.contact import api as contact
from arrears.desk.contact.channels import CHANNELS
from arrears.desk.contact.channels.letter.page import RIGHTS, letter_data, letter_pdf
from arrears.desk.contact.channels.sending import LetterPage
from arrears.desk.contact.contracts import Channel, ReachError, ReachState
from arrears.desk.contact.models import Attempt
from arrears.desk.scripts.shipped import shipped
from arrears.foundation.api import SYSTEM, read_file
from arrears.gate import api as gate
from arrears.gate.models import PermitEnd
from arrears.kernel import clock
from tests.desk.desk_case import DeskCase, at, desk_case

pytestmark = pytest.mark.django_db


class Postbox:
    """Keeps what comes in; refuses a recipient that begins with `gone`."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.letters.append(envelope)
        return "250 kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postbox(settings: object) -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port  # type: ignore[attr-defined]
    settings.DEFAULT_FROM_EMAIL = "desk@arrears.example"  # type: ignore[attr-defined]
    yield box
    server.stop()


def test_an_email_goes_out_over_smtp(postbox: Postbox) -> None:
    case = desk_case()
    with clock.standing_at(at(10)):
        result = case.reach("email")
    assert result.state is ReachState.SENT
    (envelope,) = postbox.letters
    assert envelope.rcpt_tos == ["debtor1@example.com"]
    assert envelope.content is not None
    raw = envelope.content if isinstance(envelope.content, bytes) else envelope.content.encode()
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == "账户C-1还款提醒"
    assert message["From"] == "desk@arrears.example"
    body = message.get_content()
    assert all(part in body for part in ("王一您好", "3,000.00元", "400-000-0000", "退订"))
    assert message["Message-ID"]


def test_a_recipient_that_does_not_exist_is_a_failure_without_the_address(postbox: Postbox) -> None:
    case = desk_case()
    with clock.standing_at(at(10)):
        result = case.reach("email", contact_point_id=_mailbox(case, "gone@example.com"))
        facts = contact.attempts_of(case.actor, case.of.debtor_id)[0]
    assert result.state is ReachState.FAILED
    assert "550" in result.problem
    assert "gone@example.com" not in result.problem
    assert facts.state == "failed"


def test_a_stop_placed_after_the_permit_holds_the_message_back(
    postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate has the last word: between asking and sending a stop may have come in."""
    case = desk_case()
    real = gate.request

    def asked(intent: gate.Intent, *, at_once: bool) -> gate.Permit | gate.Refusal:
        answer = real(intent, at_once=at_once)
        gate.place_stop(intent.creditor_id, intent.debtor_id, "hardship", reference="test", actor=SYSTEM)
        return answer

    monkeypatch.setattr(gate, "request", asked)
    with clock.standing_at(at(10)):
        result = case.reach("email")
    assert result.state is ReachState.FAILED
    assert not postbox.letters
    assert PermitEnd.objects.filter(kind="used").count() == 0
    assert Attempt.objects.get().state == "failed"


def _mailbox(case: DeskCase, address: str) -> int:
    return portfolio.add_contact_point(
        case.of.debtor_id, ContactKind.EMAIL, address, source="debtor", why="test", actor=case.actor
    )


def test_a_server_that_is_away_is_a_failure(settings: object) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()  # type: ignore[attr-defined]
    settings.EMAIL_TIMEOUT = 2  # type: ignore[attr-defined]
    case = desk_case()
    with clock.standing_at(at(10)):
        result = case.reach("email")
        assert result.state is ReachState.FAILED
        with pytest.raises(ReachError):
            contact.report_delivery(result.attempt_id or 0, True, case.actor)


def test_delivery_is_told_later(postbox: Postbox) -> None:
    case = desk_case()
    with clock.standing_at(at(10)):
        result = case.reach("email")
        assert result.attempt_id
        contact.report_delivery(result.attempt_id, True, case.actor)
    assert contact.attempt(result.attempt_id, case.actor).state == "delivered"


def test_a_letter_is_a_pdf_in_the_file_store() -> None:
    case = desk_case()
    with clock.standing_at(at(10)):
        result = case.reach("letter")
    assert result.state is ReachState.PRINTED
    assert result.file_id is not None
    assert read_file(result.file_id, case.actor).startswith(b"%PDF-")


PAGE = LetterPage(
    language="zh",
    operator="安和催收服务有限公司",
    creditor="示范租赁",
    name="张伟明",
    address="某市某路1号",
    subject="催收函",
    text=shipped()["second_letter", "zh"].text,
    date="2026年11月23日",
    reference="L-1",
    amounts=(("principal", "30,000.00元"), ("penalty", "6,480.50元")),
    total="36,480.50元",
    settings={"service_phone": "400-1", "complaint_phone": "400-2", "postal_address": "某市大道1号"},
)


def test_a_collection_letter_holds_what_the_card_measures_ask_for() -> None:
    """CN-K4: name, balance, cause and law, rights, how to check and object, contact, seal (K 69)."""
    data = letter_data(PAGE)
    whole = str(data)
    assert data["name"] == "张伟明"
    assert data["rows"] == [["本金", "30,000.00元"], ["违约金", "6,480.50元"]]
    assert data["total"] == ["合计", "36,480.50元"]
    assert all(part in whole for part in ("欠款原因及依据", "民法典", "异议", "查看合同", "400-1", "盖章"))
    assert len(data["rights"]) == len(RIGHTS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "code", ["first_letter", "second_letter", "last_letter", "company_letter", "guarantor_letter"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_collection_letter_states_cause_and_law(code: str, language: str) -> None:
    text = shipped()[code, language].text
    assert (
        ("依据" in text and "民法典" in text) if language == "zh" else ("Ground" in text or "ground" in text)
    )
    assert "{amount}" in text
    assert letter_pdf(PAGE).startswith(b"%PDF-")


def test_a_right_without_its_phone_is_left_out_not_invented() -> None:
    bare = LetterPage(**{name: getattr(PAGE, name) for name in LetterPage.__slots__} | {"settings": {}})
    assert len(letter_data(bare)["rights"]) == 2  # type: ignore[arg-type]


def test_every_channel_is_registered() -> None:
    assert set(CHANNELS) == {channel.value for channel in Channel}
