"""Bodies: what types an address takes, how large, and JSON read without surprises."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny

from arrears.faces.rest.v1.problems import problem
from arrears.kernel.words import Words

JSON = "application/json"
LINES = "application/x-ndjson"
FORM = "multipart/form-data"
FILE_BYTES_MAX = 512 * 1024 * 1024
View = Callable[..., HttpResponseBase]


def takes(*types: str, bytes_max: int | None = None) -> Callable[[Any], Any]:
    """Refuse another media type (415) and a larger body (413) before anything of it is read.

    `bytes_max` None: what Django holds in memory at most (DATA_UPLOAD_MAX_MEMORY_SIZE).
    """

    def wrap(run: View) -> View:
        @wraps(run)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.content_type not in types:
                named = "、".join(types), ", ".join(types)
                return problem(
                    415, [("Content-Type", Words(f"请求体应为 {named[0]}", f"the body must be {named[1]}"))]
                )
            most = bytes_max or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if _length(request) > most:
                said = Words(f"请求体最大 {most // 1024**2} MiB", f"a body has at most {most // 1024**2} MiB")
                return problem(413, [("body", said)])
            return run(request, *args, **kwargs)

        return guarded

    decorated: Callable[[Any], Any] = decorate_view(wrap)
    return decorated


def _length(request: HttpRequest) -> int:
    stated = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else 0


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(said: str) -> Any:
    raise ValueError(f"{said} is no number")


def loads(body: bytes) -> Any:
    """JSON by the letter: no key twice, no NaN. HttpError 400 when it is not that."""
    try:
        return json.loads(body, object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise HttpError(400, "not JSON") from error


class StrictParser(Parser):
    """The parser of bodies that ninja reads into schemas."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        found: DictStrAny = loads(request.body)
        return found
