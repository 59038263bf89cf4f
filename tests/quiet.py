"""Waiting until nothing older is open in the server: workers of one run share it."""

from __future__ import annotations

import time

from django.db import connection

_SECONDS_MAX = 120
_LOOK_AGAIN_SECONDS = 0.02


def older_ones_ended() -> None:
    """Wait until every transaction that is open now has ended. What is sealed, or counted as read, is what is older
    than the oldest open transaction of the whole server, whoever's database it is in."""
    deadline = time.monotonic() + _SECONDS_MAX
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (mine,) = cursor.fetchone()
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            (oldest,) = cursor.fetchone()
            if oldest > mine:
                return
            assert time.monotonic() < deadline, "a transaction of another test never ends"
            time.sleep(_LOOK_AGAIN_SECONDS)
