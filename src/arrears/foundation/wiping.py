"""Wiping a person: every room says what of a person it holds, wipes it itself, and names what it keeps and why.

`settings.WIPERS` lists the rooms' wipers, those downstream first; tests/desk/test_wiping.py walks all tables of
the database and fails where one that leads to a person is named by no wiper. Rows go in one transaction. A file is
released with them when no row names it any more; its content goes after the commit, and what a killed process left
is taken up by the next `sweep_files`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.utils.module_loading import import_string

from arrears.foundation.actions import audit
from arrears.foundation.contracts import SYSTEM, Actor, Wiped, WipeOrder, Wiper, require_scope
from arrears.foundation.files import content_lock, content_path
from arrears.foundation.models import StoredFile
from arrears.kernel.clock import now

SWEEP_MAX = 10_000


def wipers() -> tuple[Wiper, ...]:
    """Every room's, in the order in which they work: what is downstream first."""
    return tuple(import_string(path) for path in settings.WIPERS)


def wipe_everywhere(order: WipeOrder, actor: Actor) -> Wiped:
    """Have every room wipe what it holds; files that no row names any more go too. Once more changes nothing.

    Whoever calls has made sure that nothing keeps the data, and that two people agreed.
    """
    require_scope(actor, order.creditor_id)
    rows, files = 0, set[uuid.UUID]()
    with transaction.atomic():
        for wiper in wipers():
            done = wiper.wipe(order, actor)
            rows += done.rows
            files |= done.files
            if done.rows or done.files:
                audit(actor, "person.wiped", f"party:{order.party_ids[0]}",
                      {"room": wiper.room, "rows": done.rows, "why": order.why})  # fmt: skip
        gone = release_files(files, order.why, actor)
    return Wiped(rows=rows, files=gone)


def files_named(creditor_id: int, names: Iterable[str]) -> frozenset[uuid.UUID]:
    """Files of a creditor under these names, those that a later version took the place of too."""
    rows = StoredFile.objects.filter(creditor_id=creditor_id, name__in=list(names), wiped_at=None)
    return frozenset(rows.values_list("pk", flat=True))


def release_files(file_ids: Iterable[uuid.UUID], why: str, actor: Actor) -> frozenset[uuid.UUID]:
    """Close those of the files that no row names any more; their content goes after the commit."""
    asked = set(file_ids)
    gone = asked - _named(asked) if asked else set()
    if not gone:
        return frozenset()
    with transaction.atomic():
        rows = StoredFile.objects.select_for_update().filter(pk__in=gone, wiped_at=None)
        for row in rows:
            if row.creditor_id is not None:
                require_scope(actor, row.creditor_id)
            row.wiped_at, row.name = now(), ""
            row.save(update_fields=["wiped_at", "name"])
            audit(actor, "file.wiped", f"file:{row.pk}", {"why": why})
        transaction.on_commit(lambda: sweep_files(only=gone), robust=True)  # else the next sweep
    return frozenset(gone)


def sweep_files(only: Iterable[uuid.UUID] | None = None) -> int:
    """Remove the contents of closed files that no other file shares; returns how many files are done with."""
    waiting = StoredFile.objects.filter(wiped_at__isnull=False)
    if only is not None:
        waiting = waiting.filter(pk__in=list(only))
    done = 0
    for file_id, sha256 in waiting.values_list("pk", "sha256")[:SWEEP_MAX]:
        with transaction.atomic():
            content_lock(sha256, alone=True)
            if not StoredFile.objects.filter(sha256=sha256, wiped_at=None).exists():
                storages["arrears"].delete(content_path(sha256))
            done += StoredFile.objects.filter(pk=file_id).delete()[0]
    if done:
        audit(SYSTEM, "file.contents_removed", "files", {"files": done})
    return done


def _named(file_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the files that some row of any room still names."""
    found: set[uuid.UUID] = set()
    for model, column in _columns():
        rows = model._default_manager.filter(**{f"{column}__in": file_ids})
        found |= set(rows.values_list(column, flat=True))
    return found


def _columns() -> Iterator[tuple[type[models.Model], str]]:
    """Columns that may name a file: keys to stored files, and ids without a key."""
    for model in apps.get_models():
        if not model.__module__.startswith("arrears.") or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            plain = isinstance(field, models.UUIDField) and not field.primary_key
            if plain or (field.is_relation and field.related_model is StoredFile):
                yield model, field.attname
