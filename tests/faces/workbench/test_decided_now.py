"""One account decided now: at the screen in both languages, by its number, within the scope; and over REST."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from arrears.foundation.api import Role, ensure_user
from arrears.foundation.models import User
from arrears.kernel import clock
from tests import cast
from tests.faces.rest.caller import caller

TODAY = date(2026, 11, 23)


def seat(name: str, language: str = "en") -> Client:
    user = ensure_user(
        name, "a-long-password", role=Role.STRATEGIST, creditors=["card-centre"], language=language
    )
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(pk=user))
    return client


@pytest.mark.django_db
def test_an_account_is_decided_with_reasons_and_what_would_change_it() -> None:
    with clock.standing_at(clock.at_local(TODAY)):
        cast.place(cast.creditor(), "A-1", cast.person("王一", 1), first_due=date(2026, 11, 10))
        lin, chinese = seat("lin"), seat("zhao", language="zh-hans")
        hidden = cast.creditor("other")  # after the seats: in nobody's scope
        cast.place(hidden, "B-1", cast.person("王二", 2), first_due=date(2026, 11, 10))
        assert "Which account" in lin.get("/night/now/").content.decode()
        page = lin.get("/night/now/?number=A-1")
        assert page.status_code == 200
        text = page.content.decode()
        for words in (
            "13 days past due",
            "All arrears are paid",
            "The debt is disputed",
            "No night of today",
        ):
            assert words in text
        assert "逾期全部还清" in chinese.get("/night/now/?number=A-1").content.decode()
        for number in ("B-1", "Z-9"):
            refused = lin.get(f"/night/now/?number={number}")
            assert refused.status_code == 404
            assert "No creditor of yours" in refused.content.decode()
        system = caller(Role.CREDITOR, creditors=("card-centre",))
        told = json.loads(system.get("/creditors/card-centre/decisions/A-1").content)
        assert (told["days_past_due"], told["as_the_night"], told["limited"]) == (13, None, False)
        assert {each["code"] for each in told["would"]} >= {"paid", "disputed", "hardship"}
        assert len(told["scores"]) == 7
        assert told["reasons_zh"]
        assert system.get("/creditors/card-centre/decisions/Z-9").status_code == 404
        assert system.get("/creditors/other/decisions/B-1").status_code == 404
