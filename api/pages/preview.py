"""Another relevance release beside the live one: what moved among the first results of the same search. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.links import part_url
from api.pages.words import Badge
from search.response import Hit


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the live ranking and where the other release has it."""

    place: int
    part_number: str
    name: str
    url: str
    mark: Badge


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The live ranking beside the page: `release` is the one that the page shows, `moved` how many places differ."""

    release: str
    moved: int
    live: tuple[PreviewRow, ...]
    leave_url: str


def moves(shown: Sequence[Hit], live: Sequence[Hit]) -> Mapping[int, Badge]:
    """For each part of the shown release that stands elsewhere in the live one: where from."""
    places = {hit.part_id: place for place, hit in enumerate(live, 1)}
    found: dict[int, Badge] = {}
    for place, hit in enumerate(shown, 1):
        before = places.get(hit.part_id)
        if before is None:
            found[hit.part_id] = Badge("new on this page", "good")
        elif before != place:
            found[hit.part_id] = Badge(f"{'up' if place < before else 'down'} from {before}", "good" if place < before else "warn")
    return found


def preview_view(release: str, shown: Sequence[Hit], live: Sequence[Hit], leave_url: str) -> PreviewView:
    """The live ranking, each row with its place in the shown release. `leave_url` is the same search as everybody has it."""
    places = {hit.part_id: place for place, hit in enumerate(shown, 1)}
    rows = tuple(_row(place, hit, places.get(hit.part_id)) for place, hit in enumerate(live, 1))
    kept = sum(1 for place, hit in enumerate(live, 1) if places.get(hit.part_id) == place)
    return PreviewView(release[:12], max(len(live), len(shown)) - kept, rows, leave_url)


def _row(place: int, hit: Hit, now: int | None) -> PreviewRow:
    if now is None:
        mark = Badge("not on this page", "bad")
    elif now == place:
        mark = Badge("stays")
    else:
        mark = Badge(f"to {now}", "good" if now < place else "warn")
    return PreviewRow(place, hit.card["part_number"], hit.card["name"], part_url(hit.part_id, hit.card["name"]), mark)
