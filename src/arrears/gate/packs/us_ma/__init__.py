"""Massachusetts (940 CMR 7.04(1)(f)), on top of Regulation F; it binds creditors too."""

from __future__ import annotations

from arrears.gate.packs.parts.outcome import Entry
from arrears.gate.packs.us_ma.frequency import two_a_week

EXTENDS = ("us_reg_f",)
RULES = (Entry("US-F9", two_a_week, frozenset({"call", "sms", "voicemail"})),)
