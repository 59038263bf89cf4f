"""Deadlines of the gate's packs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arrears.faces.cli.plain import unfit
from arrears.gate.rules.pure import CALCULATORS, WireError, calculator_schemas


def names() -> tuple[str, ...]:
    return tuple(CALCULATORS)


def schema(name: str) -> Mapping[str, Any]:
    return calculator_schemas()[name]


def compute(name: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return CALCULATORS[name](inputs)
    except WireError as error:
        raise unfit([(error.path, error.words)]) from error
