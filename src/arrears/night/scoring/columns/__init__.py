"""Features and scores as Ibis expressions."""

from arrears.night.scoring.columns.cards import CODE_LIMIT, PLACES_MAX, reasons_name, score
from arrears.night.scoring.columns.features import features, receipts_per_account

__all__ = ["CODE_LIMIT", "PLACES_MAX", "features", "reasons_name", "receipts_per_account", "score"]
