"""The one clock: everything that asks for the time asks here, so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The current time, timezone-aware UTC."""
    return datetime.now(UTC)
