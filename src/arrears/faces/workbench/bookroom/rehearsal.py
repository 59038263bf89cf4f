"""Doing something to see what it would do, and undoing it: nothing of it stays, the audit line neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back at the end; what was read stays with the reader."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
