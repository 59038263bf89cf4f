"""Recordings of talks: kept in the vault, put to the talk once, never replaced."""

from __future__ import annotations

import uuid

from django.db import transaction

from arrears.desk.contact.actions.reaching import event
from arrears.desk.contact.contracts import AttemptState, Channel, ReachError
from arrears.desk.contact.models import Attempt, AttemptEvent
from arrears.desk.contact.queries import attempt_row
from arrears.desk.contact.rules.recordings import HEAD_BYTES, RECORDING_BYTES_MAX, media_type_of
from arrears.foundation.api import Actor, store_file
from arrears.kernel.words import Words


def keep_recording(attempt_id: int, content: bytes, actor: Actor) -> uuid.UUID:
    """Store a sound file in the vault and put it to its talk. ReachError for what is no sound or too large."""
    if len(content) > RECORDING_BYTES_MAX:
        megabytes = RECORDING_BYTES_MAX // 1024**2
        raise ReachError(Words(f"录音不得超过{megabytes} MB", f"A recording may have {megabytes} MB at most"))
    media_type = media_type_of(content[:HEAD_BYTES])
    if media_type is None:
        raise ReachError(Words("这不是录音文件", "This file is no sound recording"))
    with transaction.atomic():
        row = _recordable(attempt_id, actor)
        name = f"attempt-{row.pk}.{media_type.rpartition('/')[2]}"
        kept = store_file(content, name=name, media_type=media_type, creditor_id=row.creditor_id, actor=actor)
        _put(row, kept.id, actor)
    return kept.id


def attach_recording(attempt_id: int, file_id: uuid.UUID, actor: Actor) -> None:
    """Put a stored recording to a talk (kept at least until the matter is settled: K 70)."""
    with transaction.atomic():
        _put(_recordable(attempt_id, actor), file_id, actor)


def heard(attempt_id: int, actor: Actor) -> None:
    """Somebody listened to the talk for its quality; it is said once for each listener."""
    with transaction.atomic():
        row = attempt_row(attempt_id, actor, lock=True)
        if not AttemptEvent.objects.filter(attempt_id=row.pk, kind="heard", by=actor.name).exists():
            event(row, "heard", actor, {})


def _recordable(attempt_id: int, actor: Actor) -> Attempt:
    row = attempt_row(attempt_id, actor, lock=True)
    if row.channel != Channel.CALL.value:
        raise ReachError(Words("只有通话才有录音", "Only a call has a recording"))
    if row.state in (AttemptState.QUEUED.value, AttemptState.FAILED.value):
        raise ReachError(Words("该通话没有拨出，没有录音", "This call did not go out: there is no recording"))
    if row.recording_id is not None:
        raise ReachError(
            Words("该通话已有录音，录音不可替换", "This talk has its recording; it is never replaced")
        )
    return row


def _put(row: Attempt, file_id: uuid.UUID, actor: Actor) -> None:
    row.recording_id = file_id
    row.save(update_fields=["recording"])
    event(row, "recording", actor, {"file": str(file_id)})
