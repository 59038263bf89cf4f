"""Rows that go in by COPY come out as they were."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.foundation.copying import copy_in, jsonb, new_ids, rows_of, same, stage, tell_the_planner
from tests.profiles import examples

TYPES = {
    "big": pa.int64(),
    "whole": pa.int32(),
    "small": pa.int16(),
    "words": pa.string(),
    "raw": pa.binary(),
    "day": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
    "yes": pa.bool_(),
}
TABLE = (
    "CREATE TEMP TABLE probe (place bigint, big bigint, whole integer, small smallint, words text, raw bytea,"
    " day date, moment timestamptz, yes boolean) ON COMMIT DROP"
)
rows = st.fixed_dictionaries(
    {
        "big": st.none() | st.integers(-(2**63), 2**63 - 1),
        "whole": st.none() | st.integers(-(2**31), 2**31 - 1),
        "small": st.none() | st.integers(-(2**15), 2**15 - 1),
        "words": st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40),
        "raw": st.none() | st.binary(max_size=40),
        "day": st.none() | st.dates(),
        "moment": st.none() | st.datetimes(timezones=st.just(UTC)),
        "yes": st.none() | st.booleans(),
    }
)


@pytest.mark.django_db
@settings(max_examples=examples(400))
@given(st.lists(rows, max_size=12))
def test_what_goes_in_comes_out(given_rows: list[dict[str, Any]]) -> None:
    columns = {name: pa.array([row[name] for row in given_rows], kind) for name, kind in TYPES.items()}
    table = pa.table({"place": pa.array(range(len(given_rows)), pa.int64())} | columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS probe")
        cursor.execute(TABLE)
        copy_in(cursor, "probe", table)
        cursor.execute(f"SELECT {', '.join(TYPES)} FROM probe ORDER BY place")
        found = [dict(zip(TYPES, values, strict=True)) for values in cursor.fetchall()]
    assert [
        row | {"raw": row["raw"] if row["raw"] is None else bytes(row["raw"])} for row in found
    ] == given_rows


@pytest.mark.django_db
def test_a_slice_and_a_json_and_an_empty_column_go_in() -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int64()),
            "detail": jsonb(['{"a": 1}', "[]", '"中"']),
            "nothing": pa.nulls(3),
            "day": same(date(2026, 1, 2), 3),
        }
    ).slice(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE probe (id bigint, detail jsonb, nothing text, day date) ON COMMIT DROP"
        )
        copy_in(cursor, "probe", table)
        cursor.execute("SELECT id, detail::text, nothing, day FROM probe ORDER BY id")
        assert cursor.fetchall() == [(2, "[]", None, date(2026, 1, 2)), (3, '"中"', None, date(2026, 1, 2))]


@pytest.mark.django_db
def test_a_stage_has_the_types_of_its_model_and_keys_are_fresh() -> None:
    with connection.cursor() as cursor:
        ids = new_ids(cursor, "foundation_creditor", 3)
        assert len(set(ids)) == 3
        stage(cursor, "probe", "foundation_creditor", pa.table({"id": pa.array(ids, pa.int64())}))
        cursor.execute("SELECT array_agg(id ORDER BY id) FROM probe")
        assert cursor.fetchone()[0] == sorted(ids)


def test_a_type_that_no_column_has_is_refused() -> None:
    with pytest.raises(ValueError, match="double"):
        rows_of(pa.table({"share": pa.array([0.5])}))


def _guessed(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return float(cursor.fetchone()[0])


# rows written since the last statistics → whether the planner is told: the server's own rule, 50 and a tenth
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("rows", "told"), [(50, False), (51, True)])
def test_the_planner_is_told_of_what_changed_a_lot(rows: int, told: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS told; CREATE TABLE told AS SELECT 1 AS a WITH NO DATA; ANALYZE told"
        )
        cursor.execute("INSERT INTO told SELECT generate_series(1, %s)", [rows])
        try:
            tell_the_planner(cursor)
            assert (_guessed("told") == rows) is told
        finally:
            cursor.execute("DROP TABLE told")
