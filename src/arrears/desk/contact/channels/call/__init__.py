"""Telephone: a person talks; the system dials or lets them dial."""

from __future__ import annotations

from arrears.desk.contact.channels.providers import provider
from arrears.desk.contact.channels.sending import Sending, Sent


class _Call:
    name = "call"
    point_kind = "phone"
    addressed = False

    def leaves(self) -> bool:
        return provider(self.name).leaves

    def send(self, sending: Sending) -> Sent:
        return provider(self.name).place(sending)


CALL = _Call()
