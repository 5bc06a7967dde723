"""What the offers of a part come to for each circle of viewers, on the part itself: the contract for counting and filtering without nested offers. Pure.

A number stands for one offer: its price in US cents, or its condition and price in one (`at`). A range of such numbers holds when one and
the same offer has that condition and a price within the bounds; the fields `stocked…` hold only offers that can be delivered from stock.
Private offers are in no circle: `offered_privately` names the organisations that have one, for whose members the nested offers decide.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from search.schema.document import OfferDocument, OfferedDocument

# Each circle with the audiences that it sees: a wider one sees all that a narrower one does.
CIRCLES: Final[Mapping[str, tuple[str, ...]]] = {
    "public": ("public",),
    "registered": ("public", "registered"),
    "trade": ("public", "registered", "trade"),
}
# Places in a number; a new condition goes to the end, so that numbers in the index stay true.
CONDITIONS: Final = ("new", "refurbished", "exchange", "used", "aftermarket")
# Above every price, and low enough that a double still holds each number of the last condition exactly: the engine compares ranges as doubles.
STEP: Final = 2**49
_ORGANISATION = "org:"


def at(condition: str, cents: int) -> int:
    """An offer as one number. A price beyond STEP counts as the highest below it. Raises ValueError for an unknown condition."""
    return CONDITIONS.index(condition) * STEP + within(cents)


def within(cents: int) -> int:
    """The price, at most the highest that has a place."""
    return min(cents, STEP - 1)


def offered(offers: Sequence[OfferDocument]) -> dict[str, OfferedDocument]:
    """The fields `offered` of a part's document, by circle; a circle that sees nothing is absent."""
    found: dict[str, OfferedDocument] = {}
    before: list[OfferDocument] = []
    narrower: OfferedDocument = {}
    for circle, audiences in CIRCLES.items():
        seen = [offer for offer in offers if offer["audience"][0] in audiences]
        if seen:
            found[circle] = narrower = narrower if seen == before else _seen(seen)
        before = seen
    return found


def offered_privately(offers: Sequence[OfferDocument]) -> list[str]:
    """The ids of organisations to which something is offered that no circle sees."""
    return sorted({token.removeprefix(_ORGANISATION) for offer in offers for token in offer["audience"] if token.startswith(_ORGANISATION)})


def _seen(offers: Sequence[OfferDocument]) -> OfferedDocument:
    stocked = [offer for offer in offers if offer["stock"] > 0]
    document: OfferedDocument = {
        "prices": sorted({within(offer["price_cents"]) for offer in offers}),
        "conditions": sorted({at(offer["condition"], offer["price_cents"]) for offer in offers}),
        "fastest": min(offer["lead_time_days"] for offer in offers),
    }
    if stocked:
        document["stocked_prices"] = sorted({within(offer["price_cents"]) for offer in stocked})
        document["stocked_conditions"] = sorted({at(offer["condition"], offer["price_cents"]) for offer in stocked})
    return document
