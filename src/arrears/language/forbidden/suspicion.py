"""The wide look: sentences that no rule names but that read like violations.

A model of n-grams learnt from the shipped pairs (a violation beside a lawful sentence that looks like
it) and lawful messages. It never stops a text: what it suspects goes to a reviewer, and the reviewer's
decisions become pairs. Polite forms of address are levelled, so that rudeness alone is not the sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from arrears.language.contracts import Code, Suspicion
from arrears.language.ngrams import Floats, Space, solve, space_of
from arrears.language.plain import make_plain

VERSION = "1"
SEEN_MIN = 2  # keeps a thousand sentences small enough to learn in a moment
REVIEW_FROM = {"zh": 0.1, "en": 0.25}  # by a held-out set (README): above it a person looks
_CODES = tuple(Code)
_DATA = files("arrears.language").joinpath("data", "forbidden")
_SENTENCE = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A violation and its lawful look-alike; `origin` 1 was written beside the rules, later ones held out."""

    origin: int
    code: Code
    forbidden: str
    lawful: str


@cache
def pairs(language: str) -> tuple[Pair, ...]:
    """The shipped pairs of a language ("zh" or "en")."""
    lines = _DATA.joinpath(f"pairs_{language}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple(Pair(int(row[0]), Code(row[1]), row[2], row[3]) for row in rows)


@cache
def lawful(language: str) -> tuple[str, ...]:
    """Shipped messages as they should be: no rule may flag one."""
    return tuple(_DATA.joinpath(f"lawful_{language}.txt").read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights: the first column tells a violation (1) from a lawful sentence (-1), the others the codes."""

    space: Space
    weights: Floats

    def scores(self, sentence: str) -> Floats:
        return self.space.scores(level(sentence), self.weights)


def level(text: str) -> str:
    """The text as the model sees it: plain, and without the difference of polite address."""
    return make_plain(text).text.replace("您", "你")


def learn(known: Sequence[Pair], good: Sequence[str], language: str) -> Judge:
    """Weights from pairs and lawful messages (each of their sentences)."""
    fine = [pair.lawful for pair in known] + [part for text in good for part in sentences(text)]
    texts = [level(text) for text in ([pair.forbidden for pair in known] + fine)]
    targets = -np.ones((len(texts), 1 + len(_CODES)))
    targets[:, 1:] = 0
    for place, pair in enumerate(known):
        targets[place, 0] = 1
        targets[place, 1 + _CODES.index(pair.code)] = 1
    space, rows = space_of(texts, language, SEEN_MIN)
    return Judge(space, solve(rows, targets))


@cache
def _shipped(language: str) -> Judge:
    return learn(pairs(language), lawful(language), language)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def suspect(text: str, *, language: str | None = None) -> Suspicion:
    """How much the worst sentence of a text reads like a violation; for reviewers and for sampling.

    About a millisecond a sentence: not for the hot path, which asks `screen`.
    """
    if language is None:
        language = "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"
    tag = "zh" if language.lower().startswith("zh") else "en"
    worst = Suspicion(score=-1.0, likely=None, quote="", review=False, model=f"pairs-{tag}-{VERSION}")
    for sentence in sentences(text):
        scores = _shipped(tag).scores(sentence)
        score = float(max(-1.0, min(1.0, scores[0])))
        if score > worst.score:
            worst = Suspicion(
                score=round(score, 3),
                likely=_CODES[int(np.argmax(scores[1:]))],
                quote=sentence,
                review=score >= REVIEW_FROM[tag],
                model=worst.model,
            )
    return worst
