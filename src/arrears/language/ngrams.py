"""Learning from a few hundred sentences: tf-idf of n-grams and one linear solve.

Regularised least squares on character and word n-grams (cosine of tf-idf) is deterministic, learnt in
well under a second, and as good here as logistic regression of scikit-learn (README). numpy alone: the
gate asks this wing in every process, and scikit-learn would add seconds to the start of each.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from arrears.language.plain import flatten

Floats = NDArray[np.float64]
RIDGE = 1.0
_WORD = re.compile(r"[a-z']+|\d+")
_HAN_RUN = re.compile(r"[\u3400-\u9fffa-z0-9]+")


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
class Space:
    """The n-grams that are known, their places and their rarity."""

    language: str
    places: dict[str, int]
    rarity: Floats
    rarest: float

    def known(self, text: str) -> tuple[list[int], Floats]:
        """Places of the n-grams of a sentence that are known, and their values.

        The vector with its unknown n-grams has length 1: what is new makes every score smaller, so a
        sentence unlike any that was learnt ends in doubt.
        """
        counted = features(text, self.language)
        grams = [(self.places[gram], count) for gram, count in counted.items() if gram in self.places]
        places = [place for place, _ in grams]
        values = np.array([1 + math.log(count) for _, count in grams]) * self.rarity[places]
        strange = sum(
            (1 + math.log(count)) ** 2 for gram, count in counted.items() if gram not in self.places
        )
        length = math.sqrt(float((values * values).sum()) + strange * self.rarest**2)
        return places, (values / length if length else values)

    def scores(self, text: str, weights: Floats) -> Floats:
        """A sentence weighed: one score for each column of the weights, zeros when nothing is known."""
        places, values = self.known(text)
        return np.asarray((weights[places] * values[:, None]).sum(axis=0), dtype=np.float64)


def space_of(sentences: Sequence[str], language: str, seen_min: int = 1) -> tuple[Space, Floats]:
    """The space of some sentences (n-grams in at least `seen_min` of them), and their rows in it."""
    counted = [features(sentence, language) for sentence in sentences]
    spread = Counter(gram for found in counted for gram in found)
    grams = sorted(gram for gram, count in spread.items() if count >= seen_min)
    rarity = np.array([math.log((1 + len(counted)) / (1 + spread[gram])) + 1 for gram in grams])
    rarest = math.log((1 + len(counted)) / 2) + 1
    space = Space(language, {gram: place for place, gram in enumerate(grams)}, rarity, rarest)
    rows = np.zeros((len(counted), len(grams)))
    for line, sentence in enumerate(sentences):
        places, values = space.known(sentence)
        rows[line, places] = values
    return space, rows


def solve(rows: Floats, targets: Floats) -> Floats:
    """Weights (columns of the rows × targets) of the regularised least squares."""
    kernel = rows @ rows.T + RIDGE * np.eye(len(rows))
    return np.asarray(rows.T @ np.linalg.solve(kernel, targets), dtype=np.float64)
