"""How long a comparison of the whole index with PostgreSQL takes."""

import time
from typing import Any

from indexer import reconcile
from indexer.resources import Resources


def measure(resources: Resources) -> dict[str, Any]:
    """Seconds, parts compared and parts a second. Raises Conflict without a live index."""
    begun = time.perf_counter()
    found = reconcile.verify(resources, repair=False)
    seconds = time.perf_counter() - begun
    return {
        "bench": "verify",
        "compared": found.compared,
        "differences": found.differences,
        "seconds": round(seconds, 2),
        "per_s": round(found.compared / seconds),
    }
