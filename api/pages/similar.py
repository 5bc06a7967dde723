"""Similar parts on the page of a part: what they are, what they share, what they cost. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages import words
from api.pages.links import part_url
from catalog.page import LiveRow
from search.response import Hit


@dataclass(frozen=True, slots=True)
class SimilarView:
    """One similar part; `shares` says why it is here, `price` is empty when nobody offers it to the viewer."""

    number: str
    url: str
    about: str
    shares: str
    price: str


def similar_views(hits: Sequence[Hit], live: Mapping[int, LiveRow]) -> tuple[SimilarView, ...]:
    """The parts that are still there, in their order."""
    return tuple(_view(hit, live[hit.part_id]) for hit in hits if hit.part_id in live)


def _view(hit: Hit, row: LiveRow) -> SimilarView:
    card, offer = hit.card, row.best_offer
    return SimilarView(
        number=card["part_number"],
        url=part_url(hit.part_id, card["name"]),
        about=f"{card['manufacturer']['name']}, {card['name']}",
        shares="; ".join(reason.text for reason in hit.evidence if reason.kind != "category"),
        price=words.money(offer.price, offer.currency) if offer else "",
    )
