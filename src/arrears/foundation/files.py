"""The file store: content-addressed, sealed at rest, one storage interface.

The folder `ARREARS_FILES` holds one sealed object per content hash. The interface is Django's storage,
so an S3-compatible back end is a setting (`STORAGES["arrears"]`), not a change here.
"""

from __future__ import annotations

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction

from arrears.foundation import vault
from arrears.foundation.actions import audit
from arrears.foundation.contracts import Actor, FileRef, require_scope
from arrears.foundation.models import StoredFile
from arrears.kernel.ids import content_hash

FILE_BYTES_MAX = 1024 * 1024 * 1024
_LOCK = 7_311  # advisory lock class: contents that are stored and removed


class NoSuchFile(LookupError):
    """No stored file with this id."""


def content_path(sha256: str) -> str:
    """Where a content lies in the store."""
    return f"{sha256[:2]}/{sha256}"


def content_lock(sha256: str, *, alone: bool = False) -> None:
    """Until the end of the transaction nobody removes this content; `alone`: and nobody stores it."""
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s, hashtext(%s))", [_LOCK, sha256])


def store_file(
    content: bytes, *, name: str, media_type: str, creditor_id: int | None, actor: Actor
) -> FileRef:
    """Keep a content and give its reference. The same content is kept once. ValueError over 1 GiB."""
    if len(content) > FILE_BYTES_MAX:
        raise ValueError(f"a file may have at most {FILE_BYTES_MAX} bytes")
    sha256 = content_hash(content)
    storage = storages["arrears"]
    with transaction.atomic():
        content_lock(sha256)
        if not storage.exists(content_path(sha256)):
            storage.save(content_path(sha256), ContentFile(vault.seal_bytes(content)))
        row = StoredFile.objects.create(
            creditor_id=creditor_id,
            sha256=sha256,
            size=len(content),
            name=name[:200],
            media_type=media_type,
            stored_by=actor.name,
        )
    return FileRef(id=row.pk, sha256=sha256, size=row.size, name=row.name, media_type=media_type)


def file_ref(file_id: uuid.UUID, actor: Actor) -> FileRef:
    row = StoredFile.objects.filter(pk=file_id, wiped_at=None).first()
    if row is None:
        raise NoSuchFile(str(file_id))
    if row.creditor_id is not None:
        require_scope(actor, row.creditor_id)
    return FileRef(id=row.pk, sha256=row.sha256, size=row.size, name=row.name, media_type=row.media_type)


def read_file(file_id: uuid.UUID, actor: Actor) -> bytes:
    """The content in clear; every read leaves an audit line."""
    ref = file_ref(file_id, actor)
    with storages["arrears"].open(content_path(ref.sha256)) as handle:
        content = vault.unseal_bytes(handle.read())
    audit(actor, "file.read", f"file:{file_id}", {"name": ref.name})
    return content
