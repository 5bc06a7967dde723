"""`POST /api/v1/search/numbers`: the list that is asked, and the verdicts that are answered."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from api.schemas import documented
from api.schemas.search import hit
from api.schemas.values import Json
from catalog.page import LiveRow
from search.number_list import MAX_CHARACTERS, MAX_NUMBERS, NumberVerdict


class NumberList(BaseModel):
    """Part numbers as they stand in a list; doubles and empty lines are answered as well."""

    model_config = ConfigDict(extra="forbid", strict=True)

    numbers: list[Annotated[str, Field(max_length=MAX_CHARACTERS)]] = Field(max_length=MAX_NUMBERS, examples=[["4535-671-23456", "M8105A"]])


class FoundPart(documented.HitPart):
    """A part that answers to a number, with what the viewer can buy of it."""

    tier_note: str | None
    best_offer: documented.BestOffer | None
    offer_count: int
    replaced_by: documented.ReplacedBy | None


class Verdict(documented.Shape):
    """What answers to one number: the parts of the best tier, five at most; no tier when nothing does."""

    input: str
    tier: Literal["exact", "normalised", "alias", "superseded", "infix", "near"] | None
    parts: list[FoundPart]


class Verdicts(RootModel[list[Verdict]]):
    """One verdict a number, in the order asked."""


def render(verdicts: Sequence[NumberVerdict], live: Mapping[int, LiveRow]) -> list[Json]:
    """The verdicts. A part without a live row was removed since it was indexed and is left out."""
    return [_verdict(verdict, live) for verdict in verdicts]


def _verdict(verdict: NumberVerdict, live: Mapping[int, LiveRow]) -> Json:
    parts = []
    for shown in verdict.hits:
        if shown.part_id in live:
            found = hit(shown, live[shown.part_id])
            parts.append({**found["part"], **{name: found[name] for name in ("tier_note", "best_offer", "offer_count", "replaced_by")}})
    return {"input": verdict.asked, "tier": verdict.tier if parts else None, "parts": parts}
