"""A workbook that may be made to exhaust memory is opened in a process of its own first, under limits.

The reader's Rust half takes what a damaged or crafted file asks for, and a process that has no more to give
ends at once. What the trial survives, this process may open.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile

from arrears.book.intake.contracts import IntakeError
from arrears.book.intake.formats.source import Source, unusable

MEMORY_BYTES_MAX = 3 * 1024**3
SECONDS_MAX = 300
_BLOCK = 4 * 1024**2
_FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2}|[A-Za-z]?\d{8}|[^"']{0,64}&)""")
"""A cell beyond column Z or row 9,999,999, or a place written in another way: the sheet may be vast."""
_TRIAL = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for name in book.sheet_names:
    book.get_sheet_by_name(name)
"""


def needs_trial(source: Source) -> bool:
    """Whether a workbook could ask for more memory than its size suggests."""
    if source.head(4) != b"PK\x03\x04":
        return True
    with source.open() as handle, zipfile.ZipFile(handle) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(name.endswith(".xml") for name in names):
            return True
        return any(_far(archive, name) for name in names)


def _far(archive: zipfile.ZipFile, name: str) -> bool:
    rest = b""
    with archive.open(name) as stream:
        while block := stream.read(_BLOCK):
            if _FAR.search(rest + block):
                return True
            rest = block[-128:]
    return False


def try_apart(source: Source) -> None:
    """IntakeError when the workbook cannot be opened within the limits."""
    with source.open() as handle:
        content = handle.read()
    command = [sys.executable, "-I", "-c", _TRIAL, str(MEMORY_BYTES_MAX), str(SECONDS_MAX)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=2 * SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _unopened() from error
    if done.returncode < 0 or b"PanicException" in done.stderr or b"MemoryError" in done.stderr:
        raise _unopened()


def _unopened() -> IntakeError:
    return unusable(
        "工作簿已损坏，或展开后过大，请另存为 .csv 或较小的 .xlsx",
        "the workbook is damaged, or unpacks to far too much; save it as .csv or a smaller .xlsx",
    )
