"""What makes a document of the index right or wrong. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indexer.document import content_hash
from search.schema.document import PartDocument


class Difference(StrEnum):
    """missing: not in the index; stale: of another version; orphaned: of no part; corrupted: right version, wrong content."""

    MISSING = "missing"
    STALE = "stale"
    ORPHANED = "orphaned"
    CORRUPTED = "corrupted"


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the engine holds it: what it is sorted out by, and whether its hash is true of its content."""

    version: int
    source: dict[str, Any]


def compare(expected: PartDocument | None, stored: Stored | None) -> Difference | None:
    """The difference between what PostgreSQL says of a part (None: there is no such part) and what the index holds."""
    if stored is None:
        return Difference.MISSING if expected is not None and expected["visible"] else None
    if expected is None:
        return Difference.ORPHANED if stored.source.get("visible", True) else None
    if (stored.version, stored.source.get("version")) != (expected["version"], expected["version"]):
        return Difference.STALE
    claimed = stored.source.get("content_hash")
    if claimed != expected["content_hash"] or claimed != content_hash(stored.source):
        return Difference.CORRUPTED
    return None
