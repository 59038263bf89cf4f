"""Stretches of a stored content, as a player asks for them (RFC 9110, section 14)."""

from __future__ import annotations

import re

from django.http import HttpResponse

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def stretch(asked: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a single asked range; None when all is to be sent, as a range that is not
    understood is to be ignored. ValueError for one that begins behind the end."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        if not length:
            raise ValueError("an empty range")
        return size - length, size - 1
    begin, end = int(first), min(int(last), size - 1) if last else size - 1
    if begin >= size:
        raise ValueError("a range behind the end")
    return None if begin > end else (begin, end)


def ranged(content: bytes, asked: str, media_type: str) -> HttpResponse:
    """The whole content (200), the asked stretch (206), or 416."""
    size = len(content)
    try:
        found = stretch(asked, size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = HttpResponse(content_type=media_type, headers={"Accept-Ranges": "bytes"})
    if found is None:
        response.content = content
        return response
    begin, end = found
    response.status_code, response.content = 206, content[begin : end + 1]
    response["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return response
