"""Text messages through a provider."""

from __future__ import annotations

from arrears.desk.contact.channels.providers import provider
from arrears.desk.contact.channels.sending import Sending, Sent


class _Sms:
    name = "sms"
    point_kind = "phone"
    addressed = True

    def leaves(self) -> bool:
        return provider(self.name).leaves

    def send(self, sending: Sending) -> Sent:
        return provider(self.name).place(sending)


SMS = _Sms()
