"""Identifiers and keys."""

from __future__ import annotations

import hashlib
import json
import re
import uuid

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}$")


def new_id() -> uuid.UUID:
    """A random identifier for things that leave the database (permits, files, tokens)."""
    return uuid.uuid4()


def content_hash(content: bytes | str) -> str:
    """SHA-256 of a content, in hex: what a permit and a stored file are bound to."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


def stable_hash(value: object) -> str:
    """SHA-256 of a JSON value, the same for the same value in every process."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return content_hash(text)


def key(*parts: object) -> str:
    """An idempotency key from its parts; each part must be a short plain word, number or date."""
    words = [str(part) for part in parts]
    for word in words:
        if not _NAME.match(word):
            raise ValueError(f"not a part of a key: {word!r}")
    return "/".join(words)
