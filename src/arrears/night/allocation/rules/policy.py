"""Read a house's allocation file. Every fault is told with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import (
    AllocationError,
    AllocationPolicy,
    Part,
    Row,
    RowKind,
    Split,
    Unit,
    Where,
)

PARTS_MAX = 64
ROWS_MAX = 40
EXPLORE_MAX_BP = 2_000
RATE_MAX = 100_000_000
Kind = TypeVar("Kind", bound=StrEnum)

_TOP = {
    "id",
    "title",
    "currency",
    "rates",
    "later_pm",
    "harm_minor",
    "explore_bp",
    "explore_actions",
    "split",
    "row",
}
_ROW = {"id", "title", "kind", "actions", "unit", "bound", "share_pm", "tolerance_pm", "where", "against"}


def parse_allocation(text: str, actions: Collection[str]) -> AllocationPolicy:
    """The policy of an allocation file. `actions`: the treatments there are. Raises AllocationError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AllocationError(f"not TOML: {error}") from error
    _known(raw, _TOP, "file")
    splits = tuple(_split(each, f"split {place}") for place, each in enumerate(raw.get("split", ()), start=1))
    _once([split.id for split in splits], "split")
    policy = AllocationPolicy(
        id=_text(raw, "id", "file"),
        title=_words(raw, "file"),
        currency=_text(raw, "currency", "file"),
        rates={
            name: _whole(raw["rates"], name, "rates", low=1, high=RATE_MAX) for name in raw.get("rates", {})
        },
        later_pm=_whole(raw, "later_pm", "file", default=800, high=1_000),
        harm_minor=_whole(raw, "harm_minor", "file", default=0, high=100_000_000),
        explore_bp=_whole(raw, "explore_bp", "file", default=0, high=EXPLORE_MAX_BP),
        explore_actions=_actions(raw.get("explore_actions", ["none"]), actions, "explore_actions"),
        splits=splits,
        rows=tuple(
            _row(each, f"row {place}", splits, actions)
            for place, each in enumerate(raw.get("row", ()), start=1)
        ),
    )
    _once([row.id for row in policy.rows], "row")
    if not policy.rows:
        raise AllocationError("row: at least one limit is needed")
    if policy.parts > PARTS_MAX or len(policy.rows) > ROWS_MAX:
        raise AllocationError(f"file: at most {PARTS_MAX} parts and {ROWS_MAX} rows")
    return policy


def _split(raw: Mapping[str, Any], place: str) -> Split:
    _known(raw, {"id", "title", "part"}, place)
    name = _text(raw, "id", place)
    parts = tuple(
        _part(each, f"split {name}, part {at}") for at, each in enumerate(raw.get("part", ()), start=1)
    )
    _once([part.id for part in parts], f"split {name}, part")
    return Split(id=name, title=_words(raw, f"split {name}"), parts=parts)


def _part(raw: Mapping[str, Any], place: str) -> Part:
    _known(raw, {"id", "title", "when", "creditor_ids"}, place)
    if not raw.get("when") and not raw.get("creditor_ids"):
        raise AllocationError(f"{place}: says neither `when` nor `creditor_ids`")
    if raw.get("id") == "rest":
        raise AllocationError(f"{place}: `rest` is the name of what no part takes")
    return Part(
        id=_text(raw, "id", place),
        title=_words(raw, place),
        when=raw.get("when"),
        creditor_ids=tuple(raw.get("creditor_ids", ())),
    )


def _row(raw: Mapping[str, Any], place: str, splits: tuple[Split, ...], actions: Collection[str]) -> Row:
    _known(raw, _ROW, place)
    name = _text(raw, "id", place)
    place = f"row {name}"
    row = Row(
        id=name,
        title=_words(raw, place),
        kind=_kind(RowKind, raw.get("kind"), f"{place}, kind"),
        actions=_actions(raw.get("actions", ()), actions, f"{place}, actions"),
        unit=_kind(Unit, raw.get("unit", "count"), f"{place}, unit"),
        bound=_whole(raw, "bound", place) if "bound" in raw else None,
        share_pm=_whole(raw, "share_pm", place, high=1_000) if "share_pm" in raw else None,
        tolerance_pm=_whole(raw, "tolerance_pm", place, default=100, high=1_000),
        where=_where(raw.get("where", {}), splits, f"{place}, where"),
        against=_where(raw.get("against", {}), splits, f"{place}, against"),
    )
    _fits(row, place)
    return row


def _fits(row: Row, place: str) -> None:
    """Each kind of row says what it needs and nothing else."""
    if row.kind is RowKind.CAPACITY and (row.bound is None or row.share_pm is not None):
        raise AllocationError(f"{place}: a capacity has a `bound`")
    if row.kind is RowKind.FLOOR and (row.bound is None) == (row.share_pm is None):
        raise AllocationError(f"{place}: a floor has either a `bound` or a `share_pm`")
    if row.kind is RowKind.PARITY and not (row.where and row.against):
        raise AllocationError(f"{place}: a parity names the parts that it compares in `where` and `against`")
    if row.kind is not RowKind.CAPACITY and row.unit is not Unit.COUNT:
        raise AllocationError(f"{place}: only a capacity has a unit other than count")


def _known(raw: Mapping[str, Any], names: Collection[str], place: str) -> None:
    unknown = sorted(set(raw) - set(names))
    if unknown:
        raise AllocationError(f"{place}: unknown word {unknown[0]!r}")


def _once(names: list[str], place: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise AllocationError(f"{place} {twice[0]}: stands twice")


def _text(raw: Mapping[str, Any], name: str, place: str) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found:
        raise AllocationError(f"{place}: {name!r} is missing")
    return found


def _words(raw: Mapping[str, Any], place: str) -> Words:
    title = raw.get("title")
    if not isinstance(title, dict) or not title.get("zh") or not title.get("en"):
        raise AllocationError(f"{place}: a title in Chinese (zh) and English (en) is missing")
    return Words(title["zh"], title["en"])


def _whole(
    raw: Mapping[str, Any], name: str, place: str, *, default: int = 0, low: int = 0, high: int = 10**12
) -> int:
    found = raw.get(name, default)
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        raise AllocationError(f"{place}: {name!r} is a whole number from {low} to {high}")
    return found


def _kind(kinds: type[Kind], raw: Any, place: str) -> Kind:
    try:
        return kinds(raw)
    except ValueError as error:
        raise AllocationError(f"{place}: one of {', '.join(kinds)}") from error


def _actions(raw: Any, actions: Collection[str], place: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise AllocationError(f"{place}: names no action")
    for name in raw:
        if name not in actions:
            raise AllocationError(f"{place}: no action {name!r}")
    return tuple(raw)


def _where(raw: Mapping[str, Any], splits: tuple[Split, ...], place: str) -> Where:
    by_id = {split.id: {*(part.id for part in split.parts), "rest"} for split in splits}
    for name, parts in raw.items():
        if name not in by_id:
            raise AllocationError(f"{place}: no split {name!r}")
        for part in parts:
            if part not in by_id[name]:
                raise AllocationError(f"{place}: split {name!r} has no part {part!r}")
    return {name: tuple(parts) for name, parts in raw.items()}
