"""What a command that touches data stands on: secrets, the database, Django, the schema."""

from __future__ import annotations

import atexit
import contextlib
import os

import django
from django.db import connections

from arrears.foundation import database

_opened = contextlib.ExitStack()
_ready = False


def open_session() -> None:
    """Bring up everything once a process; the embedded server is left when the process ends."""
    global _ready
    if _ready:
        return
    database.ensure_secrets()
    _opened.enter_context(database.connected())
    atexit.register(_close)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
    django.setup()
    _ready = True


def open_without_data() -> None:
    """What a command stands on that reads no data, or is only asked for its help."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.offline")
    django.setup()


def _close() -> None:
    connections.close_all()
    _opened.close()
