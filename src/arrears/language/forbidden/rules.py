"""The rules of forbidden words, read from data files and compiled once.

A rule's pattern is a regular expression with two shorthands: `{name}` is any word of a vocabulary and
`<n>` a gap within one clause of at most n characters (Chinese) or n words (English). A rule runs only
when one of its cue words stands in the text, so two hundred rules cost little more than a few.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from arrears.kernel.words import Words
from arrears.language.contracts import Code, Severity

Cue = str | tuple[str, ...]
LANGUAGES = ("zh", "en")
_DATA = files("arrears.language").joinpath("data", "forbidden")
_GAPS = {
    "zh": r"[^。！？；，,!?;\n]{{0,{n}}}?",
    "en": r"(?:[ '\-]+[\w'$]+){{0,{n}}}?[ '\-]+",
}
_NAME = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"<(\d+)>")
ALL_GUARDS = frozenset({"negation", "quotation", "warning", "judgement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One compiled rule; `guards` are those that can lift it, `unless` a sentence in which it is lawful."""

    id: str
    version: str
    code: Code
    severity: Severity
    language: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    guards: frozenset[str]
    cues: tuple[str, ...]
    also: re.Pattern[str] | None  # a second word that must stand in the text, where the cue is a common one
    words: Words
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """What stands before or after a hit and makes it lawful, for one language."""

    negation: re.Pattern[str]
    not_negation: re.Pattern[str]
    quotation: re.Pattern[str]
    warning: re.Pattern[str]
    judgement: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules, by the cue that wakes them: two Chinese characters, one of them, or an English word."""

    rules: tuple[Rule, ...]
    by_cue: dict[Cue, tuple[Rule, ...]]
    cues: frozenset[Cue]
    guards: dict[str, Guards]


def _load(name: str) -> dict[str, object]:
    return tomllib.loads(_DATA.joinpath(name).read_text("utf-8"))


class BrokenRule(ValueError):
    """A data file of rules that cannot be used; the message names the rule."""


def _compile(pattern: str, vocabulary: dict[str, tuple[str, ...]], language: str) -> re.Pattern[str]:
    def name(found: re.Match[str]) -> str:
        words = sorted(vocabulary[found[1]], key=len, reverse=True)
        body = "(?:" + "|".join(re.escape(word) for word in words) + ")"
        return body if language == "zh" else rf"\b{body}\b"

    def gap(found: re.Match[str]) -> str:
        return _GAPS[language].format(n=found[1])

    return re.compile(_GAP.sub(gap, _NAME.sub(name, pattern)))


def _cues(cue: list[str], vocabulary: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    words: list[str] = []
    for word in cue:
        named = _NAME.fullmatch(word)
        words += vocabulary[named[1]] if named else (word,)
    return tuple(words)


def cue_key(word: str) -> Cue:
    """What of a cue word is looked up in the text."""
    if word[0].isascii():
        return re.split(r"[^a-z]", word)[0]
    return tuple(word[:2]) if len(word) > 1 else word


def _rules_of(language: str, codes: dict[Code, tuple[Severity, Words, str]]) -> list[Rule]:
    data = _load(f"{language}.toml")
    vocabulary = {name: tuple(words) for name, words in data["words"].items()}  # type: ignore[attr-defined]  # TOML is untyped; the tests load every file
    rules: list[Rule] = []
    for row in data["rule"]:  # type: ignore[attr-defined]  # as above
        code = Code(row["code"])
        severity, words, reference = codes[code]
        try:
            lifted = frozenset(row.get("no_guard", ()))
            if not lifted <= ALL_GUARDS:
                raise KeyError(f"no such guard in {sorted(lifted)}")
            rules.append(
                Rule(
                    id=row["id"],
                    version=str(data["version"]),
                    code=code,
                    severity=Severity(row.get("severity", severity)),
                    language=language,
                    pattern=_compile(row["pattern"], vocabulary, language),
                    unless=_compile(row["unless"], vocabulary, language) if "unless" in row else None,
                    guards=ALL_GUARDS - lifted,
                    cues=_cues(row["cue"], vocabulary),
                    also=_compile(row["also"], vocabulary, language) if "also" in row else None,
                    words=words,
                    reference=row.get("reference", reference),
                )
            )
        except (KeyError, re.error, ValueError) as error:
            raise BrokenRule(f"{language}.toml, rule {row.get('id')!r}: {error}") from error
    return rules


def _guards_of(language: str) -> Guards:
    data = _load("guards.toml")[language]
    return Guards(**{name: re.compile(pattern) for name, pattern in data.items()})  # type: ignore[attr-defined]  # TOML is untyped


@cache
def rule_book() -> RuleBook:
    """All shipped rules, compiled; raises BrokenRule when a data file is wrong."""
    codes: dict[Code, tuple[Severity, Words, str]] = {}
    for name, row in _load("codes.toml").items():
        if isinstance(row, dict):
            codes[Code(name)] = (Severity(row["severity"]), Words(row["zh"], row["en"]), row["reference"])
    rules = [rule for language in LANGUAGES for rule in _rules_of(language, codes)]
    if len({rule.id for rule in rules}) != len(rules):
        raise BrokenRule("two rules of one id")
    by_cue: dict[Cue, list[Rule]] = {}
    for rule in rules:
        for key in {cue_key(cue) for cue in rule.cues}:
            by_cue.setdefault(key, []).append(rule)
    return RuleBook(
        rules=tuple(rules),
        by_cue={key: tuple(found) for key, found in by_cue.items()},
        cues=frozenset(by_cue),
        guards={language: _guards_of(language) for language in LANGUAGES},
    )
