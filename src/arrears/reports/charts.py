"""Charts: one Altair definition each, drawn as SVG for pages and PDF and as PNG for Word."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import altair as alt
import pylopdf_fonts_zh_cn
import vl_convert

from arrears.kernel.money import Money
from arrears.reports.contracts import Table
from arrears.reports.wording import HEADINGS

FONT = "Noto Sans SC"
Chart = alt.LayerChart
INK, BAR = "#1f2933", "#2f5d8a"


@lru_cache(maxsize=1)
def fonts() -> str:
    """The folder of the fonts that carry Chinese; registered with the renderer once."""
    folder = str(Path(str(pylopdf_fonts_zh_cn.__file__)).parent)
    vl_convert.register_font_directory(folder)
    return folder


def buckets(table: Table, language: str) -> Chart:
    """Overdue amount by bucket, one bar each with its amount written at the end: readable without colour."""
    rows = [
        {
            "bucket": row.label.in_(language) + (f" {row.currency}" if _mixed(table) else ""),
            "amount": float(Money(int(row.values["overdue"] or 0), row.currency).decimal),
            "accounts": int(row.values["accounts"] or 0),
            "place": place,
        }
        for place, row in enumerate(table.rows)
    ]
    order = [str(row["bucket"]) for row in rows]
    zh = language.startswith("zh")
    base = alt.Chart(alt.InlineData(values=rows), title=HEADINGS["chart"].in_(language)).encode(
        y=alt.Y("bucket:N", sort=order, title=None),
        x=alt.X(
            "amount:Q", title="金额" if zh else "Amount", axis=alt.Axis(format="~s", grid=True, tickCount=5)
        ),
    )
    bars = base.mark_bar(color=BAR, height=16)
    label = "format(datum.amount, ',.0f') + '  (' + datum.accounts + '" + (" 户)'" if zh else " accounts)'")
    text = (
        base.mark_text(align="left", dx=5, color=INK, fontSize=11)
        .encode(text="label:N")
        .transform_calculate(label=label)
    )
    drawn: Chart = (
        (bars + text)
        .properties(width=430, height=max(60, 26 * len(rows)))
        .configure(font=FONT, background="#ffffff")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor="#e4e7eb", domainColor="#9aa5b1")
        .configure_title(anchor="start", fontSize=13, color=INK)
    )
    return drawn


def _mixed(table: Table) -> bool:
    return len({row.currency for row in table.rows}) > 1


def svg(chart: Chart) -> str:
    fonts()
    return str(vl_convert.vegalite_to_svg(chart.to_json()))


def png(chart: Chart) -> bytes:
    fonts()
    return bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=2.5))
