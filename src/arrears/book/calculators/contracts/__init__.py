"""What passes the calculators' door: the ledger's allocation types, steps and doubts, and the error."""

from __future__ import annotations

from arrears.book.calculators.contracts.allocation import (
    Across,
    Allocated,
    AllocationItem,
    AllocationLine,
    AllocationPolicy,
    Component,
    DebtOrder,
    PolicyInput,
    Stages,
)
from arrears.book.calculators.contracts.basis import CalculatorError, Certainty, Doubt, Problem, Step
from arrears.book.calculators.contracts.plans import (
    BudgetInput,
    BudgetOutput,
    FeeTiming,
    Method,
    PlanInput,
    PlanOutput,
    PlanRow,
    Product,
    YearlyCost,
)

__all__ = [
    "Across",
    "Allocated",
    "AllocationItem",
    "AllocationLine",
    "AllocationPolicy",
    "BudgetInput",
    "BudgetOutput",
    "CalculatorError",
    "Certainty",
    "Component",
    "DebtOrder",
    "Doubt",
    "FeeTiming",
    "Method",
    "PlanInput",
    "PlanOutput",
    "PlanRow",
    "PolicyInput",
    "Problem",
    "Product",
    "Stages",
    "Step",
    "YearlyCost",
]
