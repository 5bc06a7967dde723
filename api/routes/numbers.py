"""`/api/v1/search/numbers`: a pasted list of part numbers, each with its verdict."""

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from api.deps import ViewerDep, WiringDep
from api.schemas import documented
from api.schemas.numbers import NumberList, Verdicts, render
from api.schemas.values import encode
from catalog.queries import live_rows

router = APIRouter(prefix="/api/v1/search", tags=["search"])


@router.post("/numbers", summary="Look up a list of part numbers", responses=documented.answers(Verdicts))
def look_up(asked: NumberList, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """For each number, in order: the tier that answers to it, and its parts; price and stock are live.

    `Degraded: true` in the answer's head says that the engine is away: what contains a number or is near it was not looked for.
    """
    verdicts = wiring.search.look_up(asked.numbers, viewer)
    with Session(wiring.reading) as session:
        live = live_rows(session, sorted({hit.part_id for verdict in verdicts for hit in verdict.hits}), viewer)
    degraded = {"degraded": "true"} if any(verdict.degraded for verdict in verdicts) else {}
    return Response(encode(render(verdicts, live)), media_type="application/json", headers={"cache-control": "no-store", **degraded})
