"""The door of the calculators: JSON values in and out by name, and typed doors for the ledger and the desk.

`calculate("court_fee", {"claim": "123456.78"})` answers with plain JSON values; `schema(name)` says what goes
in and comes out. Nothing here reads a clock, a database or a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arrears.book.calculators.contracts import (
    Allocated,
    AllocationItem,
    AllocationLine,
    AllocationPolicy,
    BudgetInput,
    BudgetOutput,
    CalculatorError,
    PlanInput,
    PlanOutput,
    PolicyInput,
)
from arrears.book.calculators.rules import agreements, law, reading
from arrears.book.calculators.rules import plan as plans
from arrears.book.calculators.rules.allocation import POLICIES, agreed_policy, allocate, remaining
from arrears.book.calculators.rules.guide import guide as write_guide
from arrears.book.calculators.rules.registry import CALCULATORS, Calculator, Variant
from arrears.book.calculators.rules.schema import schema_of
from arrears.kernel.words import Words

__all__ = [
    "POLICIES",
    "Allocated",
    "AllocationItem",
    "AllocationLine",
    "AllocationPolicy",
    "CalculatorError",
    "agreed_policy",
    "allocate",
    "budget",
    "calculate",
    "examples",
    "guide",
    "names",
    "plan",
    "policy",
    "remaining",
    "schema",
    "title",
]


_EXAMPLES = law.table("examples")


def names() -> tuple[str, ...]:
    """The calculators, in the order of the guide."""
    return tuple(CALCULATORS)


def title(name: str) -> Words:
    """What a calculator is called."""
    return _named(name).title


def examples(name: str) -> tuple[tuple[Words, Mapping[str, Any]], ...]:
    """Inputs that show a calculator at work, each with words on what it shows."""
    _named(name)
    return tuple((Words(row["zh"], row["en"]), row["input"]) for row in _EXAMPLES[name])


def calculate(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one question with JSON values.

    CalculatorError names the place and what is wrong, in both languages: an unknown calculator (path `name`),
    an unknown or missing key, a value out of bounds, facts that do not fit each other.
    """
    calculator = _named(name)
    if not isinstance(inputs, Mapping):
        raise CalculatorError(reading.WHOLE, Words("应为对象", "must be an object"))
    variant = _variant(calculator, inputs)
    return reading.write(variant.compute(reading.read(variant.given, inputs)))


def schema(name: str) -> dict[str, Any]:
    """`{"input": …, "output": …}`: JSON Schema (draft 2020-12) of a calculator, with examples."""
    calculator = _named(name)
    given = [row for _, row in examples(name)]
    return {
        "input": schema_of(
            {key: variant.given for key, variant in calculator.variants.items()},
            "validation",
            tag=calculator.tag,
            default=calculator.default,
            examples=given,
        ),
        "output": schema_of(
            {key: variant.answer for key, variant in calculator.variants.items()},
            "serialization",
            tag=calculator.tag,
            default=calculator.default,
            examples=[calculate(name, row) for row in given[:1]],
        ),
    }


def guide() -> str:
    """The guide to all calculators in Markdown, Chinese and English: `docs/calculators.md`."""
    return write_guide([(name, title(name), schema(name), _shown(name)) for name in names()])


def _shown(name: str) -> list[tuple[Words, Mapping[str, Any], Mapping[str, Any]]]:
    """The first example of each variant, and its answer."""
    calculator = _named(name)
    first: dict[Any, tuple[Words, Mapping[str, Any]]] = {}
    for said, row in examples(name):
        first.setdefault(row.get(calculator.tag, calculator.default), (said, row))
    return [(said, row, calculate(name, row)) for said, row in first.values()]


def policy(name_or_order: str | Mapping[str, Any]) -> AllocationPolicy:
    """A shipped order of allocation by name, or an agreed one from its mapping (a creditor's setting).

    CalculatorError for an unknown name or a mapping that names a component twice.
    """
    if isinstance(name_or_order, str):
        if name_or_order not in POLICIES:
            known = ", ".join(POLICIES)
            raise CalculatorError(
                "policy", Words(f"没有这种顺序；可用：{known}", f"no such order; known: {known}")
            )
        return POLICIES[name_or_order]
    order: PolicyInput = reading.read(PolicyInput, name_or_order)
    try:
        return agreed_policy(order)
    except ValueError as error:
        raise CalculatorError(
            "order",
            Words("每种构成和每种债务顺序只能出现一次", "each component and each order may be named once"),
        ) from error


def plan(given: PlanInput) -> PlanOutput:
    """The typed door of `instalment` for other rooms: amounts in minor units."""
    return plans.plan(given)


def budget(given: BudgetInput) -> BudgetOutput:
    """What fits a monthly budget, typed."""
    return agreements.budget(given)


def _named(name: str) -> Calculator:
    if name not in CALCULATORS:
        known = ", ".join(CALCULATORS)
        raise CalculatorError(
            "name", Words(f"没有这个计算器；可用：{known}", f"no such calculator; known: {known}")
        )
    return CALCULATORS[name]


def _variant(calculator: Calculator, inputs: Mapping[str, Any]) -> Variant:
    if not calculator.tag:
        return calculator.variants[""]
    tag = inputs.get(calculator.tag, calculator.default)
    if not isinstance(tag, str) or tag not in calculator.variants:
        known = ", ".join(calculator.variants)
        raise CalculatorError(calculator.tag, Words(f"应为：{known}", f"must be one of {known}"))
    return calculator.variants[tag]
