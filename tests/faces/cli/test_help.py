"""Every command explains itself in both languages, before there is a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from arrears.faces.cli.gate import ENTRIES as OF_THE_GATE
from arrears.faces.cli.main import ENTRIES
from tests.faces.cli.console import python, run

GROUPS = {
    "creditor": ("add", "list"),
    "user": ("add", "token"),
    "vault": ("rotate",),
    "intake": ("watch",),
    "report": ("summary",),
    "gate": tuple(OF_THE_GATE),
}


def paths() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in ENTRIES:
        yield (name,)
        for inner in GROUPS.get(name, ()):
            yield name, inner


WALK = """
import json, sys
from click.testing import CliRunner
from arrears.faces.cli.main import cli
shown = {}
for path in json.loads(sys.argv[1]):
    done = CliRunner().invoke(cli, [*path, "--help"])
    shown[" ".join(path) or "arrears"] = [done.exit_code, done.output]
print(json.dumps(shown))
"""


@pytest.mark.parametrize(("language", "title"), [("en", "Options:"), ("zh-hans", "选项:")])
def test_every_command_explains_itself(language: str, title: str, tmp_path: Path) -> None:
    asked = list(paths())
    assert len(asked) > 20
    said = python(WALK, json.dumps(asked), language=language, home=tmp_path)
    assert said.status == 0, said.err
    for name, (status, text) in json.loads(said.out).items():
        assert status == 0, f"{name}: {text[-400:]}"
        assert title in text, name
        sentence = text.splitlines()[2].strip()
        assert sentence, f"{name} says what it does"
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in sentence.replace("催收管理平台", ""))
        assert chinese is (language != "en"), f"{name}: {sentence}"
    assert list(tmp_path.iterdir()) == [], "help starts no server and makes no secrets"


@pytest.mark.parametrize("path", [(), ("gate", "check"), ("calc",), ("day",)])
@pytest.mark.parametrize(("language", "usage"), [("en", "Usage:"), ("zh-hans", "用法：")])
def test_the_installed_script_explains_itself(
    path: tuple[str, ...], language: str, usage: str, tmp_path: Path
) -> None:
    said = run(*path, "--help", language=language, home=tmp_path)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"{usage} {' '.join(('arrears', *path))} ")


@pytest.mark.parametrize(
    ("args", "en", "zh"),
    [
        (("gate", "chek"), "No such command 'chek'", "没有命令 'chek'"),
        (("calc", "no_such"), "No such calculator", "没有这个计算器"),
        (("gate", "check", "/no/such/file"), "Error: /no/such/file", "错误：/no/such/file"),
        (("sample", "--kind", "boat"), "'boat' is not one of", "'boat' 不在可选值之中"),
    ],
)
def test_mistakes_are_told_in_the_users_language(args: tuple[str, ...], en: str, zh: str) -> None:
    for language, expected in (("en", en), ("zh-hans", zh)):
        said = run(*args, language=language)
        assert said.status != 0
        assert expected in said.err
        assert "Traceback" not in said.err


def test_the_version_is_told() -> None:
    assert run("--version").out.startswith("arrears, version ")
    assert run("--version", language="zh-hans").out.startswith("arrears，版本 ")


def test_the_exit_status_is_documented() -> None:
    for language, words in (("en", "70 a fault of ours"), ("zh-hans", "70 程序自身的错误")):
        said = run("--help", language=language)
        assert words in "".join(said.out.split("\n")).replace("  ", " ") or words.replace(" ", "") in "".join(
            said.out.split()
        )


FAULTY = """
import sys
from arrears.faces.cli import main, lazy
class Broken(RuntimeError): ...
def fail(*_args, **_kwargs):
    raise {raised}
main.cli.invoke = fail
main.main()
"""


@pytest.mark.parametrize(
    ("raised", "status", "line"),
    [
        ("Broken('planted')", 70, "Error: Broken: planted"),
        ("Broken()", 70, "Error: Broken: –"),
        ("FileNotFoundError(2, 'No such file or directory', 'x.csv')", 1, "No such file or directory"),
        ("LookupError('no team named x')", 1, "Error: no team named x"),
        ("KeyboardInterrupt()", 130, ""),
    ],
)
def test_what_no_command_foresaw_is_told_in_a_line(
    raised: str, status: int, line: str, tmp_path: Path
) -> None:
    said = python(FAULTY.replace("{raised}", raised), "gate", "check", language="en", home=tmp_path)
    assert said.status == status
    assert line in said.err
    assert "Traceback" not in said.err
