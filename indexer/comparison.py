"""What makes a document of the index right or wrong. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.schema.document import PartDocument


class Difference(StrEnum):
    """missing: not in the index; stale: of another version; orphaned: of no part; corrupted: right version, wrong content."""

    MISSING = "missing"
    STALE = "stale"
    ORPHANED = "orphaned"
    CORRUPTED = "corrupted"


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the engine holds it: the version by which it orders writes, and the content, with or without the vector."""

    version: int
    source: dict[str, Any]


def compare(expected: PartDocument | None, stored: Stored | None) -> Difference | None:
    """The difference between what PostgreSQL says of a part (None: there is no such part) and what the index holds.

    `expected` is without its vector. Every field counts, the content's hash among them, so a document that was altered is
    found whether its hash was altered with it or not.
    """
    if stored is None:
        return Difference.MISSING if expected is not None and expected["visible"] else None
    if expected is None:
        return Difference.ORPHANED if stored.source.get("visible", True) else None
    if (stored.version, stored.source.get("version")) != (expected["version"], expected["version"]):
        return Difference.STALE
    content = stored.source if "vector" not in stored.source else {key: value for key, value in stored.source.items() if key != "vector"}
    return None if content == expected else Difference.CORRUPTED
