"""Law is a mask: what the gate keeps closed today is not proposed today, and the proposal says so."""

from __future__ import annotations

from datetime import date

from arrears.night.engine import api
from arrears.night.engine.models import NightProposal
from tests import cast
from tests.night.rooms import Rooms

NIGHT = date(2026, 11, 23)
LONG_AGO = 1_790_000_000  # seconds since 1970, before the night


def test_a_closed_channel_is_not_proposed_and_an_open_one_says_from_when(rooms: Rooms) -> None:
    creditor_id = cast.creditor().id
    for number in (1, 2, 3):
        due = {"due": date(2026, 11, 13), "amount": 120_00}
        rooms.account(number, creditor_id=creditor_id, kind="card", items=[due])
    rooms.say("stops", creditor_id=creditor_id, debtor_id=2, kind="opt_out", channel="sms", since=LONG_AGO)
    rooms.say("stops", creditor_id=creditor_id, debtor_id=3, kind="complaint", since=LONG_AGO)
    rooms.publish()
    api.run(NIGHT)
    free, no_texts, silent = (NightProposal.objects.get(account_id=number) for number in (1, 2, 3))
    assert (free.channel, free.closed, free.opens_minute) == ("call", 0, 8 * 60)
    assert (no_texts.channel, no_texts.closed) == ("call", 2)
    assert no_texts.reasons[-1]["en"] == "Not permitted today: text message"
    assert (silent.channel, silent.closed, silent.opens_minute) == (None, 31, None)
    assert silent.reasons[-1]["zh"] == "今日依法不可使用：电话、短信、邮件、信函、上门"
    report = api.reproduce(free.run_id)
    assert report.equal
