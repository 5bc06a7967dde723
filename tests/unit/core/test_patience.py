"""How long one search may wait for the engine: a host that swallows packets is noticed long before its deadline."""

import pytest

from core.opensearch import CONNECT_S, patience


def test_a_connection_that_is_not_made_ends_the_search_early() -> None:
    limits = patience(800)
    assert limits.connect_timeout == CONNECT_S <= 0.3
    assert limits.total == 0.8


@pytest.mark.parametrize("milliseconds", [50, 200])
def test_no_limit_is_longer_than_the_time_that_is_left(milliseconds: int) -> None:
    limits = patience(milliseconds)
    assert limits.connect_timeout == milliseconds / 1000
