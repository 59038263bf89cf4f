"""What the repository must not hold: hosts of mirrors, an index in the lock, machine paths, GPL libraries."""

from __future__ import annotations

import re
import subprocess
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.arch.tree import ROOT

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            "pythonhosted" + r"\.org",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian\.org",
            "--extra-" + "index-url",
            "--index-" + "url",
            "/ro" + "ot/",
            "/wo" + "rk/(main|shared|\\.)",
        ]
    )
)


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def traces(name: str, text: str) -> list[str]:
    lines = enumerate(text.splitlines(), 1)
    return [f"{name}:{number} {found.group()}" for number, line in lines if (found := FORBIDDEN.search(line))]


def test_no_host_of_a_mirror_and_no_machine_path_is_kept() -> None:
    files = tracked()
    assert len(files) > 100
    found = []
    for name in files:
        path = ROOT / name
        if path.suffix in (".png", ".docx", ".xlsx", ".pdf") or not path.is_file():
            continue
        found += traces(name, path.read_text("utf-8", errors="replace"))
    assert found == []


@pytest.mark.parametrize(
    "line", ["see https://pypi." + "org/simple", "--index-" + "url x", "cd /wo" + "rk/main"]
)
def test_a_planted_trace_is_found(line: str) -> None:
    assert traces("planted", line)


def test_the_lock_has_exact_versions_and_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text()
    pins = re.findall(r"^([a-z0-9][^=\s]*)==", text, re.MULTILINE)
    assert len(pins) > 100
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def is_gpl(licence: str) -> bool:
    return bool(re.search(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (Affero )?General Public", licence))


def linked() -> set[str]:
    """Everything that the product imports: its dependencies and theirs, without the tools of development."""
    found: set[str] = set()
    waiting = ["arrears"]
    while waiting:
        for line in metadata.requires(waiting.pop()) or []:
            wanted = Requirement(line)
            name = canonicalize_name(wanted.name)
            if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                found.add(name)
                waiting.append(name)
    return found


def test_no_gpl_library_is_linked() -> None:
    found, looked_at = [], linked()
    assert len(looked_at) > 50
    for name in looked_at:
        details = metadata.metadata(name)
        said = [str(details.get("License-Expression") or details.get("License") or "")[:80]]
        said += [line for line in details.get_all("Classifier") or [] if line.startswith("License ::")]
        if any(is_gpl(line) for line in said):
            found.append(f"{name}: {said}")
    print(f"licences: {len(looked_at)} packages")
    assert found == []


@pytest.mark.parametrize(
    ("licence", "gpl"),
    [
        ("GPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_a_gpl_licence_is_known_by_its_words(licence: str, gpl: bool) -> None:
    assert is_gpl(licence) is gpl
