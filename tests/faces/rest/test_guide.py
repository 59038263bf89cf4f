"""The examples of docs/api.md, called in their order: what the guide shows is what the API answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from arrears.foundation.api import CreditorFacts
from tests.faces.rest.caller import Caller, given

GUIDE = Path(__file__).parents[3] / "docs" / "api.md"
_EXAMPLE = re.compile(
    r"```http\n(?P<method>GET|POST) (?P<path>\S+)\n(?P<body>.*?)^(?P<status>\d{3})\n(?P<shown>.*?)```",
    re.S | re.M,
)


def shown_in(answer: Any, part: Any) -> bool:
    """Whether an answer has what the guide shows: of an object some keys, all else as it is."""
    if isinstance(part, dict):
        return isinstance(answer, dict) and all(
            shown_in(answer.get(key), value) for key, value in part.items()
        )
    return bool(answer == part)


def test_the_examples_answer_as_the_guide_says(system: Caller, bank: CreditorFacts) -> None:
    examples = list(_EXAMPLE.finditer(GUIDE.read_text("utf-8")))
    assert len(examples) == GUIDE.read_text("utf-8").count("```http") >= 7
    for example in examples:
        body = json.loads(example["body"]) if example["body"].strip() else None
        answer = given(system.ask(example["method"], example["path"], body), int(example["status"]))
        shown = json.loads(example["shown"])
        assert shown_in(answer, shown), f"{example['method']} {example['path']}: {answer}"


def test_what_is_not_shown_is_seen() -> None:
    assert shown_in({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": 2}})
    assert not shown_in({"a": 1}, {"a": 2})
    assert not shown_in({"a": 1}, {"b": 1})
