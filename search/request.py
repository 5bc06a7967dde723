"""What a search asks for: the values of DESIGN's search parameters, parsed and capped. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from accounts.viewer import ANONYMOUS, Viewer
from search.fit_context import FitContext
from search.rules.applied import NO_RULES, Applied
from search.schema.offered import CONDITIONS as CONDITIONS  # noqa: PLC0414 - the values of `condition`, to whoever reads requests

Sort = Literal["relevance", "price_asc", "price_desc", "newest", "best_selling", "rating", "fastest"]
SORTS: tuple[Sort, ...] = ("relevance", "price_asc", "price_desc", "newest", "best_selling", "rating", "fastest")

# Caps: the engine refuses from + size beyond 10,000 and more than 1,024 clauses; ours stay well below.
MAX_QUERY_CHARACTERS = 256
MAX_QUERY_WORDS = 24
MAX_FILTER_VALUES = 50
MAX_SIZE = 100
MAX_WINDOW = 1_000


@dataclass(frozen=True, slots=True)
class Filters:
    """Structured filters; values of one field are alternatives, fields narrow each other.

    Offer filters (condition, price, stock, lead time, warranty, ship-from, seller) hold for one and the same offer.
    """

    category: tuple[str, ...] = ()  # category ids, each with everything below it
    manufacturer: tuple[str, ...] = ()  # manufacturer ids
    model: tuple[str, ...] = ()  # equipment model ids
    modality: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    price_min: Decimal | None = None  # in `currency`
    price_max: Decimal | None = None
    in_stock: bool = False
    lead_time_max: int | None = None
    warranty_min: int | None = None
    ship_from: tuple[str, ...] = ()
    seller: tuple[str, ...] = ()
    rating_min: Decimal | None = None
    specifications: tuple[tuple[str, str], ...] = ()  # (key, value or "min..max")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, as a value."""

    q: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1
    size: int = 24
    currency: str = "USD"
    usd_per_unit: Decimal = Decimal(1)  # of `currency`: price bounds are turned into US cents with it
    off: tuple[str, ...] = ()  # chips to ignore, by slot
    viewer: Viewer = ANONYMOUS
    device: str | None = None  # external id of the device that parts are for
    fits_only: bool = False  # only parts that fit the device, or the models that are filtered by
    contexts: tuple[FitContext, ...] = ()  # what `device` or the models stand for; the service looks them up
    ticket: str | None = None  # external id of the ticket that the search was begun from
    rules: Applied = field(default=NO_RULES, hash=False)  # what the rules of the configuration do; the service asks them

    @property
    def context(self) -> FitContext | None:
        """The one piece of equipment that parts are for, if there is one."""
        return self.contexts[0] if len(self.contexts) == 1 else None
