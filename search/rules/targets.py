"""Which parts a rule means, as clauses on the index: slugs and names become the ids of this catalogue. Pure."""

from collections.abc import Sequence

from core.values.part_number import fold
from search.labels import Labels
from search.query.clauses import Clause, any_of, every
from search.rules.types import PartName, Target


def part_clause(part: PartName, labels: Labels) -> Clause | None:
    """The one part; None when no maker is called so."""
    makers = labels.makers_called(part.maker)
    return every([{"terms": {"manufacturer_id": list(makers)}}, {"term": {"number_folded": fold(part.number)}}]) if makers else None


def target_clause(target: Target, labels: Labels) -> Clause | None:
    """The parts of a target; None when a line of it names nothing that this catalogue has: then nothing is meant."""
    lines: list[tuple[Sequence[object], Clause | None]] = [
        (target.parts, _any_part(target.parts, labels)),
        (target.category, _terms("category_ids", [found for slug in target.category if (found := labels.category_slugs.get(slug))])),
        (target.manufacturer, _terms("manufacturer_id", [maker for name in target.manufacturer for maker in labels.makers_called(name)])),
        (target.model, _terms("model_ids", [found for slug in target.model if (found := labels.model_slugs.get(slug))])),
        (target.modality, _terms("modalities", list(target.modality))),
        (target.lifecycle, _terms("lifecycle", list(target.lifecycle))),
    ]
    given = [clause for values, clause in lines if values]
    known = [clause for clause in given if clause is not None]
    return every(known) if len(known) == len(given) else None


def _any_part(parts: Sequence[PartName], labels: Labels) -> Clause | None:
    known = [clause for part in parts if (clause := part_clause(part, labels)) is not None]
    return any_of(known) if known else None


def _terms(field: str, values: list[str]) -> Clause | None:
    return {"terms": {field: values}} if values else None
