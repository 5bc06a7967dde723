"""Notes of searches: bounded, without addresses, and given up when they cannot be written."""

from datetime import date
from typing import Any, cast

import sqlalchemy as sa

from api.past_queries import MOST_WAITING, PastQueryLog, pseudonym
from search.request import SearchRequest
from search.response import SearchPage, UnderstoodQuery

PAGE = SearchPage(UnderstoodQuery("ecg cable", "text", (), "ecg cable"), 3, (), (), "", {})


def log() -> PastQueryLog:
    """A log whose database refuses every connection."""
    return PastQueryLog(sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none"), lambda: date(2026, 1, 1))


def test_no_more_is_held_than_fits_one_batch() -> None:
    noted = log()
    for number in range(MOST_WAITING + 10):
        noted.note(SearchRequest("ecg cable"), PAGE, f"10.0.{number // 256}.{number % 256}")
    assert len(cast("Any", noted)._noted) == MOST_WAITING


def test_what_cannot_be_written_is_given_up_and_raises_nothing() -> None:
    noted = log()
    noted.note(SearchRequest("ecg cable"), PAGE, "10.0.0.1")
    noted.note(SearchRequest("ecg cable"), PAGE, None)
    noted.flush()
    assert not cast("Any", noted)._noted


def test_a_pseudonym_names_a_site_and_not_an_address() -> None:
    assert pseudonym("10.0.0.1", "key") != pseudonym("10.0.0.2", "key")
    assert pseudonym("2001:db8::1", "key") == pseudonym("2001:db8::ffff", "key") != pseudonym("2001:db9::1", "key")
    assert pseudonym("10.0.0.1", "key") != pseudonym("10.0.0.1", "other")
    assert "10.0" not in pseudonym("10.0.0.1", "key")
    assert pseudonym("testclient", "key")
