"""Screening a text for forbidden words and acts.

A hit is lifted when the sentence denies it ("we will not contact your family"), repeats what the other
side said, warns of it, or calls it forbidden. What is lifted is not reported: the tests hold pairs of
a violation and its lawful look-alike for every code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from arrears.language.contracts import TEXT_CHARS_MAX, Finding, Severity
from arrears.language.forbidden.rules import Cue, Guards, Rule, rule_book
from arrears.language.plain import HAN, make_plain

BEFORE_CHARS = 120  # how far back a guard may stand
CACHE_TEXTS = 4096
_HAN = re.compile(f"[{HAN}]")
_TOKEN = re.compile(r"[a-z]+")
_SENTENCE_END = re.compile(r"[。！？!?\n；;]|\.(?=\s|$)")
_RANK = {Severity.FATAL: 0, Severity.SERIOUS: 1, Severity.COACHING: 2}


class TextTooLong(ValueError):
    """A text beyond TEXT_CHARS_MAX; its owner screens it turn by turn."""


def screen(text: str, *, language: str | None = None) -> tuple[Finding, ...]:
    """Forbidden words and acts in a text, in the order in which they stand.

    `language` ("zh…" or "en…") keeps to the rules of one language; None runs both. Pure and cached by
    text. Raises TextTooLong beyond TEXT_CHARS_MAX characters.
    """
    if len(text) > TEXT_CHARS_MAX:
        raise TextTooLong(f"more than {TEXT_CHARS_MAX} characters")
    tag = None if language is None else ("zh" if language.lower().startswith("zh") else "en")
    return _screen(text, tag)


@lru_cache(maxsize=CACHE_TEXTS)
def _screen(text: str, language: str | None) -> tuple[Finding, ...]:
    plain = make_plain(text)
    found = [
        (hit.start(), hit.end(), rule)
        for rule in _awake(plain.text, language)
        for hit in rule.pattern.finditer(plain.text)
        if not _lawful(plain.text, hit, rule)
    ]
    findings = [_finding(text, plain.span(start, end), rule) for start, end, rule in _distinct(found)]
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.code)))


def _awake(text: str, language: str | None) -> list[Rule]:
    """The rules whose cue stands in the text."""
    book = rule_book()
    heard: set[Cue] = set(book.cues.intersection(_TOKEN.findall(text)))
    if _HAN.search(text):
        heard |= book.cues.intersection(pairwise(text))
        heard |= book.cues.intersection(text)
    elif language is None:
        language = "en"
    awake: dict[str, Rule] = {}
    for cue in heard:
        for rule in book.by_cue[cue]:
            if rule.id in awake or language not in (None, rule.language):
                continue
            if rule.also is None or rule.also.search(text):
                awake[rule.id] = rule
    return list(awake.values())


def _lawful(text: str, hit: re.Match[str], rule: Rule) -> bool:
    start, end = hit.span()
    before = text[max(0, start - BEFORE_CHARS) : start]
    act = max(start, hit.start("act")) if "act" in rule.pattern.groupindex else start
    guards = rule_book().guards[rule.language]
    if "quotation" in rule.guards and guards.quotation.search(before):
        return True
    sentence_before = _last_sentence(before)
    after = _first_sentence(text[end : end + BEFORE_CHARS])
    if rule.unless is not None and rule.unless.search(sentence_before + hit[0] + after):
        return True
    if "negation" in rule.guards and _denied(sentence_before + text[start:act], guards):
        return True
    if "warning" in rule.guards and guards.warning.search(sentence_before):
        return True
    return "judgement" in rule.guards and guards.judgement.match(after) is not None


def _denied(before: str, guards: Guards) -> bool:
    return guards.negation.search(before) is not None and guards.not_negation.search(before) is None


def _last_sentence(before: str) -> str:
    ends = list(_SENTENCE_END.finditer(before))
    return before[ends[-1].end() :] if ends else before


def _first_sentence(after: str) -> str:
    end = _SENTENCE_END.search(after)
    return after[: end.start()] if end else after


def _distinct(found: list[tuple[int, int, Rule]]) -> list[tuple[int, int, Rule]]:
    """One finding for a stretch and code: the gravest, then the longest."""
    order = sorted(found, key=lambda hit: (_RANK[hit[2].severity], hit[0] - hit[1], hit[0], hit[2].id))
    kept: list[tuple[int, int, Rule]] = []
    for start, end, rule in order:
        if not any(rule.code is other.code and start < last and first < end for first, last, other in kept):
            kept.append((start, end, rule))
    return kept


def _finding(text: str, span: tuple[int, int], rule: Rule) -> Finding:
    start, end = span
    return Finding(
        code=rule.code,
        severity=rule.severity,
        quote=text[start:end],
        start=start,
        end=end,
        rule=f"{rule.id}@{rule.version}",
        words=rule.words,
        reference=rule.reference,
    )
