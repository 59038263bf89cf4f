"""The door of the language wing: readings of a text, all offline, none a decision.

A reading is loaded when it is first asked for: the gate screens words and must answer at once, which it could not
if the models' numerics and the grammar of promises came along.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from arrears.language.contracts import (
    Code,
    Encoder,
    Finding,
    PromisedPayment,
    PromiseKind,
    PromiseReading,
    ReplyClass,
    ReplyLabel,
    ReplyReading,
    Severity,
    Span,
    Suggestion,
    Suspicion,
)

if TYPE_CHECKING:
    from arrears.language.forbidden.screening import TextTooLong, screen
    from arrears.language.forbidden.suspicion import suspect
    from arrears.language.masking import mask
    from arrears.language.promise.reading import understand_promise
    from arrears.language.replies.classifying import classify_reply, suggest_reason

__all__ = [
    "Code",
    "Encoder",
    "Finding",
    "PromiseKind",
    "PromiseReading",
    "PromisedPayment",
    "ReplyClass",
    "ReplyLabel",
    "ReplyReading",
    "Severity",
    "Span",
    "Suggestion",
    "Suspicion",
    "TextTooLong",
    "classify_reply",
    "mask",
    "screen",
    "suggest_reason",
    "suspect",
    "understand_promise",
]

_READINGS = {
    "TextTooLong": "forbidden.screening",
    "screen": "forbidden.screening",
    "suspect": "forbidden.suspicion",
    "mask": "masking",
    "understand_promise": "promise.reading",
    "classify_reply": "replies.classifying",
    "suggest_reason": "replies.classifying",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _READINGS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"arrears.language.{_READINGS[name]}"), name)
        globals()[name] = found
        return found
