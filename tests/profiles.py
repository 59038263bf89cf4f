"""How many examples a property runs: few while working, many in CI."""

from __future__ import annotations

import os

CI = os.environ.get("CI", "").lower() in ("1", "true")


def examples(count: int) -> int:
    """`count` under CI; a twentieth of it (25 at least) while working."""
    return count if CI else max(25, count // 20)
