"""Channels in the groups that rules speak of."""

from __future__ import annotations

CONTACT = frozenset({"call", "sms", "email", "letter", "postcard", "visit", "voicemail", "social", "in_app"})
VOICE = frozenset({"call"})
PHONE = frozenset({"call", "voicemail"})
MESSAGES = frozenset({"sms", "email", "social", "in_app"})
WRITTEN = frozenset({"sms", "email", "social", "in_app", "letter", "postcard"})
SPOKEN = frozenset({"call", "visit"})
SUIT = frozenset({"suit"})
CREDIT = frozenset({"credit_report"})
DATA = frozenset({"data_transfer"})

_MEDIUM = {"voicemail": "call", "postcard": "letter"}


def medium(channel: str | None) -> str | None:
    """The medium of a channel: a voicemail is the telephone, a postcard is the post."""
    return _MEDIUM.get(channel, channel) if channel is not None else None


def same_medium(one: str | None, other: str | None) -> bool:
    return one is not None and medium(one) == medium(other)
