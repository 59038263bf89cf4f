"""Reading a reply: sure rules first, then the model where no rule spoke, and doubt said as doubt."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from arrears.kernel.reasons import Reason
from arrears.language.contracts import (
    Encoder,
    PromiseKind,
    ReplyClass,
    ReplyLabel,
    ReplyReading,
    Suggestion,
)
from arrears.language.ngrams import Floats
from arrears.language.plain import flatten
from arrears.language.promise.reading import language_of, understand_promise
from arrears.language.replies.model import CLASSES, ENCODER_WEIGHT, EncoderModel, shipped

_DATA = files("arrears.language").joinpath("data", "replies")
_CLAUSE = re.compile(r"[。！？!?；;\n]|[，,]|\.(?=\s|$)")
_ANY_DAY = date(2000, 1, 3)  # the kind of a promise does not hang on the day it was said
RULE_CONFIDENCE = 0.95
GRAMMAR_CONFIDENCE = 0.85
OFFER_CONFIDENCE_MIN = 0.75  # a day or an amount beside a word of paying, not a bare number
CLAUSE_CHARS_MIN = {"zh": 4, "en": 12}
# By cross-validation on the seeds and a first set of replies (README): a share below `sure` is doubt.
SURE = {"zh": 0.42, "en": 0.55}
SURE_CLAUSE = {"zh": 0.5, "en": 0.65}
VULNERABLE = {"zh": 0.17, "en": 0.22}
MODEL_ALONE_NEVER = frozenset({ReplyClass.MALICE, ReplyClass.WRONG_NUMBER})
REASONS: dict[ReplyClass, Reason] = {
    ReplyClass.FORGOT: Reason.FORGOT,
    ReplyClass.CASH_FLOW: Reason.CASH_FLOW,
    ReplyClass.DISPUTE: Reason.DISPUTE,
    ReplyClass.INERTIA: Reason.INERTIA,
    ReplyClass.BUSINESS_DISTRESS: Reason.BUSINESS_DISTRESS,
    ReplyClass.MALICE: Reason.MALICE,
    ReplyClass.HARDSHIP: Reason.HARDSHIP,
}
_FROM_GRAMMAR = {
    PromiseKind.PROMISE: ReplyClass.PROMISE,
    PromiseKind.CONDITIONAL: ReplyClass.PROMISE,
    PromiseKind.REQUEST: ReplyClass.REQUEST_PLAN,
    PromiseKind.PAST: ReplyClass.ALREADY_PAID,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the reply that is read by itself; `whole` for all of it."""

    text: str
    whole: bool


@cache
def _sure(language: str) -> Mapping[ReplyClass, re.Pattern[str]]:
    data = tomllib.loads(_DATA.joinpath(f"rules_{language}.toml").read_text("utf-8"))
    return {ReplyClass(name): re.compile(pattern) for name, pattern in data["sure"].items()}


def _parts(text: str, language: str) -> Iterator[Part]:
    yield Part(text, whole=True)
    pieces = [piece.strip() for piece in _CLAUSE.split(text)]
    if len(pieces) > 1:
        for piece in pieces:
            if len(piece) >= CLAUSE_CHARS_MIN[language] and piece != text.strip():
                yield Part(piece, whole=False)


def classify_reply(text: str, *, language: str | None = None, encoder: Encoder | None = None) -> ReplyReading:
    """The classes that hold in a debtor's reply; several may.

    Rules speak with certainty; the model only where it is sure enough, and abstains with its two best
    guesses otherwise. VULNERABLE is raised on slight signs and always needs a person. MALICE and
    WRONG_NUMBER never come from the model alone.
    """
    tag = language_of(text) if language is None else ("zh" if language.lower().startswith("zh") else "en")
    by_rule = _by_rule(text, tag)
    shares = _shares(text, tag, encoder)
    labels = {label.reply: label for label in by_rule}
    for label in _by_model(shares, tag, alone=not by_rule):
        labels.setdefault(label.reply, label)
    held = tuple(sorted(labels.values(), key=lambda label: (-label.confidence, label.reply)))
    if len(held) > 1:
        held = tuple(label for label in held if label.reply is not ReplyClass.NONE)
    candidates = () if held else _two_best(shares)
    return ReplyReading(
        labels=held,
        candidates=candidates,
        abstained=not held,
        needs_person=any(label.reply is ReplyClass.VULNERABLE for label in (*held, *candidates)),
        model=shipped(tag).version if encoder is None else f"{shipped(tag).version}+{encoder.name}",
    )


def _by_rule(text: str, language: str) -> list[ReplyLabel]:
    plain = flatten(text)
    labels = []
    for reply, pattern in _sure(language).items():
        found = pattern.search(plain)
        if found is not None:
            quote = text[found.start() : found.end()].strip()
            labels.append(ReplyLabel(reply=reply, confidence=RULE_CONFIDENCE, source="rule", quote=quote))
    known = {label.reply for label in labels}
    offer = understand_promise(text, said_on=_ANY_DAY)
    reply_of_offer = _FROM_GRAMMAR.get(offer.kind)
    plain_offer = offer.kind is PromiseKind.PAST or offer.confidence >= OFFER_CONFIDENCE_MIN
    if reply_of_offer is not None and plain_offer and reply_of_offer not in known and _room_for_offer(known):
        quote = " ".join(span.quote for span in offer.spans)
        labels.append(
            ReplyLabel(reply=reply_of_offer, confidence=GRAMMAR_CONFIDENCE, source="rule", quote=quote)
        )
    return labels


def _room_for_offer(known: set[ReplyClass]) -> bool:
    """A wrong number or a relative makes no offer of the debtor's."""
    return not known & {ReplyClass.WRONG_NUMBER, ReplyClass.THIRD_PARTY, ReplyClass.INFO_REQUEST}


@lru_cache(maxsize=8)
def _encoder_model(encoder: Encoder, language: str) -> EncoderModel:
    return EncoderModel(encoder, language)


def _shares(text: str, language: str, encoder: Encoder | None) -> list[tuple[Part, Floats]]:
    model = shipped(language)
    read: list[tuple[Part, Floats]] = []
    for part in _parts(text, language):
        shares = model.scores(part.text)
        if encoder is not None:
            learnt = _encoder_model(encoder, language).scores(part.text)
            shares = (1 - ENCODER_WEIGHT) * shares + ENCODER_WEIGHT * learnt
        read.append((part, shares))
    return read


def _by_model(read: list[tuple[Part, Floats]], language: str, *, alone: bool) -> list[ReplyLabel]:
    """Classes whose share is high enough; beside a rule only clauses that are quite sure add one."""
    labels: dict[ReplyClass, ReplyLabel] = {}
    for part, shares in read:
        for reply, share in zip(CLASSES, shares.tolist(), strict=True):
            limits = (
                VULNERABLE
                if reply is ReplyClass.VULNERABLE
                else SURE
                if part.whole and alone
                else SURE_CLAUSE
            )
            if share < limits[language] or reply in MODEL_ALONE_NEVER:
                continue
            if reply not in labels or share > labels[reply].confidence:
                labels[reply] = ReplyLabel(
                    reply=reply, confidence=round(share, 3), source="model", quote=part.text.strip()
                )
    return list(labels.values())


def _two_best(read: list[tuple[Part, Floats]]) -> tuple[ReplyLabel, ...]:
    part, shares = read[0]
    ranked = sorted(zip(CLASSES, shares.tolist(), strict=True), key=lambda pair: -pair[1])[:2]
    return tuple(
        ReplyLabel(reply=reply, confidence=round(share, 3), source="model", quote=part.text.strip())
        for reply, share in ranked
    )


def suggest_reason(text: str, *, encoder: Encoder | None = None) -> tuple[Suggestion, ...]:
    """Reasons for arrears that a reply suggests, surest first, each with the words that suggest it.

    A suggestion is never written without a person; MALICE needs two contacts or a leader (desk.care).
    """
    reading = classify_reply(text, encoder=encoder)
    return tuple(
        Suggestion(reason=REASONS[label.reply], confidence=label.confidence, quote=label.quote)
        for label in reading.labels
        if label.reply in REASONS
    )
