"""Telephone and text providers behind one interface.

`settings.ARREARS_PROVIDERS = {"sms": "package.module.Class", "call": "…"}` names one per channel. Without an
entry the built-in one answers `simulated`: nothing goes out, and nothing pretends that it did.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from arrears.desk.contact.channels.sending import Sending, Sent
from arrears.desk.contact.contracts import AttemptState


class Provider(Protocol):
    """What a provider must offer; made without arguments, reads its own settings."""

    name: str
    leaves: bool

    def place(self, sending: Sending) -> Sent:
        """Hand one call or text over. Problems come back as `failed`, never as an exception."""
        ...


class Simulated:
    """Does nothing and says so."""

    name = "simulated"
    leaves = False

    def place(self, sending: Sending) -> Sent:
        return Sent(state=AttemptState.SIMULATED, provider=self.name)


class ByHand:
    """The person dials on their own telephone; the attempt is real, the system only records it."""

    name = "by_hand"
    leaves = False

    def place(self, sending: Sending) -> Sent:
        return Sent(state=AttemptState.SENT, provider=self.name)


@lru_cache(maxsize=8)
def _made(path: str) -> Provider:
    made: Provider = import_string(path)()
    return made


def provider(channel: str) -> Provider:
    """The provider of a channel."""
    named: dict[str, str] = getattr(settings, "ARREARS_PROVIDERS", {})
    return _made(named.get(channel, f"{__name__}.Simulated"))
