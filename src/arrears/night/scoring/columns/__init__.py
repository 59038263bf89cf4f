"""Features and scores as Ibis expressions."""

from arrears.night.scoring.columns.cards import CODE_LIMIT, reasons_name, score
from arrears.night.scoring.columns.features import features, receipts_per_account

__all__ = ["CODE_LIMIT", "features", "reasons_name", "receipts_per_account", "score"]
