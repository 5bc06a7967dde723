"""Events as clients send them: the request of `POST /api/v1/events`, in the shape of User Behavior Insights. Pure."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from core import clock
from core.events import Action

MOST = 100
OLDEST, AHEAD = timedelta(days=1), timedelta(minutes=5)
_Short = Annotated[str, Field(max_length=100)]
_Id = Annotated[str, Field(pattern=r"^[0-9]{1,18}$", description="id of a part")]


def _recent(at: datetime) -> datetime:
    now = clock.now()
    if not now - OLDEST <= at <= now + AHEAD:
        raise ValueError("send events within a day, by a clock that is right")
    return at


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ObjectOfEvent(_Shape):
    """What it was done with."""

    object_id: _Id
    object_id_field: Literal["part"] = "part"


class PositionOfEvent(_Shape):
    """Where it stood."""

    ordinal: int = Field(ge=1, le=1_000, description="place in the results, from 1, over all pages")


class EventAttributes(_Shape):
    """Details. `fits` belongs to did_it_fit, `quantity` to add_to_cart and order."""

    object: ObjectOfEvent
    position: PositionOfEvent | None = None
    quantity: int | None = Field(None, ge=1, le=9_999)
    fits: bool | None = None


class Event(_Shape):
    """One event. Without an `event_id` the same action on the same part after the same search is one event."""

    action_name: Action
    query_id: UUID | None = Field(None, description="from the search's answer; required for a click")
    event_id: UUID | None = None
    timestamp: Annotated[AwareDatetime, AfterValidator(_recent)] | None = Field(None, description="now, if not given")
    client_id: _Short | None = Field(None, description="whom a client speaks for; kept only as a hash that changes every day")
    session_id: _Short | None = None
    application: _Short | None = None
    message: Annotated[str, Field(max_length=1024)] | None = None
    message_type: _Short | None = None
    user_query: Annotated[str, Field(max_length=256)] | None = None
    event_attributes: EventAttributes

    @model_validator(mode="after")
    def _whole(self) -> "Event":
        said = self.event_attributes
        if self.query_id is None and (self.action_name == "click" or self.event_id is None):
            raise ValueError("give query_id (a click needs it, and so does an event without event_id)")
        if (said.fits is None) == (self.action_name == "did_it_fit"):
            raise ValueError("event_attributes.fits goes with did_it_fit, and only with it")
        if said.quantity is not None and self.action_name not in ("add_to_cart", "order"):
            raise ValueError("event_attributes.quantity goes with add_to_cart and order")
        return self


class EventBatch(_Shape):
    """Up to 100 events."""

    events: list[Event] = Field(min_length=1, max_length=MOST)


class EventsTaken(BaseModel):
    """How many were taken. Those that were dropped, because too many wait for the database, may be sent again."""

    accepted: int
    dropped: int
