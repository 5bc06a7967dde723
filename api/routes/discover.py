"""Autocomplete, similar parts, and why a part is found or not."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ViewerDep, WiringDep, part_id
from api.errors import refuse_unknown
from api.schemas import discover, documented, documented_discover, search
from api.schemas.parameters import parse
from api.schemas.values import Json, encode
from catalog.queries import live_rows, require_part
from core.errors import EngineUnavailable, FieldError, InvalidInput
from search.facet_values import FacetSearch
from search.request import SearchRequest

router = APIRouter(prefix="/api/v1", tags=["search"])
SUGGEST_AGE_S = 30
_NO_WHY = "Explanations need the search engine, which is away for the moment. Searches are answered meanwhile; ask why again in a few seconds."
_NO_COUNTS = "Counts beside the filters need the search engine, which is away for the moment. Searches and their filters work meanwhile."
_NO_SIMILAR = "Similar parts need the search engine, which is away for the moment. The part, its offers, relations and fit are there as always."

_PART = {"name": "part", "in": "query", "required": True, "schema": {"type": "string"}, "description": "Id of the part to explain"}


_FIND = {"name": "find", "in": "query", "required": False, "schema": {"type": "string"}, "description": "What the names of the values must hold"}


@router.get(
    "/search/suggest",
    summary="Autocomplete",
    responses=documented.answers(documented_discover.SuggestResponse),
    openapi_extra=documented.parameters(("q",)),
)
def suggest(request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """What a text that is being typed may become, by section; every suggestion leads to a part."""
    refuse_unknown(request, ("q",))
    asked = parse(request.query_params.multi_items(), viewer, wiring.names.get().usd_per_unit)
    found = wiring.suggester.suggest(asked)
    return _json(discover.sections(found, wiring.names.get().categories), f"private, max-age={SUGGEST_AGE_S}")


@router.get(
    "/search/why",
    summary="Why this, why not that",
    responses=documented.answers(documented_discover.WhyResponse),
    openapi_extra={"parameters": [_PART, *documented.SEARCH_PARAMETERS["parameters"]]},
)
def why(request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """At which rank a part stands for a search and what its score is made of, or everything that keeps it out."""
    parts = request.query_params.getlist("part")
    if len(parts) != 1:
        raise InvalidInput("part: give the id of one part.", errors=(FieldError("part", "give the id of one part"),))
    for fresh in wiring.kept:
        fresh.get()
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "part"]
    asked = parse(pairs, viewer, wiring.names.get().usd_per_unit)
    with Session(wiring.reading) as session:
        require_part(session, part_id(parts[0]))
    with _needing_engine(_NO_WHY):
        found = wiring.search.why(asked, part_id(parts[0]))
    return _json(discover.why(found), "no-store")


@router.get(
    "/search/facets/{facet}",
    summary="Look for a value of a facet",
    responses=documented.answers(documented.Facet),
    openapi_extra={"parameters": [_FIND, *documented.SEARCH_PARAMETERS["parameters"]]},
)
def facet_values(facet: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """Values of `category`, `manufacturer`, `modality` or `model` whose names hold the text, counted under all other selections of the same search."""
    found = request.query_params.getlist("find")
    if len(found) > 1:
        raise InvalidInput("find: give one text.", errors=(FieldError("find", "give one text"),))
    for fresh in wiring.kept:
        fresh.get()
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "find"]
    asked = parse(pairs, viewer, wiring.names.get().usd_per_unit)
    with _needing_engine(_NO_COUNTS):
        values = wiring.search.facet_values(asked, FacetSearch(facet, "".join(found)))
    return _json(search.facet_values(values), "no-store")


@router.get("/parts/{id}/similar", summary="Similar parts", tags=["parts"], responses=documented.answers(documented_discover.SimilarResponse))
def similar(id: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:  # noqa: A002 - the contract's name
    """Parts of the same category by shared equipment and close values, with what they share; price and stock are live."""
    refuse_unknown(request)
    given = part_id(id)
    with Session(wiring.reading) as session:
        require_part(session, given)
        with _needing_engine(_NO_SIMILAR):
            hits = wiring.similar.of(given, SearchRequest(viewer=viewer))
        live = live_rows(session, [hit.part_id for hit in hits], viewer)
    return _json(discover.similar(hits, live), "no-store")


@contextmanager
def _needing_engine(said: str) -> Iterator[None]:
    """What only the engine can answer, and what is said when it is away."""
    try:
        yield
    except EngineUnavailable as error:
        raise EngineUnavailable(said, internal=error.internal) from error


def _json(body: Json, cache: str) -> Response:
    return Response(encode(body), media_type="application/json", headers={"cache-control": cache})
