"""A small model of reply classes, learnt from seed sentences at first use."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from arrears.language.contracts import Encoder, ReplyClass
from arrears.language.ngrams import Floats, Space, solve, space_of

CLASSES = tuple(ReplyClass)
SHARPNESS = 9.0  # turns least-squares scores into shares; chosen with the thresholds by cross-validation
ENCODER_WEIGHT = 0.5
_DATA = files("arrears.language").joinpath("data", "replies")


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


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in a space of n-grams; `scores` gives a share for every class, in the order of CLASSES."""

    version: str
    space: Space
    weights: Floats

    def scores(self, text: str) -> Floats:
        """Shares of the classes (they add up to 1); all alike when nothing in the text is known."""
        return _shares(self.space.scores(text, self.weights))


def _shares(raw: Floats) -> Floats:
    grown = np.exp(SHARPNESS * (raw - raw.max()))
    return np.asarray(grown / grown.sum(), dtype=np.float64)


def _targets(classes: Sequence[ReplyClass]) -> Floats:
    return np.array([[float(label is known) for known in CLASSES] for label in classes])


def learn(sentences: Sequence[str], classes: Sequence[ReplyClass], language: str, version: str) -> Model:
    """Weights from sentences and their classes; deterministic."""
    space, rows = space_of(sentences, language)
    return Model(version, space, solve(rows, _targets(classes)))


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
        self._weights = solve(self._rows(list(known.sentences)), _targets(known.classes))

    def _rows(self, sentences: list[str]) -> Floats:
        rows = np.array(self._encoder.encode(sentences), dtype=np.float64)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float64)

    def scores(self, text: str) -> Floats:
        return _shares((self._rows([text]) @ self._weights)[0])
