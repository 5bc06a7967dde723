"""What a search answers, without live prices: the shape of DESIGN section 12 as values. Pure."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from search.fit_context import FitContext
from search.rules.applied import NO_RULES, Applied
from search.schema.document import Card

Tier = Literal["exact", "normalised", "alias", "superseded", "infix", "near", "text", "semantic"]
Intent = Literal["number", "text", "browse"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One reading of a piece of the query. `source` is the exact substring; `certain` ones filter, others boost."""

    slot: str
    value: object
    source: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """An error code in the maker's words, and what to try before a part is replaced."""

    code: str
    meaning: str
    check_first: str


@dataclass(frozen=True, slots=True)
class UnderstoodQuery:
    """The query as it was read; `residual` is what remains to be searched as text. `faults` are what its error codes mean."""

    text: str
    intent: Intent
    chips: tuple[Chip, ...]
    residual: str
    faults: tuple["Fault", ...] = ()


class Evidence(NamedTuple):
    """One reason why a hit is here; `share` is its part of the score, 0 to 1."""

    kind: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One part that matched."""

    part_id: int
    card: Card
    tier: Tier
    tier_note: str | None
    evidence: tuple[Evidence, ...]
    highlight: dict[str, list[str]]
    answers: str = ""  # the number, as asked, that a tier above words found
    rules: tuple[str, ...] = ()  # ids of the rules that moved it


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """One of several numbers in a query, and how many parts answer to it exactly, in part or by another name (not merely nearly)."""

    asked: str
    found: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet; `count` is the exact number of distinct parts under all other selections."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0  # of a tree facet


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet as people see it."""

    name: str  # the search parameter that it sets
    label: str
    kind: Literal["terms", "range", "tree"]
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `took_ms` per stage: understand, engine, total."""

    query: UnderstoodQuery
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    release: str
    took_ms: dict[str, float]
    did_you_mean: str | None = None
    relaxations: tuple[tuple[str, str], ...] = ()
    degraded: bool = False
    notes: tuple[str, ...] = field(default_factory=tuple)
    numbers: tuple[AskedNumber, ...] = ()  # in order, when the query holds more than one
    contexts: tuple[FitContext, ...] = ()  # the equipment that the search was for
    rules: Applied = NO_RULES  # what the rules of the configuration did
