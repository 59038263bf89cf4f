"""Calculators of money and of the court."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arrears.book.calculators.api import CalculatorError, calculate, names, schema
from arrears.faces.cli.plain import unfit

__all__ = ["compute", "names", "schema"]


def compute(name: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return calculate(name, inputs)
    except CalculatorError as error:
        raise unfit((one.path, one.message) for one in error.problems) from error
