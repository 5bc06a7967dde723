"""`/api/v1/events`: what people did with what they found, told by clients of the API and by the script on a part's page."""

from fastapi import APIRouter, Request, Response

from api.deps import WiringDep
from api.events.capture import derived_id, who
from api.events.visits import is_crawler
from api.schemas import documented
from api.schemas.events import Event, EventBatch, EventsTaken
from api.schemas.values import encode
from core import clock
from core.events import EventRow
from core.metrics import EVENTS

router = APIRouter(prefix="/api/v1", tags=["events"])
_ANSWERS = {202 if status == 200 else status: said for status, said in documented.answers(EventsTaken).items()}


@router.post("/events", status_code=202, summary="Tell what people did", responses=_ANSWERS)
def take(given: EventBatch, request: Request, wiring: WiringDep) -> Response:
    """Clicks, carts, orders and fits of up to 100 events; one that was told before changes nothing. They are written a moment later."""
    if not wiring.events.is_on or is_crawler(request.headers):
        EVENTS.labels("not_counted").inc(len(given.events))
        return _answer(0, len(given.events))
    accepted = sum(wiring.events.note(_row(event, request)) for event in given.events)
    return _answer(accepted, len(given.events) - accepted)


def _row(event: Event, request: Request) -> EventRow:
    said = event.event_attributes
    part_id = int(said.object.object_id)
    attributes = {name: value for name, value in (("quantity", said.quantity), ("fits", said.fits)) if value is not None}
    event_id = event.event_id
    if event_id is None:
        assert event.query_id is not None  # the shape asks for one of the two
        event_id = derived_id(event.query_id, event.action_name, part_id)
    return EventRow(
        event_id=event_id,
        at=event.timestamp or clock.now(),
        action_name=event.action_name,
        query_id=event.query_id,
        client_id=event.client_id or who(request),
        session_id=event.session_id,
        object_id=part_id,
        ordinal=said.position.ordinal if said.position else None,
        event_attributes=attributes,
    )


def _answer(accepted: int, dropped: int) -> Response:
    return Response(encode({"accepted": accepted, "dropped": dropped}), 202, {"cache-control": "no-store"}, "application/json")
