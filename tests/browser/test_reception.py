"""Before the tables are emptied every request has left, and a late one finds the door closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from tests.browser.reception import Reception


class Slow:
    """An application whose response lasts until it is released."""

    def __init__(self) -> None:
        self.entered, self.released, self.closed = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, environ: object, start_response: object) -> Slow:
        return self

    def __iter__(self) -> Iterator[bytes]:
        self.entered.set()
        self.released.wait(10)
        yield b"done"

    def close(self) -> None:
        self.closed.set()


def _ask(desk: Reception, said: list[str]) -> bytes:
    def start(status: str, headers: object, trouble: object = None) -> Callable[[bytes], None]:
        said.append(status)
        return lambda data: None

    response = desk({}, start)
    try:
        return b"".join(response)
    finally:
        getattr(response, "close", lambda: None)()


def test_closing_waits_for_the_one_inside_and_refuses_the_next() -> None:
    slow = Slow()
    desk = Reception(slow)
    inside = threading.Thread(target=_ask, args=(desk, []))
    inside.start()
    assert slow.entered.wait(10)
    with pytest.raises(AssertionError, match="1 still inside"):
        desk.close(0.01)
    said: list[str] = []
    assert (_ask(desk, said), said) == (b"", ["503 Service Unavailable"])
    slow.released.set()
    desk.close(10)
    assert slow.closed.is_set()
    inside.join()


def test_a_request_that_fails_has_left() -> None:
    def broken(environ: object, start_response: object) -> list[bytes]:
        raise ValueError("broken")

    desk = Reception(broken)
    with pytest.raises(ValueError, match="broken"):
        _ask(desk, [])
    desk.close(0)
