"""Charts: one Altair definition each, drawn as SVG for pages and PDF and as PNG for Word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import altair as alt
import pylopdf_fonts_zh_cn
import vl_convert
from django.conf import settings

from arrears.kernel.days import each_day
from arrears.kernel.money import Money
from arrears.reports.analytics.flow import JOINED, LEFT, Matrix
from arrears.reports.analytics.stock import Stock
from arrears.reports.analytics.vintage import Point
from arrears.reports.contracts import TARGET_WORDS, Grid, Table, TargetLine
from arrears.reports.wording import HEADINGS

FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
Chart = alt.LayerChart
INK, BAR = "#1f2933", "#2f5d8a"
CURVES_NAMED_MAX = 12
LIBRARY = "window.vegaEmbed = vegaEmbed;"


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
        tooltip=[
            alt.Tooltip("bucket:N", title="阶段" if zh else "Bucket"),
            alt.Tooltip("amount:Q", title="逾期金额" if zh else "Overdue", format=",.2f"),
            alt.Tooltip("accounts:Q", title="账户" if zh else "Accounts", format=","),
        ],
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


class _Near:
    """In a page the line under the pointer stands out and tells its value; drawn for paper all are alike."""

    def __init__(self, field: str) -> None:
        self.picked = alt.selection_point(fields=[field], on="pointerover", empty=True)
        self.opacity = alt.condition(self.picked, alt.value(1.0), alt.value(0.25))

    def told(self, field: str, title: str, *, zh: bool) -> list[alt.Tooltip]:
        return [
            alt.Tooltip(f"{field}:N", title=title),
            alt.Tooltip("months:Q", title="月数" if zh else "Months"),
            alt.Tooltip("share:Q", title="占比" if zh else "Share", format=".2%"),
        ]


def _mixed(table: Table) -> bool:
    return len({row.currency for row in table.rows}) > 1


def spec_of(chart: Chart) -> dict[str, Any]:
    """The chart as Vega-Lite, for a page that draws it itself."""
    made: dict[str, Any] = chart.to_dict()
    return made


def library() -> Path:
    """The file of Vega, Vega-Lite and Vega-Embed for a page; made once from the package of the renderer, offline."""
    made = Path(settings.HOME) / f"vega-{version('vl-convert-python')}.js"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        part = made.with_suffix(f".{uuid4().hex}")
        part.write_text(str(vl_convert.javascript_bundle(LIBRARY)), "utf-8")
        part.replace(made)
    return made


@lru_cache(maxsize=1)
def library_version() -> str:
    """A version of that file: another one whenever its bytes are others."""
    return sha256(library().read_bytes()).hexdigest()[:12]


def svg(chart: Chart) -> str:
    return drawn(chart.to_json())


@lru_cache(maxsize=64)
def drawn(spec: str) -> str:
    """A chart that was drawn already is not drawn again: the same page is opened many times a day."""
    fonts()
    return str(vl_convert.vegalite_to_svg(spec))


def png(picture: str) -> bytes:
    """A chart that was drawn as SVG, for Word."""
    fonts()
    return bytes(vl_convert.svg_to_png(picture, scale=2.5))


def _finished(drawn: alt.LayerChart) -> Chart:
    made: Chart = (
        drawn.configure(font=FONT, background="#ffffff")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor="#e4e7eb", domainColor="#9aa5b1")
        .configure_title(anchor="start", fontSize=13, color=INK)
    )
    return made


def heat(matrix: Matrix, amount: bool, language: str) -> Chart:
    """The roll-rate matrix: a darker cell is a larger share, and each cell says its share."""
    zh = language.startswith("zh")
    names = {JOINED: "新增" if zh else "joined", LEFT: "离开" if zh else "left"}
    rows = []
    for before in matrix.buckets:
        for after in matrix.columns:
            rate = matrix.rate(before, after, amount=amount)
            if rate:
                rows.append({"from": before, "to": names.get(after, after), "rate": float(rate)})
    title = "迁徙率" if zh else "Roll rates"
    order = [names.get(one, one) for one in matrix.columns]
    base = alt.Chart(alt.InlineData(values=rows), title=f"{title} {matrix.first} → {matrix.last}").encode(
        y=alt.Y("from:N", sort=list(matrix.buckets), title="期初阶段" if zh else "From"),
        x=alt.X(
            "to:N", sort=order, title="期末阶段" if zh else "To", axis=alt.Axis(labelAngle=0, orient="top")
        ),
        tooltip=[
            alt.Tooltip("from:N", title="期初阶段" if zh else "From"),
            alt.Tooltip("to:N", title="期末阶段" if zh else "To"),
            alt.Tooltip("rate:Q", title="占比" if zh else "Share", format=".2%"),
        ],
    )
    cells = base.mark_rect().encode(
        color=alt.Color("rate:Q", scale=alt.Scale(domain=[0, 1], range=["#eef4f8", "#1f4e79"]), legend=None)
    )
    dark = alt.condition("datum.rate > 0.5", alt.value("#ffffff"), alt.value(INK))
    text = base.mark_text(fontSize=11).encode(text=alt.Text("rate:Q", format=".1%"), color=dark)
    size = 26 * max(2, len(matrix.buckets))
    return _finished((cells + text).properties(width=62 * (len(matrix.columns)), height=size))


def curves(points: Sequence[Point], language: str) -> Chart:
    """Vintage curves: lines told apart by their name at the end and by dashes, not by colour alone."""
    zh = language.startswith("zh")
    rows = [
        {"vintage": f"{one.vintage:%Y-%m}", "months": one.months, "share": float(one.bad_share)}
        for one in points
        if one.bad_share is not None
    ]
    latest = {f"{one.vintage:%Y-%m}": one.months for one in points if one.bad_share is not None}
    named = set(sorted(latest)[-CURVES_NAMED_MAX:])  # more names than that cover each other
    ends = [row for row in rows if row["vintage"] in named and latest[str(row["vintage"])] == row["months"]]
    x = alt.X("months:Q", title="账龄（月）" if zh else "Months on book", axis=alt.Axis(tickMinStep=1))
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"))
    title = "逾期30天以上余额占比" if zh else "Share of balance more than 30 days past due"
    near = _Near("vintage")
    lines = (
        alt.Chart(alt.InlineData(values=rows), title=title)
        .mark_line(point=True, color=BAR)
        .encode(
            x=x, y=y, detail="vintage:N", strokeDash=alt.StrokeDash("vintage:N", legend=None),
            opacity=near.opacity, tooltip=near.told("vintage", "月份" if zh else "Month", zh=zh),
        )
        .add_params(near.picked)
    )  # fmt: skip
    names = (
        alt.Chart(alt.InlineData(values=ends))
        .mark_text(align="left", dx=6, color=INK, fontSize=11)
        .encode(x=x, y=y, text="vintage:N")
    )
    return _finished((lines + names).properties(width=560, height=260))


def stock_bars(groups: Sequence[Stock], currency: str, language: str) -> Chart:
    """Balance by group, one bar each with its amount written at the end."""
    zh = language.startswith("zh")
    rows = [
        {
            "group": one.group or "–",
            "amount": float(Money(one.balance, currency).decimal),
            "text": f"{Money(one.balance, currency).decimal:,.0f}",
        }
        for one in groups
    ]
    base = alt.Chart(alt.InlineData(values=rows), title=f"{'余额' if zh else 'Balance'} ({currency})").encode(
        y=alt.Y("group:N", sort=[str(row["group"]) for row in rows], title=None),
        x=alt.X("amount:Q", title=None, axis=alt.Axis(format="~s", tickCount=5)),
        tooltip=[
            alt.Tooltip("group:N", title="分组" if zh else "Group"),
            alt.Tooltip("amount:Q", title="余额" if zh else "Balance", format=",.2f"),
        ],
    )
    bars = base.mark_bar(color=BAR, height=16)
    text = base.mark_text(align="left", dx=5, color=INK, fontSize=11).encode(text="text:N")
    return _finished((bars + text).properties(width=520, height=max(60, 26 * len(rows))))


def target_course(line: TargetLine, days: Sequence[tuple[date, int]], language: str) -> Chart:
    """Money day by day, added up, beside the even course to the goal: told apart by dashes and by name."""
    zh = language.startswith("zh")
    came, goal = "已回款" if zh else "received", "目标进度" if zh else "course to the goal"
    rows: list[dict[str, object]] = []
    total, by_day = 0, dict(days)
    for at, day in enumerate(each_day(line.period.first, line.period.last), 1):
        total += by_day.get(day, 0)
        even = int(line.goal) * at // line.period.days
        rows.append({"day": str(day), "of": goal, "amount": float(Money(even, line.currency).decimal)})
        if day <= line.day:
            rows.append({"day": str(day), "of": came, "amount": float(Money(total, line.currency).decimal)})
    ends = list({str(row["of"]): row for row in rows}.values())
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d"))
    y = alt.Y("amount:Q", title=line.currency, axis=alt.Axis(format="~s", tickCount=5))
    lines = (
        alt.Chart(alt.InlineData(values=rows), title=TARGET_WORDS[line.kind].in_(language))
        .mark_line(color=BAR, point=True)
        .encode(
            x=x,
            y=y,
            strokeDash=alt.StrokeDash("of:N", legend=None, sort=[came, goal]),
            tooltip=[
                alt.Tooltip("of:N", title="项目" if zh else "What"),
                alt.Tooltip("day:T", title="日期" if zh else "Date", format="%Y-%m-%d"),
                alt.Tooltip("amount:Q", title=line.currency, format=",.2f"),
            ],
        )
    )
    names = (
        alt.Chart(alt.InlineData(values=ends))
        .mark_text(align="right", dy=-8, color=INK, fontSize=11)
        .encode(x=x, y=y, text="of:N")
    )
    return _finished((lines + names).properties(width=560, height=220))


def steps_chart(grid: Grid, language: str) -> Chart:
    """The stair step: share of the placed amount received, by months since placement; lines named at their end."""
    at = {column.code: place for place, column in enumerate(grid.columns)}
    rows = [
        {"of": str(row[0]), "months": row[at["months"]], "share": float(share)}
        for row in grid.rows
        if isinstance(share := row[at["share"]], Fraction)
    ]
    newest = sorted({str(row["of"]) for row in rows})[-CURVES_NAMED_MAX:]
    ends = [row for row in {row["of"]: row for row in rows}.values() if row["of"] in newest]
    zh = language.startswith("zh")
    near = _Near("of")
    x = alt.X(
        "months:Q", title="委案后月数" if zh else "Months since placement", axis=alt.Axis(tickMinStep=1)
    )
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"))
    lines = (
        alt.Chart(alt.InlineData(values=rows), title=grid.title.in_(language))
        .mark_line(point=True, color=BAR, interpolate="step-after")
        .encode(
            x=x, y=y, detail="of:N", strokeDash=alt.StrokeDash("of:N", legend=None),
            opacity=near.opacity, tooltip=near.told("of", "分组" if zh else "Group", zh=zh),
        )
        .add_params(near.picked)
    )  # fmt: skip
    names = (
        alt.Chart(alt.InlineData(values=ends))
        .mark_text(align="left", dx=6, color=INK, fontSize=11)
        .encode(x=x, y=y, text="of:N")
    )
    return _finished((lines + names).properties(width=560, height=260))
