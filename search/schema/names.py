"""Names of indexes and aliases. Readers and writers use the aliases only; versioned names sort by their time."""

from datetime import datetime


def read_alias(prefix: str) -> str:
    """The alias that searches go to; always one whole index."""
    return f"{prefix}_parts_read"


def write_alias(prefix: str) -> str:
    """The alias that the indexer writes to outside a rebuild."""
    return f"{prefix}_parts_write"


def versioned(prefix: str, at: datetime, fingerprint: str) -> str:
    """The name of a new index made at `at` from an index configuration with this fingerprint (hex)."""
    return f"{prefix}_parts_{at:%Y%m%dt%H%M%S%f}_{fingerprint[:8]}"


def versioned_pattern(prefix: str) -> str:
    """A wildcard for every index made by `versioned` under this prefix."""
    return f"{prefix}_parts_2*"
