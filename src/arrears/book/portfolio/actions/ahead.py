"""Work on the next chunk while the database writes this one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from queue import Full, Queue
from typing import Any, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 1  # chunks that may wait; each is a chunk more in memory
_PATIENCE_S = 0.2
_END = object()


def ahead(source: Iterable[Given], make: Callable[[Given], Made]) -> Generator[Made]:
    """`make` of each thing of the source, in order, made in a thread of its own one thing ahead.

    The source is drawn from in that thread too, so it must not use the database. An exception of either is
    raised here, at its place; when the reader stops, the thread stops before its next thing.
    """
    queue: Queue[tuple[Any, BaseException | None]] = Queue(AHEAD)
    stopped = threading.Event()
    worker = threading.Thread(target=_work, args=(source, make, queue, stopped), daemon=True)
    worker.start()
    try:
        while True:
            made, error = queue.get()
            if error is not None:
                raise error
            if made is _END:
                return
            yield made
    finally:
        stopped.set()
        worker.join()


def _work(
    source: Iterable[Given],
    make: Callable[[Given], Made],
    queue: Queue[tuple[Any, BaseException | None]],
    stopped: threading.Event,
) -> None:
    try:
        for given in source:
            if not _put(queue, (make(given), None), stopped):
                return
        _put(queue, (_END, None), stopped)
    except BaseException as error:  # noqa: BLE001 - raised again in the reader's thread, whatever it is
        _put(queue, (None, error), stopped)


def _put(queue: Queue[Any], thing: object, stopped: threading.Event) -> bool:
    """Hand a thing over; false when nobody waits for it any more."""
    while not stopped.is_set():
        try:
            queue.put(thing, timeout=_PATIENCE_S)
        except Full:
            continue
        return True
    return False
