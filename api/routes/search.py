"""`/api/v1/search`: answers go out as bytes; the models in `schemas.documented` only describe them."""

from fastapi import APIRouter, Request, Response

from api.deps import ViewerDep, WiringDep
from api.events.capture import note_search
from api.schemas import documented
from api.schemas.parameters import parse
from api.schemas.search import query, render
from api.schemas.values import encode
from api.wiring import answer

router = APIRouter(prefix="/api/v1/search", tags=["search"])
JSON = "application/json"


@router.get("", summary="Search for parts", responses=documented.answers(documented.SearchResponse), openapi_extra=documented.SEARCH_PARAMETERS)
def search(request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """Parts for a number, words or filters, with facets; price and stock are live."""
    found = answer(wiring, request.query_params.multi_items(), viewer)
    note_search(wiring.notes, request, found, "api")
    body = render(found.page, found.live, found.fits, index_lag_ms=found.index_lag_ms, live_ms=found.live_ms)
    body |= {"query_id": str(found.query_id), "experiment": list(found.mixed.releases) if found.mixed else None}
    return Response(encode(body), media_type=JSON, headers={"server-timing": found.server_timing, "cache-control": "no-store"})


@router.get(
    "/understand",
    summary="How a query is read",
    responses=documented.answers(documented.Query),
    openapi_extra=documented.parameters(("q", "currency", "off")),
)
def understand(request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """The chips and what remains as text, without searching."""
    asked = parse(request.query_params.multi_items(), viewer, wiring.names.get().usd_per_unit)
    return Response(encode(query(wiring.search.understand(asked))), media_type=JSON, headers={"cache-control": "no-store"})
