"""The column type of sealed personal data: found by the key rotation, never shown by accident."""

from __future__ import annotations

from typing import Any

from django.db import models


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic for the checker alone
    """Bytes made by `vault.seal`. `kind` names how the clear value is masked."""

    def __init__(self, *args: Any, kind: str = "text", **kwargs: Any) -> None:
        self.kind = kind
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["kind"] = self.kind
        return name, path, list(args), dict(kwargs)
