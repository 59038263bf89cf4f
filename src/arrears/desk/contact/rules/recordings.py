"""Which files are recordings of a talk: told by how they begin, never by their name."""

from __future__ import annotations

RECORDING_BYTES_MAX = 50 * 1024 * 1024
HEAD_BYTES = 16


def media_type_of(head: bytes) -> str | None:
    """The media type of a sound file by its first bytes; None for anything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    if head[:4] == b"OggS":
        return "audio/ogg"
    if head[:4] == b"fLaC":
        return "audio/flac"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "audio/webm"
    if head[:6] == b"#!AMR\n":
        return "audio/amr"
    return None
