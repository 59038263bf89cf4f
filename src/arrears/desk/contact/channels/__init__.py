"""Channels: one folder per kind, one line here."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.desk.contact.channels.call import CALL
from arrears.desk.contact.channels.email import EMAIL
from arrears.desk.contact.channels.letter import LETTER
from arrears.desk.contact.channels.sending import ChannelKind
from arrears.desk.contact.channels.sms import SMS

CHANNELS: Mapping[str, ChannelKind] = {kind.name: kind for kind in (CALL, SMS, EMAIL, LETTER)}
