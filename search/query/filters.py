"""The request's filters as clauses on the part, each known by the facet that sets it, so that a facet can leave out its own. Pure."""

from dataclasses import dataclass

from core.errors import FieldError, InvalidInput
from search.query.clauses import Clause
from search.query.offers import OfferClause, has_offer, offer_clauses
from search.request import Filters, SearchRequest


@dataclass(frozen=True, slots=True)
class Selection:
    """Every filter of a request. `parts` are on the part; `offers` must hold together for one offer."""

    request: SearchRequest
    parts: tuple[tuple[str | None, Clause], ...]
    offers: tuple[OfferClause, ...]

    def without(self, facet: str | None) -> list[Clause]:
        """The clauses on the part, leaving out those that `facet` sets (None leaves out nothing)."""
        clauses = [clause for name, clause in self.parts if facet is None or name != facet]
        offers = self.offers_without(facet)
        return [*clauses, has_offer(self.request, offers)] if offers else clauses

    def offers_without(self, facet: str | None) -> list[Clause]:
        """The clauses inside the nested offers, leaving out those that `facet` sets."""
        return [clause for name, clause in self.offers if facet is None or name != facet]


def selection(request: SearchRequest) -> Selection:
    """Turn the request's filters into clauses. Raises InvalidInput for a specification range that is none."""
    filters = request.filters
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
    return Selection(request, tuple(parts), tuple(offer_clauses(request)))


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
