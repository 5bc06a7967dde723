"""What is noted of a search."""

from datetime import date
from typing import Any, cast
from uuid import UUID

import pytest
import sqlalchemy as sa
from fastapi import Request

from api.events.capture import derived_id, note_click, note_search
from api.events.log import EventLog
from api.events.notes import Notes
from api.past_queries import PastQueryLog
from api.schemas.fit import NO_FITS
from api.wiring import Answer
from core.events import EventRow, SearchRow
from core.settings import EventSettings
from search.request import SearchRequest
from search.response import Chip, SearchPage, UnderstoodQuery
from tests.unit.api import made

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
QUERY_ID = UUID(int=5)


def notes(*, capture: bool = True) -> Notes:
    nowhere = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    return Notes(PastQueryLog(nowhere, date.today), EventLog(nowhere, EventSettings(capture=capture), date.today))


def request(path: str = "/search", query: str = "", agent: str = PERSON) -> Request:
    headers = [(b"user-agent", agent.encode()), (b"host", b"parts.example")]
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "client": ("192.0.2.1", 1), "headers": headers})


def answered(q: str = "battery", *chips: Chip, **more: Any) -> Answer:
    page: SearchPage = made.search_page(made.hit(4), made.hit(5), made.hit(6), total=80, query=UnderstoodQuery(q, "text", chips, q))
    values = {"request": SearchRequest(q), "live": {4: made.live(4), 6: made.live(6)}, **more}
    return Answer(page=page, live_ms=1.0, index_lag_ms=0, fits=NO_FITS, query_id=QUERY_ID, **values)


def noted(held: Notes) -> list[Any]:
    return list(held.events._waiting)


def test_what_was_shown_is_noted_in_order_with_the_place_of_the_first() -> None:
    held = notes()
    note_search(held, request(), answered(request=SearchRequest("battery", page=3, size=24)), "page")
    row = cast("SearchRow", noted(held)[0])
    assert (row.object_ids, row.first_place, row.total, row.kind) == ((4, 6), 49, 80, "refinement")
    assert (row.experiment_id, row.teams, row.query_id) == (None, None, QUERY_ID)


@pytest.mark.parametrize(
    ("typed", "chips", "kept"),
    [
        ("battery, mail jane.doe@example.com", (), "battery, mail [e-mail]"),
        ("battery for MRI-20251001", (Chip("device", "MRI-20251001", "MRI-20251001", certain=True),), "battery for [device]"),
        ("M1191-B/L", (Chip("part_number", "M1191-B/L", "M1191-B/L", certain=True),), "M1191-B/L"),
    ],
)
def test_words_that_lead_to_somebody_are_taken_out(typed: str, chips: tuple[Chip, ...], kept: str) -> None:
    held = notes()
    note_search(held, request(), answered(typed, *chips), "page")
    assert noted(held)[0].user_query == kept


def test_previews_crawlers_and_programs_on_pages_are_not_noted() -> None:
    held = notes()
    note_search(held, request(), answered(previewed=True), "page")
    note_search(held, request(agent="python-requests/2.34"), answered(), "page")
    note_search(held, request(agent="Googlebot/2.1"), answered(), "api")
    assert noted(held) == []
    note_search(held, request(agent="python-requests/2.34"), answered(), "api")
    assert len(noted(held)) == 1


def test_nothing_is_noted_when_it_is_switched_off() -> None:
    held = notes(capture=False)
    note_search(held, request(), answered(), "page")
    note_click(held.events, request("/parts/4-x", f"query={QUERY_ID}&position=1"), 4)
    assert noted(held) == []


def test_the_same_click_has_the_same_id_whoever_tells_it() -> None:
    held = notes()
    note_click(held.events, request("/parts/4-x", f"query={QUERY_ID}&position=12"), 4)
    row = cast("EventRow", noted(held)[0])
    assert (row.event_id, row.ordinal, row.object_id) == (derived_id(QUERY_ID, "click", 4), 12, 4)
    assert len({derived_id(QUERY_ID, "click", 4), derived_id(QUERY_ID, "order", 4), derived_id(QUERY_ID, "click", 5)}) == 3


@pytest.mark.parametrize(
    "query", ["", "query=x&position=1", f"query={QUERY_ID}", *(f"query={QUERY_ID}&position={place}" for place in ("0", "-1", "١", "99999", "1e3"))]
)
def test_an_address_that_no_results_page_gave_is_no_click(query: str) -> None:
    held = notes()
    note_click(held.events, request("/parts/4-x", query), 4)
    assert noted(held) == []
