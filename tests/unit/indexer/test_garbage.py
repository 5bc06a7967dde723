"""The search for garbage is rare inside the block and as before outside."""

import gc

import pytest

from indexer import garbage


def test_it_is_rare_inside_and_as_before_outside() -> None:
    before = gc.get_threshold()
    with garbage.rarely_sought():
        assert gc.get_threshold()[0] > 100 * before[0]
        assert gc.isenabled()
    assert gc.get_threshold() == before


def test_it_is_as_before_also_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), garbage.rarely_sought():
        raise KeyError
    assert gc.get_threshold() == before
