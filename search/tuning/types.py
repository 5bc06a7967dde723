"""The relevance configuration as values. Pure: nothing here reads a file."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What a new index is made of.

    `settings` is the `index` part of the engine's settings (knn, limits, analysis), to be merged with shards, replicas
    and refresh interval; `mappings` is the engine's mappings body; `fingerprint` is the hex SHA-256 of both.
    """

    settings: dict[str, Any]
    mappings: dict[str, Any]
    fingerprint: str
