"""The keys of the book's large tables.

`creditor` leads every key, so that the book can be split by creditor. Bulk tables carry no index that a query
does not use, and no trigger that checks their parents row by row: the loader writes a parent and its rows in
one transaction with ids it drew itself, and a million checks at commit cost a third of a load.
"""

from __future__ import annotations

from typing import Any

from django.db import models


def of_creditor() -> models.ForeignKey[Any, Any]:
    """A creditor column without its own index or trigger: it leads the indexes of the table instead."""
    return models.ForeignKey(
        "foundation.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


def of_parent(model: str | type[models.Model]) -> models.ForeignKey[Any, Any]:
    """A column of a bulk table that names its parent row, without an index or trigger of its own."""
    return models.ForeignKey(
        model, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
