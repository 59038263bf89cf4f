"""Processes that run a day, started from one that has everything imported: `python -m tests.daily.runner`.

Reads orders from standard input, one JSON object a line, answers one a line. `start` forks a process and
tells its id, `wait` tells how it ended. A forked process connects for itself and is really killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import django
import pyarrow as pa

DONE, FAILED, BUSY = 0, 1, 3
Order = Mapping[str, Any]


def die() -> None:
    """As the kernel does it: nothing of ours runs afterwards."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch(order: Order) -> Callable[[str, int, int], None]:
    """The progress of a day, at which the order says to die: ["begin"|"recorded"|"half", step]."""
    place, step = order.get("die") or ("", "")

    def progress(name: str, done: int, total: int) -> None:
        at = {"begin": (0, 0), "recorded": (1, 1)}.get(place)
        if name == step and ((done, total) == at or (place == "half" and 0 < done < total)):
            die()

    return progress


def dies_after_work(order: Order) -> None:
    """A step that was carried out and dies before its record is kept."""
    place, name = order.get("die") or ("", "")
    if place != "worked":
        return

    def and_die(step: steps.Step) -> steps.Step:
        def run(task: steps.Task) -> steps.Result:
            step.run(task)
            die()
            raise AssertionError("alive")

        return replace(step, run=run)

    actions.STEPS = tuple(and_die(step) if step.name == name else step for step in steps.STEPS)


def stops_in_the_copy(order: Order) -> None:
    """The night's rows stop coming in the middle of the COPY, until the process is killed from outside."""
    if not order.get("stop_in_copy"):
        return
    real = engines.DuckEngine.batches

    def batches(self: engines.DuckEngine, rows: Any, size: int) -> Any:
        whole = real(self, rows, size).read_all()

        def some() -> Iterator[pa.RecordBatch]:
            yield from whole.slice(0, len(whole) // 2).to_batches()
            time.sleep(600)

        return pa.RecordBatchReader.from_batches(whole.schema, some())

    engines.DuckEngine.batches = batches  # type: ignore[method-assign]  # in this process alone


def carry_out(order: Order) -> int:
    connections["default"].settings_dict["NAME"] = order["database"]
    settings.SNAPSHOTS = Path(order["folder"]) / "snapshots"
    if order["do"] == "place":
        book.place(Path(order["folder"]) / "sample")
        return DONE
    day = date.fromisoformat(order["day"])
    dispatching.BATCH, notices.PIECE = 4, 1  # the small book has several of each
    dies_after_work(order)
    stops_in_the_copy(order)
    with clock.standing_at(clock.at_local(day, order.get("hour", 9))):
        try:
            daily.cycle(day, progress=watch(order))
        except daily.DayBusy:
            return BUSY
    return DONE


def start(order: Order) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = FAILED
    try:
        status = carry_out(order)
    except BaseException:  # noqa: BLE001 - told on standard error; the process ends here whatever it was
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def read_policy_once() -> None:
    """All days of this process decide by the same texts, whoever edits the files meanwhile."""
    texts = policies.shipped_texts()
    policies.shipped_texts = lambda: dict(texts)  # in this process alone


def serve() -> None:
    read_policy_once()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _pid, status = os.waitpid(order["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = start(order)
        print(json.dumps(answer), flush=True)  # noqa: T201 - the protocol of this program


if __name__ == "__main__":
    django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import connections  # noqa: E402

from arrears.daily import actions, notices, steps  # noqa: E402
from arrears.daily import api as daily  # noqa: E402
from arrears.desk.contact.actions import dispatching  # noqa: E402
from arrears.kernel import clock  # noqa: E402
from arrears.night.engine import engines  # noqa: E402
from arrears.night.engine.actions import policies  # noqa: E402
from tests.daily import book  # noqa: E402

if __name__ == "__main__":
    serve()
