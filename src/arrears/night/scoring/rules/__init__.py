"""Features and cards read from their files, checked, and their reasons put into words."""

from arrears.night.scoring.rules.cards import check_card, parse_card, reasons_of, write_card
from arrears.night.scoring.rules.catalogue import parse_features

__all__ = ["check_card", "parse_card", "parse_features", "reasons_of", "write_card"]
