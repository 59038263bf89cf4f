"""Why an answer is as it is: the rule behind each step, what stays open, and what is wrong with an input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from arrears.book.calculators.contracts.fields import said
from arrears.kernel.words import Words


class Certainty(StrEnum):
    """How the project knows a rule (REGULATION.md, column V: T, S, M, I)."""

    TEXT = "text"
    SECONDARY = "secondary"
    MEMORY = "memory"
    INTERPRETATION = "interpretation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a computation and the rule it stands on."""

    id: Annotated[str, said("规则编号", "rule id of the project's table of law")]
    source: Annotated[str, said("出处", "statute, interpretation or standard")]
    certainty: Annotated[Certainty, said("依据可靠程度", "how the rule is known")]
    zh: Annotated[str, said("中文说明", "what was done, in Chinese")]
    en: Annotated[str, said("英文说明", "what was done, in English")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A point that the law or the facts leave open; the answer says which reading it took."""

    code: Annotated[str, said("代码", "stable code of the doubt")]
    zh: Annotated[str, said("中文说明", "the doubt, in Chinese")]
    en: Annotated[str, said("英文说明", "the doubt, in English")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with an input, and where: `payments[0].amount`; the whole input is `$`."""

    path: str
    message: Words


class CalculatorError(ValueError):
    """An input that cannot be computed. `problems` lists all that was found, the first one on top."""

    def __init__(self, path: str, message: Words, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(f"{path}: {message.en}")
        self.path = path
        self.message = message
        self.problems = problems or (Problem(path=path, message=message),)
