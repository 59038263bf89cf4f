"""Where the Parquet snapshots of the nights lie: one folder for each run, under its business date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

DECISIONS = "decisions"
STATE = "state"
_POLICY = "policy.json"
_SCRATCH = "scratch"


def folder_of(root: Path, business_date: date, run_id: int) -> Path:
    """The folder of a run: the business date is the partition."""
    return root / f"business_date={business_date.isoformat()}" / f"run={run_id}"


def scratch_of(root: Path) -> Path:
    """Where an engine may spill; emptied by the engine itself."""
    place = root / _SCRATCH
    place.mkdir(parents=True, exist_ok=True)
    return place


def keep_policy(folder: Path, texts: Mapping[str, str]) -> None:
    """Keep the policy beside the columns it decided on, so that the night can be repeated."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _POLICY).write_text(json.dumps(dict(texts), ensure_ascii=False, sort_keys=True, indent=1))


def kept_policy(folder: Path) -> dict[str, str]:
    """The policy texts kept in a snapshot."""
    found = json.loads((folder / _POLICY).read_text())
    return {str(name): str(text) for name, text in found.items()}


def discard(folder: Path) -> None:
    """Remove what an unfinished night left behind."""
    shutil.rmtree(folder, ignore_errors=True)


def has(folder: Path, name: str) -> bool:
    return any((folder / name).glob("*.parquet"))
