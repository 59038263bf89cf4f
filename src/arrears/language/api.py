"""The door of the language wing: readings of a text, all offline, none a decision."""

from __future__ import annotations

from arrears.language.contracts import Finding
from arrears.language.forbidden.screening import TextTooLong, screen

__all__ = ["Finding", "TextTooLong", "screen"]
