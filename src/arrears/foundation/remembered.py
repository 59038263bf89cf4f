"""What is read once for a piece of work: creditors change rarely, and one page asks for them many times.

Nothing is remembered beyond the `with` block (a request), and nothing outside of one, so no process ever
answers from facts that another one has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

T = TypeVar("T")
_known: ContextVar[dict[Hashable, object] | None] = ContextVar("remembered", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block, what `remembered` reads is read at most once; a block inside another starts anew."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read at most once in a block of `reading_once`; an exception is not remembered."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]  # type: ignore[return-value]  # a key stands for one reader


def forget() -> None:
    """After a write: the rest of the block reads again."""
    known = _known.get()
    if known is not None:
        known.clear()


class ReadingOnceMiddleware:
    """One block a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reading_once():
            return self.get_response(request)
