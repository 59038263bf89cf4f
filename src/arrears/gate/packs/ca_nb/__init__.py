"""New Brunswick (Reg 2010-104, s. 9): hours for creditors."""

from __future__ import annotations

from arrears.gate.packs.ca_on.contact import hours
from arrears.gate.packs.parts.outcome import Entry

RULES = (
    Entry("CA-NB", hours, frozenset({"call", "voicemail", "sms", "email", "social", "in_app", "visit"})),
)
