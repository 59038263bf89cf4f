"""Spell and seal chunks in a process of their own, so that a large load has two processors for Python.

Tables go over pipes in Arrow's stream format; keys come with the environment, and nothing lies on a disk.
"""

from __future__ import annotations

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import pyarrow as pa

from arrears.book.portfolio.actions.spelling import spelled

_PATIENCE_S = 10
_AWAKE = b"!"


class Apart:
    """A process that spells one chunk at a time; where it fails, the chunk is spelled here."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._awake = False
        command = [sys.executable, "-P", "-m", __name__, region]
        self._process: subprocess.Popen[bytes] | None = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def spelled(self, parties: pa.Table, contacts: pa.Table) -> tuple[pa.Table, pa.Table]:
        """As `spelling.spelled` with `seal`; while the process still starts it is done here."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None or not self._up(process.stdout):
            return spelled(parties, contacts, self._region, seal=True)
        try:
            for table in (parties, contacts):
                _send(process.stdin, table)
            process.stdin.flush()
            return _receive(process.stdout), _receive(process.stdout)
        except (OSError, pa.ArrowException):
            self.close()
            return spelled(parties, contacts, self._region, seal=True)

    def wait(self) -> None:
        """Wait until the process has started or failed to."""
        if self._process and self._process.stdout:
            self._up(self._process.stdout, _PATIENCE_S)

    def _up(self, pipe: IO[bytes], seconds: float = 0) -> bool:
        if not self._awake and select.select([pipe], [], [], seconds)[0]:
            self._awake = pipe.read(1) == _AWAKE
            if not self._awake:
                self.close()
        return self._awake

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # it holds nothing that has to be kept
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)


@contextmanager
def apart(region: str) -> Iterator[Apart]:
    helper = Apart(region)
    try:
        yield helper
    finally:
        helper.close()


def _send(pipe: IO[bytes], table: pa.Table) -> None:
    with pa.ipc.new_stream(pa.PythonFile(pipe, "w"), table.schema) as stream:
        stream.write_table(table)


def _receive(pipe: IO[bytes]) -> pa.Table:
    return pa.ipc.open_stream(pa.PythonFile(pipe, "r")).read_all()


def main() -> None:
    region = sys.argv[1]
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(_AWAKE)
    answers.flush()
    while True:
        try:
            parties, contacts = _receive(given), _receive(given)
        except (OSError, pa.ArrowException):
            return  # nobody asks any more
        for table in spelled(parties, contacts, region, seal=True):
            _send(answers, table)
        answers.flush()


if __name__ == "__main__":
    main()
