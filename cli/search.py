"""`partwise search`: one search on the command line, the same path as `GET /api/v1/search`."""

from typing import Annotated, Any

import typer

_MODEL_MS = 20_000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(search)


def search(
    query: Annotated[str, typer.Argument(help="A part number or words; empty browses everything.")] = "",
    category: Annotated[list[str] | None, typer.Option(help="Category id; repeat for alternatives.")] = None,
    manufacturer: Annotated[list[str] | None, typer.Option(help="Manufacturer id; repeat for alternatives.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Equipment model id; repeat for alternatives.")] = None,
    device: Annotated[str, typer.Option(help="External id of a registered device: parts that fit it come first.")] = "",
    fits: Annotated[bool, typer.Option("--fits", help="Only parts that fit the device or model.")] = False,
    condition: Annotated[list[str] | None, typer.Option(help="new, refurbished, exchange, used or aftermarket.")] = None,
    price_min: Annotated[str, typer.Option(help="Least price, in --currency.")] = "",
    price_max: Annotated[str, typer.Option(help="Highest price, in --currency.")] = "",
    currency: Annotated[str, typer.Option(help="Currency of the price bounds.")] = "",
    in_stock: Annotated[bool, typer.Option("--in-stock", help="Only what is on the shelf.")] = False,
    sort: Annotated[str, typer.Option(help="relevance, price_asc, price_desc, newest, best_selling, rating or fastest.")] = "",
    page: Annotated[int, typer.Option(help="Page, from 1.")] = 1,
    size: Annotated[int, typer.Option(help="Results a page, at most 100.")] = 24,
    as_json: Annotated[bool, typer.Option("--json", help="Print the response of the HTTP API.")] = False,
) -> None:
    """Search the catalogue at public prices."""
    once = {"q": query, "price_min": price_min, "price_max": price_max, "currency": currency, "sort": sort}
    once |= {"device": device, "fit": "fits" if fits else ""}
    once |= {"in_stock": "true" if in_stock else "", "page": str(page), "size": str(size)}
    repeated = {"category": category, "manufacturer": manufacturer, "model": model, "condition": condition}
    pairs = [*once.items(), *((name, value) for name, values in repeated.items() for value in values or ())]
    response = _answer(pairs)
    typer.echo(_json(response) if as_json else _text(response))


def _answer(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The API's response, composed as the web process composes it."""
    from accounts.viewer import ANONYMOUS
    from api.app import wire
    from api.schemas.search import render
    from api.wiring import answer
    from core import log
    from core.settings import get_settings

    settings = get_settings()
    # A process of one search waits for the language model to load.
    settings = settings.model_copy(update={"encoder": settings.encoder.model_copy(update={"query_timeout_ms": _MODEL_MS})})
    # The line that each search logs is for servers; on a terminal it would stand above the results.
    log.configure(settings.log.model_copy(update={"level": "warning"}))
    wiring = wire(settings)
    try:
        found = answer(wiring, pairs, ANONYMOUS)
        return render(found.page, found.live, found.fits, index_lag_ms=found.index_lag_ms, live_ms=found.live_ms)
    finally:
        wiring.engine.close()
        wiring.database.dispose()


def _json(response: dict[str, Any]) -> str:
    import orjson

    return orjson.dumps(response, option=orjson.OPT_INDENT_2).decode()


def _text(response: dict[str, Any]) -> str:
    """One line a hit: tier, number, maker, name, best price, and whether it fits."""
    lines = [*response["notes"], f"{response['total']} parts in {response['took_ms']['total']:.0f} ms"]
    for hit in response["hits"]:
        part, offer = hit["part"], hit["best_offer"]
        price = f"{offer['price']['amount']} {offer['price']['currency']}" if offer else "no offer"
        fit = f"  {hit['fit']['verdict'].replace('_', ' ')}: {hit['fit']['because']}" if hit["fit"] else ""
        lines.append(f"{hit['tier']:<11}{part['part_number']:<20} {part['manufacturer']['name']:<24.24} {part['name']:<50.50} {price}{fit}")
    return "\n".join(lines)
