"""The contract as OpenAPI shows it. These models describe and test the answers; no answer runs through them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.parameters import ONCE, REPEATED
from search.request import CONDITIONS, MAX_QUERY_CHARACTERS, MAX_SIZE, SORTS

Lifecycle = Literal["active", "nrnd", "discontinued", "superseded", "recalled"]
SetKind = Literal["one", "all", "any"]


class Shape(BaseModel):
    """An object with exactly these members."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Money(Shape):
    """An amount as a string, in an ISO 4217 currency."""

    amount: str = Field(pattern=r"^\d+\.\d\d$", examples=["4950.00"])
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Named(Shape):
    """Something with an id and a name."""

    id: str
    name: str


class Category(Shape):
    """A category; `path` holds the names from the root."""

    id: str
    path: list[str]


class Chip(Shape):
    """One reading of a piece of the query; removed with `off=<slot>`."""

    slot: str
    value: Any
    source: str
    certain: bool


class Query(Shape):
    """The query as it was read."""

    text: str
    intent: Literal["number", "text", "browse"]
    chips: list[Chip]
    residual: str


class BestOffer(Shape):
    """The viewer's cheapest offer, read live."""

    id: str
    seller: Named
    condition: Literal["new", "refurbished", "exchange", "used", "aftermarket"]
    price: Money
    stock: int
    lead_time_days: int


class HitPart(Shape):
    """The part of a hit."""

    id: str
    part_number: str
    manufacturer: Named
    name: str
    category: Category
    lifecycle: Lifecycle
    image: str | None
    rating: float | None


class Fit(Shape):
    """Whether it fits the device of the request, or (`device` is null) the model. `because` says what is asked of the device."""

    verdict: Literal["fits", "fits_some_serials", "does_not_fit", "unknown"]
    device: str | None
    because: str


class Evidence(Shape):
    """One reason why a hit is here."""

    kind: str
    text: str
    share: float


class ReplacingPart(Shape):
    """A live end of a supersession chain; `path` holds the numbers on the way."""

    id: str
    part_number: str
    path: list[str]


class ReplacedBy(Shape):
    """What stands in for a superseded part: the one, all of them together, or any of them."""

    set_kind: SetKind
    parts: list[ReplacingPart]


class Hit(Shape):
    """One part that matched."""

    part: HitPart
    tier: Literal["exact", "normalised", "alias", "superseded", "infix", "near", "text", "semantic"]
    tier_note: str | None
    fit: Fit | None
    best_offer: BestOffer | None
    offer_count: int
    evidence: list[Evidence]
    replaced_by: ReplacedBy | None
    highlight: dict[str, list[str]]
    rules: list[str] = Field(description="ids of the rules that moved it")


class Bucket(Shape):
    """One value of a facet; `count` is the exact number of distinct parts. `depth` belongs to trees."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int | None = None


class Facet(Shape):
    """One facet; `name` is the parameter that it sets."""

    name: str
    label: str
    kind: Literal["terms", "range", "tree"]
    buckets: list[Bucket]


class NumberVerdict(Shape):
    """One of several numbers in a query. `found` counts the parts that answer to it in full or in part; `parts` are those of this page."""

    input: str
    tier: Literal["exact", "normalised", "alias", "superseded", "infix", "near"] | None
    found: int
    parts: list[str]


class Relaxation(Shape):
    """What was given up so that something is found."""

    step: str
    text: str


class RuleMessage(Shape):
    """What a rule tells the reader."""

    rule: str
    text: str
    kind: Literal["info", "warning"]


class RuleRedirect(Shape):
    """A page of this site that a rule points to."""

    rule: str
    url: str
    label: str


class RuleRewrite(Shape):
    """What was searched for instead of what was typed; `off=rule` searches for the typed words."""

    rule: str
    typed: str
    searched: str


class Rules(Shape):
    """The rules of the configuration that fired, by id, and what they say."""

    fired: list[str]
    messages: list[RuleMessage]
    redirect: RuleRedirect | None
    rewritten: RuleRewrite | None


class Took(Shape):
    """Milliseconds by stage."""

    total: float
    understand: float
    engine: float
    live: float


class SearchResponse(Shape):
    """A page of results."""

    query: Query
    total: int
    total_relation: Literal["eq"]
    hits: list[Hit]
    numbers: list[NumberVerdict] = Field(description="a verdict a number, in order, when the query holds several; else empty")
    facets: list[Facet]
    did_you_mean: str | None
    relaxations: list[Relaxation]
    degraded: bool
    notes: list[str]
    rules: Rules
    index_lag_ms: int
    release: str
    query_id: str = ""
    experiment: list[str] | None = Field(None, description="the two releases that were mixed")
    took_ms: Took


class FaultyField(Shape):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(Shape):
    """An error, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FaultyField] | None = None


_WHOLE = {"type": "integer", "minimum": 0}
_TYPES: dict[str, dict[str, Any]] = {
    "q": {"type": "string", "maxLength": MAX_QUERY_CHARACTERS},
    "condition": {"type": "string", "enum": list(CONDITIONS)},
    "sort": {"type": "string", "enum": list(SORTS), "default": "relevance"},
    "size": {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": 24},
    "page": {"type": "integer", "minimum": 1, "default": 1},
    "in_stock": {"type": "boolean"},
    "fit": {"type": "string", "enum": ["fits"]},
    "lead_time_max": _WHOLE,
    "warranty_min": _WHOLE,
}
_SAID = {
    "q": "Number, name or question",
    "lead_time_max": "Days",
    "device": "External id of a registered device: what fits it comes first",
    "fit": "`fits`: only parts that surely fit the device or model",
    "warranty_min": "Months",
    "off": "Slots of chips to drop",
    "ship_from": "ISO 3166 alpha-2 country",
    "currency": "ISO 4217 currency of the price bounds",
}


def answers(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """The answers of a call: its body, or a problem."""
    problem = {"model": Problem, "content": {"application/problem+json": {}}}
    return {200: {"model": model}, **{status: {**problem, "description": said} for status, said in _PROBLEMS.items()}}


_PROBLEMS = {404: "Not found", 422: "Invalid input", 503: "A service does not answer"}


def parameters(names: tuple[str, ...]) -> dict[str, Any]:
    """Query parameters for OpenAPI."""
    return {"parameters": [_parameter(name) for name in names]}


def _parameter(name: str) -> dict[str, Any]:
    kind = _TYPES.get(name, {"type": "string"})
    schema = {"type": "array", "items": kind} if name in REPEATED else kind
    return {"name": name, "in": "query", "required": False, "schema": schema, **({"description": _SAID[name]} if name in _SAID else {})}


SEARCH_PARAMETERS = parameters((*ONCE, *REPEATED))
SEARCH_PARAMETERS["parameters"].append(
    {
        "name": "specification",
        "in": "query",
        "required": False,
        "description": "`spec.<key>` for each key: a value, or `min..max`",
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    }
)
