"""Services that may be killed: one set for all runs of a session, never the ones that other tests use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.rig import services


@pytest.fixture(scope="session")
def arena() -> Iterator[tuple[Path, dict[str, str]]]:
    """The data folder and the URLs by variable."""
    with services() as found:
        yield found
