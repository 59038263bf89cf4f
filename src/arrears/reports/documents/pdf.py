"""The summary as PDF, set by Typst."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from pathlib import Path

import typst

from arrears.reports.charts import fonts
from arrears.reports.documents.content import Content

TEMPLATE = Path(__file__).with_name("summary.typ")


def pdf(content: Content, chart: str | None, language: str) -> bytes:
    """The document's bytes. `chart` is an SVG."""
    with tempfile.TemporaryDirectory(prefix="arrears-") as folder:
        root = Path(folder)
        (root / "summary.typ").write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        (root / "content.json").write_text(
            json.dumps(dataclasses.asdict(content), ensure_ascii=False), "utf-8"
        )
        if chart:
            (root / "chart.svg").write_text(chart, "utf-8")
        made = typst.compile(
            str(root / "summary.typ"),
            root=str(root),
            font_paths=[fonts()],
            sys_inputs={
                "lang": "zh" if language.startswith("zh") else "en",
                "chart": "yes" if chart else "no",
            },
        )
    assert isinstance(made, bytes)
    return made
