"""Autocomplete, similar parts and "why" as OpenAPI shows them."""

from typing import Literal

from pydantic import Field

from api.schemas.documented import BestOffer, Category, Evidence, HitPart, Named, Relaxation, Shape


class Suggestion(Shape):
    """One suggestion. `highlight` is HTML, escaped but for `<em>`; `detail` says more of a part, else it is empty."""

    text: str
    kind: Literal["part_number", "alias", "superseded", "part", "category", "manufacturer", "model", "device", "query"]
    id: str
    url: str
    highlight: str
    detail: str


class SuggestSection(Shape):
    """Suggestions of one sort; sections without any are left out."""

    name: Literal["part_numbers", "parts", "categories", "manufacturers", "equipment", "devices", "queries"]
    items: list[Suggestion]


class SuggestResponse(Shape):
    """Every suggestion leads to at least one part, but for own devices: those lead to the search for one."""

    sections: list[SuggestSection]


class SimilarHit(Shape):
    """A part of the same category; that it is similar does not say that it fits."""

    part: HitPart
    best_offer: BestOffer | None
    offer_count: int
    evidence: list[Evidence]


class SimilarResponse(Shape):
    """Similar parts, the likest first."""

    hits: list[SimilarHit]


class ExplainedPart(Shape):
    """The part that was asked about."""

    id: str
    part_number: str
    manufacturer: Named
    name: str
    category: Category


class Exclusion(Shape):
    """One thing that keeps the part out: without all of them it is found.

    `source` is the piece of the query to leave out, null when the parameter `name` is to be left out. A rule (`name` is
    "rule:<id>") keeps it out whatever is left out.
    """

    kind: Literal["filter", "word", "number", "rule"]
    name: str
    source: str | None
    text: str


class Contribution(Shape):
    """What one reason adds to the score."""

    kind: str
    text: str
    points: float


class WhyResponse(Shape):
    """Why a part is among the results, or not. The points of `contributions` sum to `score` within `tolerance` (relative)."""

    part: ExplainedPart
    shown: bool
    rank: int | None = Field(description="from 1; null when it is not shown, or stands behind the first 1,000")
    tier: str | None
    tier_note: str | None
    evidence: list[Evidence]
    excluded_by: list[Exclusion]
    contributions: list[Contribution]
    score: float | None
    tolerance: float
    relaxations: list[Relaxation]
    rules: list[str] = Field(description="ids of the rules that moved it")
