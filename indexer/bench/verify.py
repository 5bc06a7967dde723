"""How long a comparison of the whole index with PostgreSQL takes."""

import os
import time
from typing import Any

from indexer import reconcile
from indexer.comparers import per_core
from indexer.resources import Resources


def measure(resources: Resources, processes: int = 0) -> dict[str, Any]:
    """Seconds, parts compared and parts a second, with so many processes (0: one per core). Raises Conflict without a live index.

    `cpu_s` is what the comparing processes used, without engine and PostgreSQL: on a busy machine it tells more than the seconds.
    """
    processes = processes or per_core()
    begun, used = time.perf_counter(), sum(os.times()[:4])
    found = reconcile.verify(resources, repair=False, processes=processes)
    seconds = time.perf_counter() - begun
    return {
        "bench": "verify",
        "processes": processes,
        "load_average": round(os.getloadavg()[0], 1),
        "compared": found.compared,
        "pending": found.pending,
        "differences": found.differences,
        "seconds": round(seconds, 2),
        "cpu_s": round(sum(os.times()[:4]) - used, 2),
        "per_s": round(found.compared / seconds),
    }
