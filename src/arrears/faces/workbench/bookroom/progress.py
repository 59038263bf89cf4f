"""How far a long intake is, told to whoever looks at the page while it runs.

Kept in the cache, outside the transaction of the intake. With the default cache one process tells its own; a
server with several processes names a shared cache in the settings, else the page says "under way" alone.
"""

from __future__ import annotations

import uuid

from django.core.cache import cache

from arrears.foundation.contracts import Progress

KEPT_SECONDS = 3600


def _key(file_id: uuid.UUID) -> str:
    return f"bookroom-intake-{file_id}"


def noting(file_id: uuid.UUID) -> Progress:
    """What an intake calls as it goes; what an earlier run said is forgotten."""
    cache.delete(_key(file_id))

    def note(done: int, total: int) -> None:
        cache.set(_key(file_id), (done, total), KEPT_SECONDS)

    return note


def noted(file_id: uuid.UUID) -> tuple[int, int]:
    """(done, total) of the intake of a file; total 0 when it is not known, (0, 0) before the first word."""
    done, total = cache.get(_key(file_id), (0, 0))
    return int(done), int(total)
