"""The creditor column of every table of the book.

`creditor` leads every key, so that the book can be split by creditor. Bulk tables carry no index that a
query does not use and no foreign-key trigger on `creditor` (the account's own key already ties it).
"""

from __future__ import annotations

from typing import Any

from django.db import models


def of_creditor() -> models.ForeignKey[Any, Any]:
    """A creditor column without its own index or trigger: it leads the indexes of the table instead."""
    return models.ForeignKey(
        "foundation.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
