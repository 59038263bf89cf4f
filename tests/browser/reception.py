"""Who stands before the server of the browser tests: no request outlives the test that caused it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Reception:
    """Stands before the server of the tests: knows how many requests are inside and can close.

    A page that is left while it asks for something leaves its request behind. Emptying the tables
    after the test would meet that request's locks, and one of the two would be ended as a deadlock.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.changed = threading.Condition()
        self.inside = 0
        self.open = True

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self.changed:
            if not self.open:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self.inside += 1
        try:
            return ClosingIterator(self.application(environ, start_response), self._left)
        except BaseException:
            self._left()
            raise

    def _left(self) -> None:
        with self.changed:
            self.inside -= 1
            self.changed.notify_all()

    def close(self, seconds: float) -> None:
        """Let nobody in any more and wait until the last one has left; AssertionError after that many seconds."""
        with self.changed:
            self.open = False
            assert self.changed.wait_for(lambda: self.inside == 0, seconds), f"{self.inside} still inside"


class ClosingIterator:
    """A response that tells when it is over, whether it was read to its end or not."""

    def __init__(self, response: Iterable[bytes], over: Callable[[], None]) -> None:
        self.response, self.over = response, over

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.response)

    def close(self) -> None:
        try:
            getattr(self.response, "close", lambda: None)()
        finally:
            self.over()
