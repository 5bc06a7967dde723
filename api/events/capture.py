"""What is noted of a search that was answered and of a part that was opened from its results."""

import re
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import Request

from api.events.log import EventLog
from api.events.notes import Notes
from api.events.visits import is_crawler, is_looked_at, refines
from core import clock
from core.events import Action, Channel, EventRow, SearchRow
from core.metrics import EVENTS

if TYPE_CHECKING:
    from api.wiring import Answer

QUERY, POSITION = "query", "position"  # parameters of a link from a results page to a part
_PLACE = re.compile(r"[1-9][0-9]{0,3}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def note_search(notes: Notes, request: Request, found: "Answer", channel: Channel) -> None:
    """Note a search that a person made, or a client of the API; not one that looks at another release than people are served."""
    if found.previewed:
        return
    if is_crawler(request.headers) if channel == "api" else not is_looked_at(request.method, request.headers):
        EVENTS.labels("not_counted").inc()
        return
    asked, page = found.request, found.page
    notes.past_queries.note(asked, page, request.client.host if request.client else None)
    if not notes.events.is_on:
        return
    notes.events.note(
        SearchRow(
            query_id=found.query_id,
            at=clock.now(),
            client_id=who(request),
            session_id=None,
            channel=channel,
            kind="refinement" if refines(request.url.path, asked.q, asked.page, request.headers) else "query",
            user_query=_text(found),
            intent=page.query.intent,
            sort=asked.sort,
            first_place=found.first_place,
            total=page.total,
            object_ids=tuple(hit.part_id for hit in found.shown),
            experiment_id=found.mixed.experiment_id if found.mixed else None,
            teams="".join(found.mixed.teams[hit.part_id] for hit in found.shown) if found.mixed else None,
            release=page.release,
            rules=page.rules.fired,
            degraded=page.degraded,
            took_ms=round(found.took_ms, 2),
            user_attributes={"audience": asked.viewer.audiences[-1], "organisation_type": asked.viewer.organisation_type},
        )
    )


def note_click(events: EventLog, request: Request, part_id: int) -> None:
    """Note that a part's page was opened by a link of a results page; what is no such link is overlooked."""
    if not events.is_on or QUERY not in request.query_params or not is_looked_at(request.method, request.headers):
        return
    place = request.query_params.get(POSITION, "")
    try:
        query_id = UUID(request.query_params[QUERY])
    except ValueError:
        return
    if _PLACE.fullmatch(place):
        events.note(EventRow(derived_id(query_id, "click", part_id), clock.now(), "click", query_id, who(request), None, part_id, int(place), {}))


def derived_id(query_id: UUID, action: Action, part_id: int) -> UUID:
    """The id of an event that has none: the same thing done again to the same part after the same search is one event.

    So the page that the server sent and the script on it tell one click, and so do a reload and a link passed on.
    """
    return uuid5(NAMESPACE_URL, f"{query_id}:{action}:{part_id}")


def who(request: Request) -> str:
    """What a pseudonym is made of; it is never written down."""
    return f"{request.client.host if request.client else ''} {request.headers.get('user-agent', '')}"


def _text(found: "Answer") -> str:
    """The typed words without addresses of persons and without the ids of somebody's own devices."""
    text = found.request.q
    for chip in found.page.query.chips:
        if chip.slot == "device" and chip.source:
            text = text.replace(chip.source, "[device]")
    return _EMAIL.sub("[e-mail]", text)
