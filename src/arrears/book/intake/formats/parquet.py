"""Parquet: flat columns of any plain type, read a slice at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from arrears.book.intake.contracts.raw import Raw
from arrears.book.intake.formats.source import BATCH_ROWS, Source, check_headings, check_rows, unusable
from arrears.book.intake.formats.workbook import shown

UNPACKED_BYTES_MAX = 8 * 1024**3


@dataclass(slots=True)
class Parquet:
    """An open Parquet file."""

    source: Source
    headings: tuple[str, ...]
    kind: str = "parquet"
    suffix: str = ".parquet"
    media_type: str = "application/vnd.apache.parquet"

    def batches(self) -> Iterator[Raw]:
        first = 1
        try:
            with self.source.open() as handle:
                for batch in pq.ParquetFile(handle).iter_batches(batch_size=BATCH_ROWS):
                    batch.validate(full=True)  # texts that are no UTF-8, offsets that point elsewhere
                    cells = tuple(_texts(column) for column in batch.columns)
                    yield Raw(cells=cells, rows=np.arange(first, first + batch.num_rows, dtype=np.int64))
                    first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise unusable("Parquet 文件已损坏", "the Parquet file is damaged") from error

    def write(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        cells = list(zip(*rows, strict=True)) or [()] * len(headings)
        sink = io.BytesIO()
        pq.write_table(
            pa.table([pa.array(list(column), pa.string()) for column in cells], names=list(headings)), sink
        )
        return sink.getvalue()


def _texts(column: pa.Array) -> pa.Array:
    """Cells as texts; null is the empty cell."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type):
        column = pa.array([None if v is None else shown(v) for v in column.to_pylist()], pa.string())
    elif pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        column = pa.array([None if v is None else v.decode("utf-8", "replace") for v in column.to_pylist()])
    return pc.fill_null(column.cast(pa.string()), "")


def open_parquet(source: Source) -> Parquet:
    """IntakeError for nested columns, too many rows, or a damaged file."""
    try:
        with source.open() as handle:
            file = pq.ParquetFile(handle)
            schema, meta = file.schema_arrow, file.metadata
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise unusable("Parquet 文件已损坏", "the Parquet file is damaged") from error
    check_rows(meta.num_rows)
    size = sum(meta.row_group(place).total_byte_size for place in range(meta.num_row_groups))
    if size > UNPACKED_BYTES_MAX:
        raise unusable("Parquet 展开后过大", "the Parquet file unpacks to far too much")
    nested = [field.name for field in schema if pa.types.is_nested(field.type)]
    if nested:
        raise unusable(
            f"列含有嵌套结构：{'、'.join(nested)}", f"columns are nested: {', '.join(nested)}", "headings"
        )
    return Parquet(source=source, headings=check_headings(schema.names))
