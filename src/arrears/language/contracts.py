"""What passes the door of the language wing: frozen readings, never decisions."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from arrears.kernel.reasons import Reason
from arrears.kernel.words import Words

TEXT_CHARS_MAX = 20_000  # a long letter; a longer text is cut by its owner, turn by turn


class Code(StrEnum):
    """What may not be said or done to a debtor (REGULATION 2.1, CN-I2..I5, CN-P1..P3; 12 CFR 1006.14-22)."""

    THREAT_VIOLENCE = "threat_violence"
    THREAT_FALSE_LEGAL = "threat_false_legal"
    INSULT = "insult"
    THIRD_PARTY_DISCLOSURE = "third_party_disclosure"
    THIRD_PARTY_PRESSURE = "third_party_pressure"
    PUBLIC_SHAMING = "public_shaming"
    IMPERSONATE_AUTHORITY = "impersonate_authority"
    FALSE_PROMISE = "false_promise"
    PRIVATE_ACCOUNT = "private_account"
    BORROW_TO_REPAY = "borrow_to_repay"
    HARASSMENT = "harassment"
    DOORSTEP_PRESSURE = "doorstep_pressure"


class Severity(StrEnum):
    """Fatal stops the text; serious goes to a reviewer; coaching is told to the speaker."""

    FATAL = "fatal"
    SERIOUS = "serious"
    COACHING = "coaching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One forbidden word or act in a text.

    `start` and `end` are places (characters, half-open) in the text as it was given, and `quote` is
    that stretch. `rule` is `<rule id>@<version of its file>`, `reference` the statute or standard.
    """

    code: Code
    severity: Severity
    quote: str
    start: int
    end: int
    rule: str
    words: Words
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """How much a text reads like a violation that no rule names.

    `score` -1..1 of its worst sentence `quote`; `likely` the code that it reads like most; `review` when a
    person should look. Never a reason to refuse by itself.
    """

    score: float
    likely: Code | None
    quote: str
    review: bool
    model: str


class PromiseKind(StrEnum):
    PROMISE = "promise"
    CONDITIONAL = "conditional"
    REQUEST = "request"
    REFUSAL = "refusal"
    PAST = "past"
    VAGUE = "vague"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the text as given, half-open, and what was read from it (date, amount, kind…)."""

    start: int
    end: int
    quote: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedPayment:
    """One payment that was offered; what was not said stays None.

    `date` is the last day of a range; `amount_minor` whole minor units. `fraction` is a share of what
    is owed (1.0 = all), `rest` what is left after the others, `minimum` the least payment of a card,
    `component` a named part ("principal"). `every` is week, two_weeks, month or year for instalments,
    `times` their number. `approx` when the date or amount was said to be about.
    """

    date: date | None = None
    amount_minor: int | None = None
    fraction: float | None = None
    rest: bool = False
    minimum: bool = False
    component: str | None = None
    every: str | None = None
    times: int | None = None
    approx: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReading:
    """What was understood of a promise. Writing a promise always needs a person's confirmation.

    `confidence` 0..1 is an ordering, not a probability. `ask_back` is the question to put when date or
    amount is missing or can be read in two ways; None when both are plain.
    """

    kind: PromiseKind
    payments: tuple[PromisedPayment, ...] = ()
    spans: tuple[Span, ...] = ()
    confidence: float = 0.0
    ask_back: Words | None = None


class ReplyClass(StrEnum):
    """What a debtor's reply says; several may hold."""

    FORGOT = "forgot"
    CASH_FLOW = "cash_flow"
    DISPUTE = "dispute"
    INERTIA = "inertia"
    BUSINESS_DISTRESS = "business_distress"
    MALICE = "malice"
    HARDSHIP = "hardship"
    WRONG_NUMBER = "wrong_number"
    PROMISE = "promise"
    REQUEST_PLAN = "request_plan"
    COMPLAINT = "complaint"
    STOP_CONTACT = "stop_contact"
    THIRD_PARTY = "third_party"
    ALREADY_PAID = "already_paid"
    INFO_REQUEST = "info_request"
    VULNERABLE = "vulnerable"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLabel:
    """A class with its confidence 0..1, where it came from (`rule` or `model`) and the words that show it."""

    reply: ReplyClass
    confidence: float
    source: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReading:
    """`labels` are the classes that hold, surest first. When nothing is sure enough, `abstained` is True,
    `labels` is empty and `candidates` holds the two best guesses for a person to choose from.
    `needs_person` is set when anything vulnerable holds or is only likely: no machine answers that.
    """

    labels: tuple[ReplyLabel, ...]
    candidates: tuple[ReplyLabel, ...] = ()
    abstained: bool = False
    needs_person: bool = False
    model: str = ""

    def has(self, reply: ReplyClass) -> bool:
        return any(label.reply is reply for label in self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A reason for arrears that the words suggest; always confirmed by a person. MALICE never acts alone."""

    reason: Reason
    confidence: float
    quote: str


class Encoder(Hashable, Protocol):
    """An optional sentence encoder: better readings where one is installed, never needed."""

    name: str

    def encode(self, sentences: list[str]) -> list[list[float]]:
        """One vector of one fixed length for each sentence."""
        ...
