"""The request's filters as clauses on the part, each known by the facet that sets it, so that a facet can leave out its own. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.errors import FieldError, InvalidInput
from search.query.chips import narrowed, refused
from search.query.circles import Wish
from search.query.clauses import Clause
from search.query.fit import fits_any
from search.query.offers import OfferClause, has_offer, offer_clauses, together
from search.query.rules import admitted
from search.request import Filters, SearchRequest
from search.response import UnderstoodQuery


@dataclass(frozen=True, slots=True)
class Selection:
    """Every filter of a search. `parts` are on the part; `offers` must hold together for one offer."""

    request: SearchRequest
    parts: tuple[tuple[str | None, Clause], ...]
    offers: tuple[OfferClause, ...]

    def without(self, facet: str | None) -> list[Clause]:
        """The clauses on the part, leaving out those that `facet` sets (None leaves out nothing)."""
        clauses = [clause for name, clause in self.parts if facet is None or name != facet]
        offers = self._offers_without(facet)
        return [*clauses, has_offer(self.request, offers)] if offers else clauses

    def offers_without(self, facet: str | None) -> list[Clause]:
        """The clauses inside the nested offers, leaving out those that `facet` sets."""
        return [one.clause for one in self._offers_without(facet)]

    def wish_without(self, facet: str | None) -> Wish | None:
        """The same as a wish; None when it takes the nested offers to tell."""
        return together(self._offers_without(facet))

    def _offers_without(self, facet: str | None) -> list[OfferClause]:
        return [one for one in self.offers if facet is None or one.facet != facet]


def selection(understood: UnderstoodQuery, request: SearchRequest, usd_per_unit: Mapping[str, Decimal]) -> Selection:
    """Turn the request's filters and what its words narrow into clauses. No facet sets, or leaves out, what words say.

    Raises InvalidInput for a specification range that is none.
    """
    read = narrowed(understood, request, usd_per_unit)
    parts = [*_part_clauses(request.filters), *((None, clause) for _, clause in _part_clauses(read))]
    offers = [*offer_clauses(request.filters, request.usd_per_unit), *offer_clauses(read, request.usd_per_unit, by_facet=False)]
    if request.fits_only:
        parts.append(("fit", fits_any(request.contexts)))
    parts += [(None, clause) for _, clause in admitted(request)]
    no_parts, no_offers = refused(understood)
    parts += [(None, clause) for clause in no_parts]
    return Selection(request, tuple(parts), (*offers, *no_offers))


def _part_clauses(filters: Filters) -> list[tuple[str | None, Clause]]:
    parts: list[tuple[str | None, Clause]] = [
        (name, {"terms": {field: list(values)}})
        for name, field, values in (
            ("category", "category_ids", filters.category),
            ("manufacturer", "manufacturer_id", filters.manufacturer),
            ("modality", "modalities", filters.modality),
            ("model", "model_ids", filters.model),
        )
        if values
    ]
    if filters.rating_min is not None:
        parts.append((None, {"range": {"rating": {"gte": float(filters.rating_min)}}}))
    parts.extend((None, clause) for clause in _specifications(filters))
    return parts


def _specifications(filters: Filters) -> list[Clause]:
    """One clause a key; several values of a key are alternatives."""
    by_key: dict[str, list[Clause]] = {}
    for key, value in filters.specifications:
        by_key.setdefault(key, []).append(_specification(key, value))
    return [
        {
            "nested": {
                "path": "specifications",
                "query": {"bool": {"filter": [{"term": {"specifications.key": key}}], "should": values, "minimum_should_match": 1}},
            }
        }
        for key, values in by_key.items()
    ]


def _specification(key: str, value: str) -> Clause:
    if ".." in value:
        low, high = value.split("..", 1)
        bounds = {"gte": _number(key, low), "lte": _number(key, high)}
        return {"range": {"specifications.number": {name: bound for name, bound in bounds.items() if bound is not None}}}
    try:
        number = float(value)
    except ValueError:
        return {"term": {"specifications.value": value}}
    return {"bool": {"should": [{"term": {"specifications.number": number}}, {"term": {"specifications.value": value}}]}}


def _number(key: str, text: str) -> float | None:
    """A bound; None for an open end. Raises InvalidInput for anything but a finite number."""
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        message = f"{text!r} is no number: write min..max, either may be left out."
        raise InvalidInput(f"spec.{key}: {message}", errors=(FieldError(f"spec.{key}", message),))
    return number
