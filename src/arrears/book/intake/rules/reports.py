"""The report on a file as JSON, so that lists and a second person see later what was said at once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from arrears.book.intake.contracts import (
    AcceptReport,
    ControlTotals,
    FileKind,
    Notice,
    NoticeKind,
    Reject,
)
from arrears.book.payments.contracts import FigureDifference
from arrears.foundation.contracts import FileRef
from arrears.kernel.words import Words

_PLAIN = (
    "file_id",
    "dry_run",
    "rows",
    "accounts",
    "accepted",
    "rejected",
    "new",
    "changed",
    "unchanged",
    "paid",
    "missing",
    "wiped",
    "differences_count",
    "same_file_as",
)


def report_as_json(report: AcceptReport) -> dict[str, Any]:
    """Everything in the report; personal values are masked in it already."""
    kept = {name: getattr(report, name) for name in _PLAIN}
    said = kept | {
        "kind": report.kind.value,
        "business_date": report.business_date.isoformat(),
        "ignored_columns": list(report.ignored_columns),
        "totals": asdict(report.totals) | {"amounts_minor": dict(report.totals.amounts_minor)},
        "differences": [asdict(one) for one in report.differences],
        "rejects": [asdict(one) for one in report.rejects],
        "notices": [
            asdict(one) | {"kind": one.kind.value, "business_date": one.business_date.isoformat()}
            for one in report.notices
        ],
        "rejects_file": None
        if report.rejects_file is None
        else asdict(report.rejects_file) | {"id": str(report.rejects_file.id)},
    }
    shown: dict[str, Any] = _storable(said)
    return shown


def _storable(value: Any) -> Any:
    """The same with the replacement character for what PostgreSQL keeps in no text: NUL, halves of pairs."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_storable(key): _storable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(one) for one in value]
    return value


def report_from_json(kept: Mapping[str, Any]) -> AcceptReport:
    """The report that `report_as_json` kept."""
    file = kept["rejects_file"]
    return AcceptReport(
        **{name: kept[name] for name in _PLAIN if name in kept},  # reports of old tell nothing of `wiped`
        kind=FileKind(kept["kind"]),
        business_date=date.fromisoformat(kept["business_date"]),
        ignored_columns=tuple(kept["ignored_columns"]),
        totals=ControlTotals(**kept["totals"]),
        differences=tuple(FigureDifference(**one) for one in kept["differences"]),
        rejects=tuple(Reject(**one | {"reason": Words(**one["reason"])}) for one in kept["rejects"]),
        notices=tuple(
            Notice(
                **one
                | {
                    "kind": NoticeKind(one["kind"]),
                    "business_date": date.fromisoformat(one["business_date"]),
                }
            )
            for one in kept["notices"]
        ),
        rejects_file=None if file is None else FileRef(**file | {"id": uuid.UUID(file["id"])}),
    )


def totals_from_json(kept: Mapping[str, Any]) -> ControlTotals:
    """Control totals as a sender states them beside a file. ValueError for anything else."""
    known = {field.name for field in fields(ControlTotals)}
    if unknown := kept.keys() - known:
        raise ValueError(f"unknown control totals: {', '.join(sorted(unknown))}")
    amounts = kept.get("amounts_minor", {})
    counts = [kept.get(name) for name in ("rows", "accounts")]
    numbers = [*counts, *amounts.values()] if isinstance(amounts, Mapping) else [amounts]
    if not all(number is None or type(number) is int for number in numbers):
        raise ValueError("control totals are whole numbers")
    return ControlTotals(**kept)
