"""What counts as a difference between PostgreSQL and the index."""

from typing import Any, cast

import pytest

from indexer.comparison import Difference, Stored, compare
from indexer.document import build, hidden
from search.schema.document import PartDocument
from tests.unit.indexer.bundles import PART

DOCUMENT = build(PART)


def stored(document: PartDocument, version: int | None = None, **changes: object) -> Stored:
    return Stored(document["version"] if version is None else version, cast("dict[str, Any]", {**document, **changes}))


@pytest.mark.parametrize(
    ("expected", "found", "difference"),
    [
        (DOCUMENT, stored(DOCUMENT), None),
        (DOCUMENT, stored(DOCUMENT, vector=[0.5]), None),
        (DOCUMENT, None, Difference.MISSING),
        (hidden(42, 17), None, None),
        (None, None, None),
        (None, stored(DOCUMENT), Difference.ORPHANED),
        (None, stored(hidden(42, 17)), None),
        (DOCUMENT, stored(DOCUMENT, version=16), Difference.STALE),
        (DOCUMENT, stored(DOCUMENT, version=18), Difference.STALE),
        (DOCUMENT, stored(hidden(42, 17)), Difference.CORRUPTED),
        (DOCUMENT, stored(DOCUMENT, name="Tampered"), Difference.CORRUPTED),
        (DOCUMENT, stored(DOCUMENT, content_hash="0"), Difference.CORRUPTED),
        (DOCUMENT, stored(DOCUMENT, offers=[{**DOCUMENT["offers"][0], "stock": 99}]), Difference.CORRUPTED),
        (DOCUMENT, stored(DOCUMENT, unknown=1), Difference.CORRUPTED),
    ],
)
def test_a_difference_is_named(expected: PartDocument | None, found: Stored | None, difference: Difference | None) -> None:
    assert compare(expected, found) is difference
