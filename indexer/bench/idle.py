"""What a relay costs while nothing changes."""

import time
from typing import Any

from indexer.relay import Relay
from indexer.resources import Resources

# It connects and, after so long without a change, has come to its slowest pace.
_SETTLES_S = 3.0


def measure(resources: Resources, seconds: float) -> dict[str, Any]:
    """Share of one processor that an idle relay of this process takes; PostgreSQL's part is told by its statements a second."""
    looks = 0
    spent = 0.0
    begun = time.monotonic() + _SETTLES_S

    def stopped() -> bool:
        nonlocal looks, spent
        if time.monotonic() < begun:
            spent = time.process_time()
        else:
            looks += 1
        return time.monotonic() > begun + seconds

    Relay(resources, lambda _ids: None, lambda: 1).run(stopped)
    return {
        "bench": "idle",
        "seconds": seconds,
        "looks_per_s": round(looks / seconds, 1),
        "cpu_percent": round((time.process_time() - spent) / seconds * 100, 2),
    }
