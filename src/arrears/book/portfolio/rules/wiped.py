"""How a wiped way to reach somebody is known again: by keyed hashes alone."""

from __future__ import annotations

from arrears.foundation import vault


def owner_index(ref: str) -> bytes:
    """The hash of the key by which a creditor names a party."""
    return vault.blind_index("party_ref", ref)
