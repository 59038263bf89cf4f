"""A collector at the case page, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from arrears.foundation.models import User
from tests.desk.desk_case import DeskCase


@dataclass
class Sitting:
    """One person and one case; words come back in Chinese, as the cast reads."""

    case: DeskCase
    user_id: int | None = None
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(User.objects.get(pk=self.user_id or self.case.actor.user_id))

    def url(self, name: str, *more: object, **query: str) -> str:
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        return reverse(name, args=[self.case.of.debtor_id, *more]) + (f"?{asked}" if asked else "")

    def get(self, name: str, *more: object, **query: str) -> str:
        return self._read(self.client.get(self.url(name, *more, **query)))

    def post(self, name: str, *more: object, status: int = 200, **said: Any) -> str:
        response = self.client.post(self.url(name, *more), said)
        assert response.status_code == status, response.content.decode()[:2000]
        return self._read(response)

    def call(self) -> int:
        """One permitted call; its attempt."""
        reached = self.case.reach()
        assert reached.attempt_id is not None, reached
        return reached.attempt_id

    @staticmethod
    def _read(response: HttpResponse) -> str:
        return response.content.decode()
