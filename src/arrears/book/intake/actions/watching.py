"""A watched folder: `<root>/<creditor>/<mapping>/` is where a creditor's transfer program puts its files.

A file is taken once nobody writes it any more, and moves to `done`, `proposed` or `rejected` beside it, with a
report. One watcher is at a creditor at a time; a watcher that is killed leaves the file where it was, and the
next one ends what it began, because the same file twice changes nothing.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import connection

from arrears.book.intake.actions.accept import accept
from arrears.book.intake.actions.proposals import propose
from arrears.book.intake.contracts import (
    AcceptReport,
    ControlTotals,
    FileKind,
    IntakeError,
    WatchedFile,
    WatchedState,
    WatchReport,
)
from arrears.book.intake.queries.files import needs_second_person
from arrears.book.intake.queries.mappings import mapping_for
from arrears.book.intake.rules.reports import report_as_json, totals_from_json
from arrears.book.intake.rules.watching import CONTROL_SUFFIX, REPORT_SUFFIX, business_date_in, takes
from arrears.foundation.api import NoSuchCreditor, creditor, read_file
from arrears.foundation.contracts import Actor, CreditorFacts
from arrears.kernel.clock import now
from arrears.kernel.words import Words

SETTLED_S = 30  # a file that was touched later than this may still be written
CONTROL_BYTES_MAX = 64 * 1024
_LOCK = 7_312  # advisory lock class: one watcher at a creditor's folder at a time
_TAKING = ".taking"
_ORDER = {FileKind.PORTFOLIO: 0, FileKind.TOTALS: 1, FileKind.PAYMENTS: 2}
_NO_DAY = Words(
    "文件名中没有数据日期（如 20260331），也没有对照文件写明",
    "the name states no business date (such as 20260331), nor does a control file",
)
_BAD_CONTROL = Words("对照文件不可用：{why}", "the control file cannot be used: {why}")
_FAULT = Words("系统故障，文件留在原处，稍后重试", "a fault of ours; the file stays and is tried again")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Control:
    """What the sender states in `<name>.control.json` beside a file."""

    business_date: date | None = None
    batch: str | None = None
    expected: ControlTotals | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    path: Path
    mapping: str
    kind: FileKind
    control: _Control
    business_date: date | None
    fault: Words | None = None

    @property
    def place(self) -> tuple[date, int, str]:
        """Files are taken by day, portfolio before payments."""
        return (self.business_date or date.min, _ORDER[self.kind], self.path.name)


def watch(root: Path, *, actor: Actor, settled_s: int = SETTLED_S) -> WatchReport:
    """Take every finished file under a folder once; call it as often as files should be taken.

    The business date stands in the file's name or in `<name>.control.json` (`business_date`, `batch`, `rows`,
    `accounts`, `amounts_minor`); a file that states none is rejected. Where the creditor wants a second person,
    files are proposed. A symbolic link is never followed.
    """
    files: list[WatchedFile] = []
    busy: list[str] = []
    unknown: list[str] = []
    for folder in _folders(root):
        try:
            facts = creditor(folder.name)
        except NoSuchCreditor:
            unknown.append(folder.name)
            continue
        if not actor.sees(facts.id):
            continue
        with _alone(facts.id) as alone:
            if alone:
                files += _creditor(facts, folder, actor, settled_s, unknown)
            else:
                busy.append(facts.code)
    return WatchReport(files=tuple(files), busy=tuple(busy), unknown=tuple(unknown))


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return sorted(
        path
        for path in root.iterdir()
        if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
    )


@contextmanager
def _alone(creditor_id: int) -> Iterator[bool]:
    """Whether no other process is at the creditor's folder; held until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, creditor_id])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, creditor_id])


def _creditor(
    facts: CreditorFacts, folder: Path, actor: Actor, settled_s: int, unknown: list[str]
) -> list[WatchedFile]:
    arrived: list[_Arrival] = []
    waiting: list[WatchedFile] = []
    for own in _folders(folder):
        try:
            kind = mapping_for(facts.id, own.name).kind
        except IntakeError:
            unknown.append(f"{facts.code}/{own.name}")
            continue
        shutil.rmtree(own / _TAKING, ignore_errors=True)  # a copy that a killed watcher left
        for path in sorted(own.iterdir()):
            if path.is_symlink() or not path.is_file() or not takes(path.name):
                continue
            if _settled(path, settled_s):
                arrived.append(_arrival(path, own.name, kind))
            else:
                waiting.append(_said(facts, own.name, path, WatchedState.WAITING))
    taken = [_take(facts, one, actor) for one in sorted(arrived, key=lambda one: one.place)]
    return taken + waiting


def _settled(path: Path, settled_s: int) -> bool:
    touched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return now() - touched >= timedelta(seconds=settled_s)


def _arrival(path: Path, mapping: str, kind: FileKind) -> _Arrival:
    fault, control = None, _Control()
    try:
        control = _control(path.with_name(path.name + CONTROL_SUFFIX))
    except (ValueError, OSError) as error:
        fault = _BAD_CONTROL.format(why=str(error)[:200] or type(error).__name__)
    day = control.business_date or business_date_in(path.name)
    return _Arrival(
        path=path,
        mapping=mapping,
        kind=kind,
        control=control,
        business_date=day,
        fault=fault or (_NO_DAY if day is None else None),
    )


def _control(path: Path) -> _Control:
    if not path.is_file() or path.is_symlink():
        return _Control()
    if path.stat().st_size > CONTROL_BYTES_MAX:
        raise ValueError("it is too large")
    said = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(said, dict):
        raise ValueError("it holds no object")
    day, batch = said.pop("business_date", None), said.pop("batch", None)
    return _Control(
        business_date=None if day is None else date.fromisoformat(str(day)),
        batch=None if batch is None else str(batch)[:80],
        expected=totals_from_json(said) if said else None,
    )


def _take(facts: CreditorFacts, arrival: _Arrival, actor: Actor) -> WatchedFile:
    """Take one file and move it; whatever happens to it, the others go on."""
    mapping, path = arrival.mapping, arrival.path
    if arrival.fault is not None or arrival.business_date is None:
        return _moved(facts, arrival, _said(facts, mapping, path, WatchedState.REFUSED, arrival.fault), actor)
    try:
        with _copied(path) as copy:
            if copy is None:
                return _said(facts, mapping, path, WatchedState.WAITING)
            done = _handed_in(facts, arrival, arrival.business_date, copy, actor)
    except IntakeError as error:
        words = Words(f"{error.place}：{error.words.zh}", f"{error.place}: {error.words.en}")
        done = _said(facts, mapping, path, WatchedState.REFUSED, words)
    except Exception:  # noqa: BLE001 - one file's fault must not hold up the others; it is tried again
        _log.exception("a file of %s could not be taken", facts.code)
        return _said(facts, mapping, path, WatchedState.FAILED, _FAULT)
    return _moved(facts, arrival, done, actor)


def _handed_in(facts: CreditorFacts, arrival: _Arrival, day: date, copy: Path, actor: Actor) -> WatchedFile:
    """Accept or propose a private copy of a file."""
    second = needs_second_person(facts)
    report: AcceptReport
    if second:
        report = propose(
            copy,
            creditor=facts.code,
            mapping=arrival.mapping,
            business_date=day,
            actor=actor,
            name=arrival.path.name,
            expected=arrival.control.expected,
            batch=arrival.control.batch,
        ).summary
    else:
        report = accept(
            copy,
            creditor=facts.code,
            mapping=arrival.mapping,
            business_date=day,
            actor=actor,
            name=arrival.path.name,
            expected=arrival.control.expected,
            batch=arrival.control.batch,
        )
    return WatchedFile(
        creditor=facts.code,
        mapping=arrival.mapping,
        name=arrival.path.name,
        state=WatchedState.PROPOSED if second else WatchedState.ACCEPTED,
        report=report,
    )


@contextmanager
def _copied(path: Path) -> Iterator[Path | None]:
    """A private copy, so that a late write cannot change what is read; None when the file moved meanwhile."""
    folder = path.parent / _TAKING
    folder.mkdir(exist_ok=True)
    copy = folder / path.name
    try:
        before = path.stat()
        shutil.copyfile(path, copy)
        after = path.stat()
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        yield copy if same and copy.stat().st_size == after.st_size else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _moved(facts: CreditorFacts, arrival: _Arrival, done: WatchedFile, actor: Actor) -> WatchedFile:
    """Move a file to where it belongs now, its report and its rejects first."""
    names = {WatchedState.ACCEPTED: "done", WatchedState.PROPOSED: "proposed"}
    folder = arrival.path.parent / names.get(done.state, "rejected")
    folder.mkdir(exist_ok=True)
    target = _free(folder, arrival.path.name)
    target.with_name(target.name + REPORT_SUFFIX).write_text(
        json.dumps(_told(done), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    rejects = done.report.rejects_file if done.report else None
    if rejects is not None:
        out = arrival.path.parent / "rejected"
        out.mkdir(exist_ok=True)
        _free(out, rejects.name).write_bytes(read_file(rejects.id, actor))
    control = arrival.path.with_name(arrival.path.name + CONTROL_SUFFIX)
    if control.is_file():
        os.replace(control, target.with_name(target.name + CONTROL_SUFFIX))
    os.replace(arrival.path, target)
    return done


def _free(folder: Path, name: str) -> Path:
    """A name in a folder that no other file has."""
    path, count = folder / name, 1
    while path.exists():
        count += 1
        path = folder / f"{Path(name).stem}.{count}{Path(name).suffix}"
    return path


def _told(done: WatchedFile) -> dict[str, object]:
    return {
        "file": done.name,
        "state": done.state.value,
        "because": done.words.as_dict() if done.words else None,
        "report": report_as_json(done.report) if done.report else None,
    }


def _said(
    facts: CreditorFacts, mapping: str, path: Path, state: WatchedState, words: Words | None = None
) -> WatchedFile:
    return WatchedFile(creditor=facts.code, mapping=mapping, name=path.name, state=state, words=words)
