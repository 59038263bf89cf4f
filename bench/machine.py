"""What machine a figure was measured on, and how much memory a run took."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil


def machine() -> str:
    """Processor, cores, memory, Python: one line for the head of a table."""
    cpu = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            cpu = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    memory = psutil.virtual_memory().total / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


@dataclass(frozen=True)
class Run:
    """A finished command: exit status, seconds, peak memory of our processes and of the database's (MiB)."""

    status: int
    seconds: float
    peak_mib: float
    database_peak_mib: float
    output: str


def _unique(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().uss) / 2**20
    except psutil.Error:
        return 0.0


def measure(command: Sequence[str], environment: dict[str, str]) -> Run:
    """Run a command to its end, sampling the memory that its process tree holds for itself."""
    peaks = [0.0, 0.0]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    done = threading.Event()

    def sample() -> None:
        while not done.wait(0.25):
            try:
                tree = [psutil.Process(process.pid)]
                tree += tree[0].children(recursive=True)
            except psutil.Error:
                continue
            servers = [one for one in psutil.process_iter(["name"]) if one.info["name"] == "postgres"]
            peaks[0] = max(peaks[0], sum(_unique(one) for one in tree if one not in servers))
            peaks[1] = max(peaks[1], sum(_unique(one) for one in servers))

    watcher = threading.Thread(target=sample, daemon=True)
    watcher.start()
    output, _errors = process.communicate()
    done.set()
    watcher.join()
    return Run(process.returncode, time.perf_counter() - started, peaks[0], peaks[1], output)
