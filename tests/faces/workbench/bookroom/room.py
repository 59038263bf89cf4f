"""What the stories of the book's seat begin with: people with clients, files as a creditor sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from arrears.foundation import api as foundation
from arrears.foundation.api import Actor, CreditorFacts, Role
from arrears.foundation.models import User
from tests import cast

DAY = date(2026, 11, 23)
HEADINGS = ("账户号", "姓名", "证件号码", "手机号", "账单期", "到期还款日", "应还本金", "利息")
Row = tuple[str, ...]


def row(place: int, *, principal: str = "1000.00", due: str = "2026-10-05", phone: str = "") -> Row:
    return (
        f"CARD-{place:04d}", f"张伟{place}", "", phone or f"1540000{place:04d}", "1", due, principal, "12.34",
    )  # fmt: skip


def csv_file(rows: Sequence[Row], headings: Sequence[str] = HEADINGS) -> bytes:
    return "\n".join(",".join(line) for line in (headings, *rows)).encode("utf-8")


@dataclass
class Person:
    """Somebody at a screen, by their client."""

    actor: Actor
    client: Client

    def sees(self, path: str, **query: str) -> str:
        answer = self.client.get(path, query)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def sends(self, path: str, **said: object) -> HttpResponse:
        return self.client.post(path, said)


def person(role: Role, name: str = "", *, language: str = "en", creditors: Sequence[str] = ()) -> Person:
    codes = list(creditors) or [one.code for one in foundation.creditors(foundation.SYSTEM)]
    user_id = foundation.ensure_user(
        name or role.value,
        "a-long-password",
        role=role,
        creditors=codes,
        display_name=name or role.value.title(),
        language=language,
    )
    client = Client()
    client.force_login(_user(user_id))
    return Person(foundation.actor_by_user_id(user_id), client)


def _user(user_id: int) -> User:
    return User.objects.get(pk=user_id)


def send_up(of: Person, bank: CreditorFacts, content: bytes, *, mapping: str = "card", **said: object) -> str:
    """Send a file up; the address where it is looked at."""
    answer = of.client.post(
        "/book/files/new/",
        {
            "creditor": bank.id,
            "mapping": mapping,
            "business_date": DAY.isoformat(),
            "file": SimpleUploadedFile("cards.csv", content),
            **said,
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def bank(code: str = "card-centre", **settings: object) -> CreditorFacts:
    return cast.creditor(code, settings={**cast.SETTINGS, **settings})
