"""Everything that can keep a part out of a search, one cause at a time, as clauses to check a single part by. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from search.query.chips import narrowed, refused
from search.query.clauses import RULE, Clause, every, named
from search.query.filters import selection
from search.query.fit import fits_any
from search.query.rules import admitted
from search.query.visibility import visible_offers
from search.request import Filters, SearchRequest
from search.response import Chip, UnderstoodQuery
from search.rules.applied import NO_RULES

QUERY = "query"
OFFERS = "offers"
_MOST_OFFERS = 100  # the engine's own limit for inner hits
_NOTHING = Filters()


@dataclass(frozen=True, slots=True)
class Cause:
    """One filter: the parameter or slot by its name, the words that it was read from (None: the request says it), and its clauses.

    `behind` names the request's filters that take its place: it counts only once all of them are left out.
    """

    name: str
    source: str | None
    parts: tuple[Clause, ...]
    offers: tuple[Clause, ...]
    behind: tuple[str, ...] = ()


def causes(understood: UnderstoodQuery, request: SearchRequest, usd_per_unit: Mapping[str, Decimal]) -> tuple[Cause, ...]:
    """The filters of the request and of its words, each alone."""
    own = [_cause(name, None, one, request) for name, one in _single(request.filters)]
    if request.fits_only:
        own.append(Cause("fit", None, (fits_any(request.contexts),), ()))
    own += [Cause(f"{RULE}:{rule}", None, (clause,), ()) for rule, clause in admitted(request)]
    sources = {chip.slot: chip.source for chip in understood.chips if chip.certain}
    names = [cause.name for cause in own]
    read = narrowed(understood, replace(request, filters=_NOTHING), usd_per_unit)
    own += [replace(_cause(name, sources.get(name, ""), one, request), behind=_before(name, names)) for name, one in _single(read)]
    return (*own, *(_refusal(chip, understood) for chip in understood.chips if chip.certain and chip.slot.startswith("not.")))


def checks_body(part: str, query: Clause, found: tuple[Cause, ...], request: SearchRequest) -> dict[str, Any]:
    """The body that says of one part which causes it passes (names "cause:<position>"), on the part and by offer."""
    should = [named(query, QUERY)]
    offers = []
    for position, cause in enumerate(found):
        if cause.parts:
            should.append(named(every(cause.parts), cause_name(position)))
        if cause.offers:
            offers.append(named(every(cause.offers), cause_name(position)))
    nested = {
        "path": "offers",
        "query": {"bool": {"filter": [visible_offers(request.viewer)], "should": offers}},
        "inner_hits": {"name": OFFERS, "size": _MOST_OFFERS, "_source": False},
    }
    return {
        "size": 1,
        "_source": ["id", "visible", "card"],
        "query": {"bool": {"filter": [{"term": {"id": part}}], "should": [*should, {"nested": nested}]}},
    }


def _before(name: str, own: Sequence[str]) -> tuple[str, ...]:
    """The request's filters in whose place nothing is read from the words: those of the slot, of either price, of any specification."""
    group = "price_" if name.startswith("price_") else "spec." if name.startswith("spec.") else name
    return tuple(other for other in own if other.startswith(group))


def cause_name(position: int) -> str:
    """The name of a cause's clause."""
    return f"cause:{position}"


def _single(filters: Filters) -> Iterator[tuple[str, Filters]]:
    """Each filter that is set, alone; specifications by key, as each key must hold."""
    for field in fields(Filters):
        value = getattr(filters, field.name)
        if field.name == "specifications":
            for key in dict.fromkeys(key for key, _ in value):
                yield f"spec.{key}", Filters(specifications=tuple(pair for pair in value if pair[0] == key))
        elif value != getattr(_NOTHING, field.name):
            one: dict[str, Any] = {field.name: value}
            yield field.name, Filters(**one)


def _cause(name: str, source: str | None, filters: Filters, request: SearchRequest) -> Cause:
    alone = selection(UnderstoodQuery("", "browse", (), ""), replace(request, filters=filters, fits_only=False, rules=NO_RULES), {})
    return Cause(name, source, tuple(clause for _, clause in alone.parts), tuple(one.clause for one in alone.offers))


def _refusal(chip: Chip, understood: UnderstoodQuery) -> Cause:
    parts, offers = refused(replace(understood, chips=(chip,)))
    return Cause(chip.slot, chip.source, tuple(parts), tuple(one.clause for one in offers))
