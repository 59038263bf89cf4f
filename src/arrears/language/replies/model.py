"""A small model of reply classes, learnt from seed sentences at first use.

Regularised least squares on character and word n-grams (cosine of tf-idf): one linear solve over a few
hundred sentences, the same in every process, learnt in well under a second. numpy alone: the gate asks
this wing in every process, and scikit-learn would add seconds to the start of each.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from arrears.language.contracts import Encoder, ReplyClass
from arrears.language.plain import flatten

Floats = NDArray[np.float64]
CLASSES = tuple(ReplyClass)
RIDGE = 1.0
SHARPNESS = 9.0  # turns least-squares scores into shares; chosen with the thresholds by cross-validation
ENCODER_WEIGHT = 0.5
_DATA = files("arrears.language").joinpath("data", "replies")
_WORD = re.compile(r"[a-z']+|\d+")
_HAN_RUN = re.compile(r"[\u3400-\u9fffa-z0-9]+")


@dataclass(frozen=True, slots=True)
class Seeds:
    """Sentences with their class, and the version of their file."""

    sentences: tuple[str, ...]
    classes: tuple[ReplyClass, ...]
    version: str


@cache
def seeds(language: str) -> Seeds:
    """The shipped seed sentences of a language ("zh" or "en")."""
    data = tomllib.loads(_DATA.joinpath(f"seeds_{language}.toml").read_text("utf-8"))
    pairs = [(sentence, ReplyClass(name)) for name in data if name != "version" for sentence in data[name]]
    return Seeds(tuple(text for text, _ in pairs), tuple(label for _, label in pairs), str(data["version"]))


def features(text: str, language: str) -> Counter[str]:
    """N-grams of a sentence: one to three characters in Chinese; words, pairs and word parts in English."""
    plain = flatten(text)
    found: Counter[str] = Counter()
    if language == "zh":
        for run in _HAN_RUN.findall(plain):
            for size in (1, 2, 3):
                found.update(run[i : i + size] for i in range(len(run) - size + 1))
        return found
    words = _WORD.findall(plain)
    found.update(words)
    found.update(" ".join(pair) for pair in pairwise(words))
    for word in words:
        padded = f"<{word}>"
        found.update(f"#{padded[i : i + 4]}" for i in range(len(padded) - 3))
    return found


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by n-gram; `scores` gives a share for every class, in the order of CLASSES."""

    language: str
    version: str
    places: dict[str, int]
    rarity: Floats
    weights: Floats

    def scores(self, text: str) -> Floats:
        """Shares of the classes (they add up to 1); all alike when nothing in the text is known."""
        row = _vector(features(text, self.language), self.places, self.rarity)
        return _shares(row @ self.weights)


def _vector(found: Counter[str], places: dict[str, int], rarity: Floats) -> Floats:
    row = np.zeros(len(places))
    for gram, count in found.items():
        place = places.get(gram)
        if place is not None:
            row[place] = (1 + math.log(count)) * rarity[place]
    length = float(np.linalg.norm(row))
    return row / length if length else row


def _shares(raw: Floats) -> Floats:
    grown = np.exp(SHARPNESS * (raw - raw.max()))
    return np.asarray(grown / grown.sum(), dtype=np.float64)


def _targets(classes: Sequence[ReplyClass]) -> Floats:
    return np.array([[float(label is known) for known in CLASSES] for label in classes])


def _solve(rows: Floats, targets: Floats) -> Floats:
    kernel = rows @ rows.T + RIDGE * np.eye(len(rows))
    return np.asarray(rows.T @ np.linalg.solve(kernel, targets), dtype=np.float64)


def learn(sentences: Sequence[str], classes: Sequence[ReplyClass], language: str, version: str) -> Model:
    """Weights from sentences and their classes; deterministic."""
    counted = [features(sentence, language) for sentence in sentences]
    spread = Counter(gram for found in counted for gram in found)
    places = {gram: place for place, gram in enumerate(sorted(spread))}
    rarity = np.array([math.log((1 + len(counted)) / (1 + spread[gram])) + 1 for gram in sorted(spread)])
    rows = np.array([_vector(found, places, rarity) for found in counted])
    return Model(language, version, places, rarity, _solve(rows, _targets(classes)))


@cache
def shipped(language: str) -> Model:
    """The model of a language, learnt once in a process from the shipped seeds."""
    known = seeds(language)
    return learn(known.sentences, known.classes, language, f"ngram-{language}-{known.version}")


class EncoderModel:
    """The same learning over an encoder's vectors; kept by whoever holds the encoder."""

    def __init__(self, encoder: Encoder, language: str) -> None:
        known = seeds(language)
        self.name = f"{encoder.name}-{language}-{known.version}"
        self._encoder = encoder
        self._weights = _solve(self._rows(list(known.sentences)), _targets(known.classes))

    def _rows(self, sentences: list[str]) -> Floats:
        rows = np.array(self._encoder.encode(sentences), dtype=np.float64)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float64)

    def scores(self, text: str) -> Floats:
        return _shares((self._rows([text]) @ self._weights)[0])
