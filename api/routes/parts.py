"""`/api/v1/parts`: one part, its visible offers, its relations."""

import hashlib

from fastapi import APIRouter, Request, Response

from accounts.viewer import Viewer
from api.deps import ViewerDep, WiringDep, part_id
from api.errors import refuse_unknown
from api.fit import part_fit
from api.schemas import documented, documented_fit, documented_part, fit, part
from api.schemas.values import Json, encode
from api.wiring import Wiring
from catalog.page import PartPage
from catalog.queries import part_page, require_part
from core import db
from core.errors import FieldError, InvalidInput

router = APIRouter(prefix="/api/v1/parts", tags=["parts"])


@router.get("/{id}", summary="One part", responses=documented.answers(documented_part.PartResponse))
def get_part(id: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:  # noqa: A002 - the contract's name
    """Everything about a part that the viewer may see; `ETag` and `If-None-Match` save the transfer."""
    return _answer(request, part.part(_read(id, request, wiring, viewer)))


@router.get("/{id}/offers", summary="Its offers", responses=documented.answers(documented_part.OffersResponse))
def get_offers(id: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:  # noqa: A002 - the contract's name
    """The offers that the viewer may see, cheapest in US dollars first."""
    return _answer(request, part.offers(_read(id, request, wiring, viewer)))


@router.get("/{id}/relations", summary="Its relations", responses=documented.answers(documented_part.RelationsResponse))
def get_relations(id: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:  # noqa: A002 - the contract's name
    """Supersession both ways, and related parts by kind."""
    return _answer(request, part.relations(_read(id, request, wiring, viewer)))


@router.get(
    "/{id}/fit",
    summary="Whether it fits",
    responses=documented.answers(documented_fit.FitResponse),
    openapi_extra=documented_fit.PARAMETERS,
)
def get_fit(id: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:  # noqa: A002 - the contract's name
    """The verdict for a registered device, or for a model, with the statement that proves it."""
    refuse_unknown(request, ("device", "model"))
    given = part_id(id)
    asked = (request.query_params.get("device") or None, request.query_params.get("model") or None)
    if (asked[0] is None) == (asked[1] is None):
        said = "give either the external id of a device, or `model` with the id of an equipment model"
        raise InvalidInput(f"device: {said}.", errors=(FieldError("device", said),))
    with db.snapshot(wiring.database) as session:
        require_part(session, given)
        found = part_fit(session, given, asked, viewer)
    assert found is not None  # one of the two was given
    return _answer(request, fit.answer(given, *found))


def _read(given: str, request: Request, wiring: Wiring, viewer: Viewer) -> PartPage:
    refuse_unknown(request)
    with db.snapshot(wiring.database) as session:
        return part_page(session, part_id(given), viewer)


def _answer(request: Request, body: Json) -> Response:
    """The body, or 304 when the client holds these very bytes."""
    content = encode(body)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    held = {value.strip().removeprefix("W/") for value in request.headers.get("if-none-match", "").split(",")}
    return Response(None, 304, headers) if tag in held else Response(content, media_type="application/json", headers=headers)
