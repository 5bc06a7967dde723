"""The home page: ways into the catalogue, taken from an empty search over it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages import words
from api.pages.drawings import drawing
from api.pages.links import Links
from search.response import Bucket, Hit, SearchPage

MOST_MAKERS = 48


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: a category, maker or kind of equipment with how many parts it leads to."""

    text: str
    url: str
    count: str
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything that the home template shows."""

    total: str
    examples: tuple[Way, ...]
    categories: tuple[Way, ...]
    makers: tuple[Way, ...]
    modalities: tuple[Way, ...]


def home_view(page: SearchPage, slugs: Mapping[str, str], queries: Sequence[str]) -> HomeView:
    """The view of an empty search with example `queries`; `slugs` gives the slug of a category id. Without facets the lists are empty."""
    buckets = {facet.name: facet.buckets for facet in page.facets}
    roots = [bucket for bucket in buckets.get("category", ()) if bucket.depth == 0]
    makers = sorted(buckets.get("manufacturer", ())[:MOST_MAKERS], key=lambda bucket: bucket.label.casefold())
    return HomeView(
        total=words.count(page.total, "part", "parts") if page.total else "",
        examples=tuple(Way(query, Links(()).url((("q", query),)), "") for query in queries),
        categories=tuple(_category(bucket, slugs) for bucket in roots),
        makers=tuple(_way(bucket, "manufacturer") for bucket in makers),
        modalities=tuple(_way(bucket, "modality") for bucket in buckets.get("modality", ())),
    )


def example_queries(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Things to search for: a number, a number typed another way, then makers with a thing, models with a thing, things."""
    if not hits:
        return ()
    cards = [hit.card for hit in hits]
    typed = cards[-1]["part_number"].lower().replace("-", "").replace(" ", "")
    things = [(card, card["category"]["path"][-1].lower()) for card in cards[1:4]]
    queries = [cards[0]["part_number"], typed]
    queries += [f"{card['manufacturer']['name']} {thing}" for card, thing in things]
    queries += [f"{card['models'][0]} {thing}" for card, thing in things if card["models"]]
    return tuple(dict.fromkeys([*queries, *(thing for _, thing in things)]))


def _category(bucket: Bucket, slugs: Mapping[str, str]) -> Way:
    slug = slugs.get(bucket.value)
    url = f"/categories/{slug}" if slug else f"/search?category={bucket.value}"
    return Way(bucket.label, url, words.count(bucket.count, "part", "parts"), drawing((bucket.label,)))


def _way(bucket: Bucket, parameter: str) -> Way:
    return Way(bucket.label, f"/search?{parameter}={bucket.value}", f"{bucket.count:,}")
