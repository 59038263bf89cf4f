"""Processor seconds by phase: named functions are wrapped for one run, whatever thread calls them."""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import psutil


def watch(phases: Mapping[str, str]) -> dict[str, float]:
    """Count processor seconds of functions. `phases`: label by "module:name" or "module:Class.name".

    Phases that call one another count twice: the list is read as a profile, not as a sum.
    """
    spent: dict[str, float] = defaultdict(float)
    for where, label in phases.items():
        module, _, path = where.partition(":")
        owner: Any = import_module(module)
        *outer, name = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        setattr(owner, name, _timed(getattr(owner, name), label, spent))
    return spent


def _timed(function: Callable[..., Any], label: str, spent: dict[str, float]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*given: Any, **named: Any) -> Any:
        started = time.thread_time()
        try:
            return function(*given, **named)
        finally:
            spent[label] += time.thread_time() - started

    return run


def processor_seconds(pid: int) -> float:
    """What a process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
