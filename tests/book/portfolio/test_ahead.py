"""One chunk is prepared while another is written: in order, with its errors, and never further than one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from arrears.book.portfolio.actions.ahead import ahead


def test_everything_comes_in_order() -> None:
    assert list(ahead(range(20), lambda one: one * one)) == [one * one for one in range(20)]


def test_the_error_of_the_source_comes_at_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("the file ends here")

    reader = ahead(source(), str)
    assert next(reader) == "1"
    with pytest.raises(OSError, match="ends here"):
        next(reader)


def test_the_error_of_the_making_comes_too() -> None:
    with pytest.raises(ZeroDivisionError):
        list(ahead([1, 0], lambda one: 1 // one))


def test_a_reader_that_stops_leaves_no_thread() -> None:
    before = threading.active_count()
    drawn = []
    reader = ahead((drawn.append(one) or one for one in range(1_000)), lambda one: one)
    assert next(reader) == 0
    reader.close()
    assert threading.active_count() == before
    assert len(drawn) < 10
