"""Autocomplete, similar parts and "why" as the contract gives them. Pure."""

from collections.abc import Mapping, Sequence
from html import escape

from api.pages.links import Links, part_url
from api.schemas.search import hit
from api.schemas.values import Json
from catalog.names import CategoryNode
from catalog.page import LiveRow
from search.contributions import TOLERANCE
from search.response import Hit
from search.suggest import Section, Suggestion
from search.why import Why

_OF_A_PART = ("part_number", "alias", "superseded", "part")
_SHOWN_OF_SIMILAR = ("part", "best_offer", "offer_count", "evidence")


def sections(found: Sequence[Section], categories: Mapping[int, CategoryNode]) -> Json:
    """Autocomplete; `highlight` is HTML, escaped but for `<em>` around what was typed."""
    return {"sections": [{"name": section.name, "items": [_item(item, categories) for item in section.items]} for section in found]}


def _item(item: Suggestion, categories: Mapping[int, CategoryNode]) -> Json:
    return {
        "text": item.text,
        "kind": item.kind,
        "id": item.id,
        "url": suggestion_url(item, categories),
        "highlight": highlighted(item.text, item.marked),
        "detail": item.part,
    }


def suggestion_url(item: Suggestion, categories: Mapping[int, CategoryNode]) -> str:
    """Where a suggestion leads: a part's page, a category's page, or the parts of a maker or model."""
    if item.kind in _OF_A_PART:
        return part_url(item.id, item.part if item.kind == "part_number" else item.text)
    if item.kind == "query":
        return Links(()).url((("q", item.text),))
    node = categories.get(int(item.id)) if item.kind == "category" else None
    return f"/categories/{node.slug}" if node else Links(()).url(((item.kind, item.id),))


def highlighted(text: str, marked: Sequence[tuple[int, int]]) -> str:
    """The text as HTML with the marked places in `<em>`."""
    pieces, done = [], 0
    for start, end in marked:
        pieces += [escape(text[done:start]), f"<em>{escape(text[start:end])}</em>"]
        done = end
    return "".join([*pieces, escape(text[done:])])


def similar(hits: Sequence[Hit], live: Mapping[int, LiveRow]) -> Json:
    """Parts of the same kind, the likest first; one that was removed since it was indexed is left out."""
    rows = (hit(shown, live[shown.part_id]) for shown in hits if shown.part_id in live)
    return {"hits": [{name: row[name] for name in _SHOWN_OF_SIMILAR} for row in rows]}


def why(found: Why) -> Json:
    """The explanation of one part. `contributions` sum to `score` but for `tolerance`, relative to the larger of the two."""
    card = found.card
    return {
        "part": {
            "id": found.part,
            "part_number": card["part_number"],
            "manufacturer": {"id": card["manufacturer"]["id"], "name": card["manufacturer"]["name"]},
            "name": card["name"],
            "category": {"id": card["category"]["id"], "path": card["category"]["path"]},
        },
        "shown": found.shown,
        "rank": found.rank,
        "tier": found.hit.tier if found.hit else None,
        "tier_note": found.hit.tier_note if found.hit else None,
        "evidence": [{"kind": reason.kind, "text": reason.text, "share": reason.share} for reason in found.hit.evidence] if found.hit else [],
        "excluded_by": [{"kind": one.kind, "name": one.name, "source": one.source, "text": one.text} for one in found.excluded_by],
        "contributions": [{"kind": one.kind, "text": one.text, "points": one.points} for one in found.contributions],
        "score": found.score,
        "tolerance": TOLERANCE,
        "relaxations": [{"step": step, "text": text} for step, text in found.relaxations],
        "rules": list(found.hit.rules) if found.hit else [],
    }
