"""The door of the language wing: readings of a text, all offline, none a decision."""

from __future__ import annotations

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
