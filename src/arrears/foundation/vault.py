"""Personal data at rest: sealed with AES-256-GCM, found by a keyed blind index, masked on screen.

A sealed value is `key id (1 byte) · nonce (12) · ciphertext and tag`. Keys come from the environment:
`ARREARS_VAULT_KEYS="2:<base64>,1:<base64>"` (newest first; all can open, the first seals) and
`ARREARS_INDEX_KEY=<base64>` for blind indexes. The index key does not rotate with the others, else
nothing could be found.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32
INDEX_BYTES = 16


class VaultError(RuntimeError):
    """Keys are missing or wrong, or a sealed value does not open."""


@dataclass(frozen=True)
class _Ring:
    newest: int
    ciphers: dict[int, AESGCM]
    index_key: bytes


def new_key() -> str:
    """A fresh key in base64, for `ARREARS_VAULT_KEYS` or `ARREARS_INDEX_KEY`."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _decode(text: str, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise VaultError(f"{what} is not base64") from error
    if len(raw) != KEY_BYTES:
        raise VaultError(f"{what} must have {KEY_BYTES} bytes")
    return raw


@lru_cache(maxsize=8)
def _ring(keys: str, index: str) -> _Ring:
    ciphers: dict[int, AESGCM] = {}
    for part in keys.split(","):
        name, _, text = part.strip().partition(":")
        if not name.isdigit() or not 0 < int(name) < 256:
            raise VaultError("each vault key needs an id from 1 to 255: id:base64")
        ciphers[int(name)] = AESGCM(_decode(text, f"vault key {name}"))
    return _Ring(next(iter(ciphers)), ciphers, _decode(index, "the index key"))


def _current() -> _Ring:
    keys, index = os.environ.get("ARREARS_VAULT_KEYS", ""), os.environ.get("ARREARS_INDEX_KEY", "")
    if not keys or not index:
        raise VaultError("ARREARS_VAULT_KEYS and ARREARS_INDEX_KEY are not set")
    return _ring(keys, index)


def seal_many(texts: Sequence[str]) -> list[bytes]:
    """Seal texts under the newest key. The empty text stays the empty value."""
    ring = _current()
    head, encrypt = bytes([ring.newest]), ring.ciphers[ring.newest].encrypt
    random = os.urandom(NONCE_BYTES * len(texts))
    nonces = [random[place : place + NONCE_BYTES] for place in range(0, len(random), NONCE_BYTES)]
    # without a loop of our own: half of what a value costs
    sealed = list(map(encrypt, nonces, map(str.encode, texts), repeat(None)))
    return [
        head + nonce + content if text else b""
        for nonce, content, text in zip(nonces, sealed, texts, strict=True)
    ]


def seal(text: str) -> bytes:
    return seal_many([text])[0]


def seal_bytes(content: bytes) -> bytes:
    """Seal a file's content."""
    ring = _current()
    nonce = os.urandom(NONCE_BYTES)
    return bytes([ring.newest]) + nonce + ring.ciphers[ring.newest].encrypt(nonce, content, None)


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """Open a sealed content. VaultError when its key is gone or it was altered."""
    raw = bytes(sealed)
    if not raw:
        return b""
    cipher = _current().ciphers.get(raw[0])
    if cipher is None:
        raise VaultError(f"no vault key with id {raw[0]}")
    try:
        return cipher.decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], None)
    except InvalidTag as error:
        raise VaultError("a sealed value was altered or its key is wrong") from error


def unseal(sealed: bytes | memoryview) -> str:
    return unseal_bytes(sealed).decode()


def key_id(sealed: bytes | memoryview) -> int | None:
    """Which key sealed a value; None for the empty value."""
    raw = bytes(sealed)
    return raw[0] if raw else None


def newest_key_id() -> int:
    return _current().newest


_SPACE = re.compile(r"[\s\-()（）.·]+")


def normalise(kind: str, value: str) -> str:
    """One spelling per value, so that equal things meet: width, case, spaces and a leading +86 go."""
    text = unicodedata.normalize("NFKC", value).strip()
    if kind == "phone":
        text = _SPACE.sub("", text)
        return text[3:] if text.startswith("+86") else text
    if kind in ("id_number", "contract"):
        return _SPACE.sub("", text).upper()
    if kind == "email":
        return text.lower()
    return re.sub(r"\s+", " ", text).casefold()


def blind_index_many(kind: str, values: Iterable[str]) -> list[bytes]:
    """Keyed hashes (16 bytes) of values that the caller has normalised; kinds do not meet each other."""
    # hashing begins from a copy that has the key already
    start = hashlib.blake2b(digest_size=INDEX_BYTES, key=_current().index_key, person=kind.encode()[:16]).copy
    found = []
    for value in values:
        hashed = b""
        if value:
            keyed = start()
            keyed.update(value.encode())
            hashed = keyed.digest()
        found.append(hashed)
    return found


def blind_index(kind: str, value: str) -> bytes:
    """The keyed hash of one value, normalised here."""
    return blind_index_many(kind, [normalise(kind, value)])[0]


def same(left: bytes, right: bytes) -> bool:
    return hmac.compare_digest(left, right)


def mask(kind: str, value: str) -> str:
    """What a screen shows of a personal value without unmasking it."""
    text = value.strip()
    if not text:
        return ""
    if kind == "name":
        return text[0] + "*" * min(max(len(text) - 1, 1), 4)
    if kind == "phone":
        return text[:3] + "****" + text[-4:] if len(text) >= 9 else "****" + text[-2:]
    if kind == "id_number":
        return text[:4] + "*" * 10 + text[-4:] if len(text) >= 12 else "****" + text[-2:]
    if kind == "email":
        head, _, tail = text.partition("@")
        return f"{head[:1]}***@{tail}" if tail else "***"
    if kind == "address":
        return text[:6] + "****"
    return "*" * min(len(text), 8)
