"""CN-T1, T2: hours, at, before and after their limits; GB/T 45251-2025 and the guideline of 2026-01-30."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import Row, cn, consent

NIGHT = "2026-11-24T08:00:00+08:00"
AGREED = {"days": [1, 2, 3, 4, 5], "from": "22:00", "to": "23:00"}


def _agreed(slot: dict[str, object]) -> dict[str, object]:
    return {"debtor": {"agreed_slots": [slot]}}


def _proof(**more: object) -> dict[str, object]:
    return {"consents": [consent("time", **more)]}


# fmt: off
ROWS = [
    Row("CN-T1", "first second of the day's hours", cn("2026-11-23T08:00:00+08:00"), "pass", None, "permit"),
    Row("CN-T1", "last second of the night", cn("2026-11-23T07:59:59+08:00"), "fail", "2026-11-23T08:00:00+08:00", "refuse"),
    Row("CN-T1", "last microsecond of the night", cn("2026-11-23T07:59:59.999999+08:00"), "fail", "2026-11-23T08:00:00+08:00", "refuse"),
    Row("CN-T1", "last second of the day's hours", cn("2026-11-23T21:59:59+08:00"), "pass", None, "permit"),
    Row("CN-T1", "last microsecond of the day's hours", cn("2026-11-23T21:59:59.999999+08:00"), "pass", None, "permit"),
    Row("CN-T1", "22:00 belongs to the night", cn("2026-11-23T22:00:00+08:00"), "fail", NIGHT, "refuse"),
    Row("CN-T1", "before midnight", cn("2026-11-23T23:59:59+08:00"), "fail", NIGHT, "refuse"),
    Row("CN-T1", "midnight", cn("2026-11-24T00:00:00+08:00"), "fail", NIGHT, "refuse"),
    Row("CN-T1", "after midnight at a month's end", cn("2026-12-01T00:30:00+08:00"), "fail", "2026-12-01T08:00:00+08:00", "refuse"),
    Row("CN-T1", "the night into a leap day", cn("2028-02-28T22:30:00+08:00"), "fail", "2028-02-29T08:00:00+08:00", "refuse"),
    Row("CN-T1", "the night out of a leap day", cn("2028-02-29T22:30:00+08:00"), "fail", "2028-03-01T08:00:00+08:00", "refuse"),
    Row("CN-T1", "the night over the year's end", cn("2026-12-31T22:00:00+08:00"), "fail", "2027-01-01T08:00:00+08:00", "refuse"),
    Row("CN-T1", "told in UTC, the same moment", cn("2026-11-23T14:00:00Z"), "fail", NIGHT, "refuse"),
    Row("CN-T1", "a text at night", cn("2026-11-23T22:00:00+08:00", act={"channel": "sms"}), "fail", NIGHT, "refuse"),
    Row("CN-T1", "a visit at night", cn("2026-11-23T22:00:00+08:00", act={"channel": "visit"}), "fail", NIGHT, "refuse"),
    Row("CN-T1", "a suit is filed at any hour", cn("2026-11-23T22:00:00+08:00", act={"channel": "suit"}), "not_applicable", None, "permit"),
    Row("CN-T1", "agreed time begins", cn("2026-11-23T22:00:00+08:00", **_agreed(AGREED)), "pass", None, "permit"),
    Row("CN-T1", "agreed time ends", cn("2026-11-23T23:00:00+08:00", **_agreed(AGREED)), "fail", NIGHT, "refuse"),
    Row("CN-T1", "agreed on workdays, not on Sunday", cn("2026-11-22T22:30:00+08:00", **_agreed(AGREED)), "fail", "2026-11-23T08:00:00+08:00", "refuse"),
    Row("CN-T1", "agreed later tonight: that comes first", cn("2026-11-23T22:00:00+08:00", **_agreed({"from": "23:00", "to": "23:30"})), "fail", "2026-11-23T23:00:00+08:00", "refuse"),
    Row("CN-T1", "agreed over midnight", cn("2026-11-24T00:30:00+08:00", **_agreed({"days": [1], "from": "23:00", "to": "01:00"})), "pass", None, "permit"),
    Row("CN-T1", "agreed over midnight, the next night is not", cn("2026-11-25T00:30:00+08:00", **_agreed({"days": [1], "from": "23:00", "to": "01:00"})), "fail", "2026-11-25T08:00:00+08:00", "refuse"),
    Row("CN-T1", "agreed abroad: it opens at 13:00 in New York, long before Beijing's morning", cn("2026-11-23T22:20:00+08:00", debtor={"zones": ["America/New_York"], "agreed_slots": [{"from": "13:00", "to": "08:30"}]}), "fail", "2026-11-24T02:00:00+08:00", "refuse"),
    Row("CN-T1", "consent on record", cn("2026-11-23T22:30:00+08:00", **_proof()), "pass", None, "permit"),
    Row("CN-T1", "consent that begins later tonight", cn("2026-11-23T22:30:00+08:00", **_proof(at="2026-11-23T23:00:00+08:00")), "fail", "2026-11-23T23:00:00+08:00", "refuse"),
    Row("CN-T1", "consent of unknown age", cn("2026-11-23T22:30:00+08:00", **_proof(at=None)), "fail", NIGHT, "refuse"),
    Row("CN-T1", "consent that has ended", cn("2026-11-23T22:30:00+08:00", **_proof(until="2026-11-23T22:30:00+08:00")), "fail", NIGHT, "refuse"),
    Row("CN-T1", "consent for texts, not calls", cn("2026-11-23T22:30:00+08:00", **_proof(scope={"channel": "sms"})), "fail", NIGHT, "refuse"),
    Row("CN-T1", "consent with a limit that is not understood", cn("2026-11-23T22:30:00+08:00", **_proof(scope={"mood": "good"})), "fail", NIGHT, "refuse"),
    Row("CN-T1", "consent for an hour", cn("2026-11-23T22:30:00+08:00", **_proof(scope={"from": "22:00", "to": "23:00"})), "pass", None, "permit"),
    Row("CN-T1", "consent until midnight, a second before it", cn("2026-11-23T23:59:59+08:00", **_proof(scope={"from": "22:00", "to": "24:00"})), "pass", None, "permit"),
    Row("CN-T1", "consent until midnight, at midnight", cn("2026-11-24T00:00:00+08:00", **_proof(scope={"from": "22:00", "to": "24:00"})), "fail", "2026-11-24T08:00:00+08:00", "refuse"),
    Row("CN-T1", "consent for hours that no clock has", cn("2026-11-23T22:30:00+08:00", **_proof(scope={"from": "22:00", "to": "25:00"})), "fail", NIGHT, "refuse"),
    Row("CN-T1", "the guideline of 2024 on its first day", cn("2024-05-15T22:30:00+08:00"), "fail", "2024-05-16T08:00:00+08:00", "refuse"),
    Row("CN-T1", "the guideline of 2024 on its last day", cn("2025-02-27T22:30:00+08:00"), "fail", "2025-02-28T08:00:00+08:00", "refuse"),
    Row("CN-T2", "far west: no shift", cn("2026-11-23T08:30:00+08:00", debtor={"zones": ["Asia/Urumqi"]}), "pass", None, "permit"),
    Row("CN-T2", "far west at 22:30 Beijing time", cn("2026-11-23T22:30:00+08:00", debtor={"zones": ["Asia/Urumqi"]}), "pass", "2026-11-24T08:00:00+08:00", "refuse"),
    Row("CN-T2", "abroad: Beijing hours, and foreign law is flagged", cn("2026-11-23T21:00:00+08:00", debtor={"zones": ["America/New_York"]}), "pass", None, "permit"),
]
# fmt: on
