"""A debtor reads an approved plan by a link of their own, and agrees or not; nobody else learns anything."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.urls import reverse

from arrears.book.portfolio.contracts import ContactKind
from arrears.book.portfolio.models import Party
from arrears.desk.contact import api as contact
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import (
    AgreementFacts,
    AgreementKind,
    AgreementOrder,
    AgreementState,
    ConsentKind,
    Line,
    OfferLink,
    OfferState,
    Refused,
)
from arrears.desk.promises.models import OfferLink as Link
from arrears.foundation.api import SYSTEM
from arrears.foundation.models import User
from arrears.gate import api as gate
from arrears.kernel import clock
from tests import cast
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.desk.test_channels import Postbox, postbox

__all__ = ["postbox"]  # a fixture of the channels' tests

pytestmark = pytest.mark.django_db
NUMBER = cast.person("王一", 1).id_number or ""
TELLS = ("某银行", "王", "逾期", "欠款", "C-1", "安和", "分期", "debt", "overdue", "instalment")
"""What would tell somebody who is not the debtor what the link is about."""


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def plan(case: DeskCase) -> AgreementFacts:
    lines = tuple(Line(due_on=MONDAY + timedelta(days=30 * n), amount_minor=100_000) for n in (1, 2, 3))
    order = AgreementOrder(
        kind=AgreementKind.PLAN, account_id=case.of.account_id, currency="CNY", lines=lines,
        why="收入减少，愿意分期", **case.ids,
    )  # fmt: skip
    return promises.request(order, case.actor)


@pytest.fixture
def link(case: DeskCase) -> OfferLink:
    with clock.standing_at(at(10)):
        return promises.make_offer_link(plan(case).id, case.actor)


def page(token: str) -> str:
    return reverse("offer", args=[token])


def open_it(client: Client, token: str, number: str = NUMBER) -> str:
    response = client.post(page(token), {"act": "prove", "id_number": number})
    assert response.status_code == 302
    return client.get(page(token)).content.decode()


def seen_in(text: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found.group(1)


def test_before_anybody_is_known_the_page_tells_nothing(link: OfferLink) -> None:
    with clock.standing_at(at(11)):
        for language in ("zh-hans", "en"):
            client = Client(headers={"accept-language": language})
            for response in (
                client.get(page(link.token)),
                client.post(page(link.token), {"act": "prove", "id_number": "110101199001011234"}),
                client.post(page(link.token), {"act": "agree", "agreed": "on", "seen": "0" * 64}),
                client.get(reverse("offer_paper", args=[link.token]), follow=True),
            ):
                text = response.content.decode()
                assert [word for word in TELLS if word in text] == []
                assert "noindex" in response["X-Robots-Tag"]
                assert "no-store" in response["Cache-Control"]
    assert promises.agreement(link.agreement_id, SYSTEM).state is AgreementState.APPROVED


def test_the_debtor_reads_agrees_and_collection_stops(case: DeskCase, link: OfferLink) -> None:
    with clock.standing_at(at(11)):
        client = Client(headers={"accept-language": "zh-hans"})
        text = open_it(client, link.token, NUMBER[:6] + " " + NUMBER[6:].lower())  # spaces and x are forgiven
        assert "1,000.00" in text
        # without the tick nothing is agreed
        half = client.post(page(link.token), {"act": "agree", "seen": seen_in(text)})
        assert half.status_code == 422
        done = client.post(
            page(link.token), {"act": "agree", "agreed": "on", "seen": seen_in(text)}, follow=True
        )
        assert "方案已达成" in done.content.decode()
        found = promises.agreement(link.agreement_id, SYSTEM)
        assert found.state is AgreementState.ACTIVE
        assert found.consent is not None
        assert (found.consent.kind, found.consent.file_id) == (ConsentKind.LINK, found.document_id)
        assert "plan_kept" in {stop.kind for stop in gate.stops(case.actor, **case.ids)}
        paper = client.get(reverse("offer_paper", args=[link.token]))
        assert paper.content.startswith(b"%PDF")
        # in the case's timeline it came from the debtor
        moments = contact.timeline(case.actor, case.of.debtor_id)
        assert "in_app" in {getattr(moment, "channel", "") for moment in moments}
        # the link opens nothing a second time, not even for whoever knows the number
        other = Client()
        other.post(page(link.token), {"act": "prove", "id_number": NUMBER})
        assert other.get(reverse("offer_paper", args=[link.token])).status_code == 302


def test_what_was_read_is_what_is_agreed(link: OfferLink) -> None:
    """The Chinese text's hash does not stand for the English one, nor for any other."""
    with clock.standing_at(at(11)):
        key = promises.prove_debtor(link.token, NUMBER)
        assert key is not None
        chinese, english = (promises.read_offer(link.token, key, tag) for tag in ("zh-hans", "en"))
        assert chinese.seen != english.seen
        with pytest.raises(Refused, match="changed"):
            promises.agree_by_link(link.token, key, chinese.seen, "en")
        agreed = promises.agree_by_link(link.token, key, english.seen, "en")
    assert agreed.state is AgreementState.ACTIVE
    assert Link.objects.get(pk=link.id).seen_hash == english.seen


@pytest.mark.parametrize(("misses", "state"), [(4, OfferState.OPEN), (5, OfferState.SHUT)])
def test_the_fifth_wrong_number_shuts_the_link(link: OfferLink, misses: int, state: OfferState) -> None:
    with clock.standing_at(at(11)):
        client = Client(headers={"accept-language": "en"})
        for _ in range(misses):
            client.post(page(link.token), {"act": "prove", "id_number": NUMBER[::-1]})
        found = promises.offer_of(link.token)
        assert (found.state, found.failed) == (state, misses)
        said = client.get(page(link.token))
        assert said.status_code == (200 if state is OfferState.OPEN else 410)
        if state is OfferState.SHUT:
            with pytest.raises(Refused, match="no longer"):
                promises.prove_debtor(link.token, NUMBER)


@pytest.mark.parametrize(("minutes", "holds"), [(29, True), (31, False)])
def test_a_proof_holds_for_half_an_hour(link: OfferLink, minutes: int, holds: bool) -> None:
    with clock.standing_at(at(11)):
        client = Client(headers={"accept-language": "en"})
        open_it(client, link.token)
    with clock.standing_at(at(11, minutes)):
        text = client.get(page(link.token)).content.decode()
        assert ("1,000.00" in text) is holds
        assert ("id_number" in text) is not holds


def test_declining_ends_the_link_and_what_was_said_is_kept(case: DeskCase, link: OfferLink) -> None:
    with clock.standing_at(at(11)):
        client = Client(headers={"accept-language": "en"})
        open_it(client, link.token)
        said = client.post(page(link.token), {"act": "decline", "text": "每月太多了"}, follow=True)
        assert "Nothing was agreed to" in said.content.decode()
        assert promises.agreement(link.agreement_id, SYSTEM).state is AgreementState.APPROVED
        assert promises.offer_of(link.token).state is OfferState.DECLINED


def test_a_new_link_ends_the_old_one_and_an_ended_offer_ends_both(case: DeskCase, link: OfferLink) -> None:
    with clock.standing_at(at(12)):
        newer = promises.make_offer_link(link.agreement_id, case.actor)
        assert promises.offer_of(link.token).state is OfferState.OPEN
        promises.settle_offer_link(newer.id, went_out=True, actor=case.actor)
        assert promises.offer_of(link.token).state is OfferState.REPLACED
        promises.withdraw_agreement(link.agreement_id, "改用一次结清", case.actor)
        assert promises.offer_of(newer.token).state is OfferState.LAPSED
        with pytest.raises(Refused, match="not approved"):
            promises.make_offer_link(link.agreement_id, case.actor)


def test_a_token_nobody_made_is_no_page() -> None:
    for token in ("x", "y" * 65):
        assert Client().get(page(token)).status_code == 404


def test_without_an_id_number_there_is_no_link(case: DeskCase) -> None:
    Party.objects.filter(pk=case.of.debtor_id).update(id_index=b"", id_sealed=b"")
    with clock.standing_at(at(10)), pytest.raises(Refused, match="No id number"):
        promises.make_offer_link(plan(case).id, case.actor)


def send(case: DeskCase, agreement_id: int, kind: ContactKind) -> tuple[int, str]:
    """The collector sends a link; status and page afterwards."""
    client = Client()
    client.force_login(User.objects.get(pk=case.actor.user_id))
    way = {"to": str(case.of.point(kind))}
    sent = client.post(reverse("agreement_link", args=[agreement_id]), way, follow=True)
    return sent.status_code, sent.content.decode()


def states(case: DeskCase, agreement_id: int) -> list[OfferState]:
    return [one.state for one in promises.offer_links(agreement_id, case.actor, MONDAY)]


def test_the_link_goes_out_by_the_gate_and_is_shown_to_nobody(case: DeskCase, postbox: Postbox) -> None:
    with clock.standing_at(at(10)):
        made = plan(case)
        status, shown = send(case, made.id, ContactKind.EMAIL)
        assert (status, "/offer/" in shown) == (200, False)
        (envelope,) = postbox.letters
        letter = message_from_bytes(envelope.content, policy=default).get_body(("plain",))
        assert letter is not None
        token = re.search(r"/offer/([\w-]+)/", letter.get_content())
        assert token is not None
        assert promises.offer_of(token.group(1)).state is OfferState.OPEN
    # at night the gate refuses: that link is nobody's, the one that the debtor has still opens
    with clock.standing_at(at(23)):
        status, shown = send(case, made.id, ContactKind.EMAIL)
        assert (status, "note-stop" in shown) == (422, True)
        assert states(case, made.id) == [OfferState.UNSENT, OfferState.OPEN]
        assert promises.offer_of(token.group(1)).state is OfferState.OPEN


def test_a_message_that_was_simulated_leaves_nobody_with_a_link(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        made = plan(case)
        status, shown = send(case, made.id, ContactKind.PHONE)
        assert status == 200
        assert "模拟" in shown
        assert states(case, made.id) == [OfferState.UNSENT]
