"""The pages: home, results, category, part; and the static files."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from accounts.viewer import Viewer
from api.deps import ViewerDep, WiringDep, part_id
from api.events.capture import note_click, note_search
from api.fit import part_fit
from api.pages.category import CategoryView, category_view
from api.pages.facets import FINDABLE
from api.pages.links import Links, Pairs, part_url
from api.pages.part import part_view
from api.pages.preview import moves, preview_view
from api.pages.results import Money, Shown, results_view
from api.pages.similar import SimilarView, similar_views
from api.schemas.parameters import ONCE, REPEATED, SPECIFICATION
from api.wiring import RELEASE, Answer, Wiring, answer
from catalog.queries import live_rows, part_page
from core import db, log
from core.errors import EngineUnavailable, NotFound
from search.facet_values import LONGEST_TEXT, FacetSearch
from search.request import SearchRequest
from search.response import Facet, Hit

router = APIRouter(include_in_schema=False)
METHODS = ["GET", "HEAD"]
UPPER = ("modality", "ship_from", "currency")


@router.api_route("/", methods=METHODS)
def home(wiring: WiringDep) -> Response:
    """One question, and the ways in."""
    return _html(wiring, wiring.renderer.page("home.html", home=wiring.home.get()))


@router.api_route("/search", methods=METHODS)
def search(request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """Results with filters."""
    return _results(request, wiring, viewer, _pairs(request), None)


@router.api_route("/categories/{slug}", methods=METHODS)
def category(slug: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """The parts of one category. Raises NotFound."""
    names = wiring.names.get()
    node = next((row for row in names.categories.values() if row.slug == slug), None)
    if node is None:
        raise NotFound(f"There is no category called {slug[:60]}. The home page lists them.")
    pairs = (("category", str(node.id)), *(pair for pair in _pairs(request) if pair[0] != "category"))
    return _results(request, wiring, viewer, pairs, category_view(node, names.categories))


@router.api_route("/parts/{key}", methods=METHODS)
def part(key: str, request: Request, wiring: WiringDep, viewer: ViewerDep) -> Response:
    """One part, for a device or model if the address names one; another slug leads to the present one. Raises NotFound, InvalidInput."""
    given = part_id(key.partition("-")[0])
    device, model = (request.query_params.get(name, "").strip() or None for name in ("device", "model"))
    with db.snapshot(wiring.database) as session:
        page = part_page(session, given, viewer)
        fit = part_fit(session, given, (device, model), viewer)
    canonical = part_url(page.id, page.name)
    if canonical != f"/parts/{key}":
        return RedirectResponse(f"{canonical}?{request.url.query}" if request.url.query else canonical, 301)
    note_click(wiring.events, request, given)
    shown = {"part": part_view(page, fit), "similar": _similar(wiring, given, viewer), "canonical": canonical, "device": device or ""}
    return _html(wiring, wiring.renderer.page("part.html", **shown))


@router.api_route("/static/{name}", methods=METHODS)
def static(name: str, request: Request, wiring: WiringDep) -> Response:
    """A static file; for ever when its address carries its content's hash. Raises NotFound."""
    asset = wiring.assets.by_name.get(name)
    if asset is None:
        raise NotFound(f"There is no file {name[:60]}.")
    current = asset.url.endswith(f"?{request.url.query}")
    headers = {"cache-control": "public, max-age=31536000, immutable" if current else "no-cache", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.compressed, media_type=asset.media_type, headers={**headers, "content-encoding": "gzip"})
    return Response(asset.content, media_type=asset.media_type, headers=headers)


def _similar(wiring: Wiring, part: int, viewer: Viewer) -> tuple[SimilarView, ...]:
    """Similar parts; none while the engine is away or has not got the part yet: the page is whole without them."""
    try:
        hits = wiring.similar.of(part, SearchRequest(viewer=viewer))
    except (EngineUnavailable, NotFound) as error:
        log.get(__name__).info("no_similar_parts", part=part, reason=error.detail)
        return ()
    with Session(wiring.reading) as session:
        return similar_views(hits, live_rows(session, [hit.part_id for hit in hits], viewer))


def _results(request: Request, wiring: Wiring, viewer: Viewer, pairs: Pairs, category: CategoryView | None) -> Response:
    found = answer(wiring, pairs, viewer)
    note_search(wiring.notes, request, found, "page")
    money = Money(found.request.currency, wiring.names.get().usd_per_unit)
    table = request.query_params.get("view") == "table"
    values = {} if found.page.degraded else _found_values(request, wiring, found.request)
    preview = _preview(wiring, found, pairs)
    moved = moves(found.page.hits, preview[1]) if preview else {}
    place = ("" if found.previewed else str(found.query_id), found.first_place)
    shown = Shown((*pairs, ("view", "table")) if table else pairs, "table" if table else "list", money, found.fits, values, place, moved)
    view = results_view(found.request, found.page, found.live, shown, wiring.titles.get(), found.took_ms)
    beside = preview_view(found.page.release, found.page.hits, preview[1], preview[0]) if preview else None
    page = wiring.renderer.page("search.html", results=view, query=view.query, category=category, device=view.device, preview=beside)
    return _html(wiring, page, **{"server-timing": found.server_timing})


def _preview(wiring: Wiring, found: Answer, pairs: Pairs) -> tuple[str, tuple[Hit, ...]] | None:
    """When the address names a release: the same search without it, and what the live release finds then."""
    if not any(name == RELEASE for name, _ in pairs):
        return None
    kept = tuple(pair for pair in pairs if pair[0] != RELEASE)
    return Links(kept).url(kept), wiring.search.search(found.request).hits


def _found_values(request: Request, wiring: Wiring, asked: SearchRequest) -> dict[str, tuple[str, Facet]]:
    """For each facet among whose values something is looked for (`find_<facet>`): the text, and the values whose names hold it.

    None when the engine fails now: the page is whole without.
    """
    typed = ((facet, " ".join(request.query_params.get(f"find_{facet}", "").split())[:LONGEST_TEXT]) for facet in FINDABLE)
    try:
        return {facet: (text, wiring.search.facet_values(asked, FacetSearch(facet, text))) for facet, text in typed if text}
    except EngineUnavailable as error:
        log.get(__name__).info("no_facet_values", reason=error.detail)
        return {}


def _pairs(request: Request) -> Pairs:
    """The search parameters of the address, tidied. What is none of ours (a mailing's tracking, say) is left out of a page."""
    ours = (*ONCE, *REPEATED, RELEASE)
    known = ((name, value.strip()) for name, value in request.query_params.multi_items() if name in ours or name.startswith(SPECIFICATION))
    return tuple((name, value.upper() if name in UPPER else value) for name, value in known if value)


def _html(wiring: Wiring, content: str, **headers: str) -> Response:
    rules = {"speculation-rules": f'"{wiring.assets.url("speculation.json")}"', "cache-control": "private, no-cache"}
    return HTMLResponse(content, headers={**rules, **headers})
