"""What a relay costs while nothing changes."""

import time
from typing import Any

from indexer.relay import Relay
from indexer.resources import Resources


def measure(resources: Resources, seconds: float) -> dict[str, Any]:
    """Share of one processor that an idle relay of this process takes; PostgreSQL's part is told by its statements a second."""
    looks = 0
    until = time.monotonic() + seconds

    def stopped() -> bool:
        nonlocal looks
        looks += 1
        return time.monotonic() > until

    begun = time.process_time()
    Relay(resources, lambda _ids: None, lambda: 1).run(stopped)
    return {
        "bench": "idle",
        "seconds": seconds,
        "looks_per_s": round(looks / seconds, 1),
        "cpu_percent": round((time.process_time() - begun) / seconds * 100, 2),
    }
