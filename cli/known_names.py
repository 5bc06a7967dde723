"""What the catalogue tells about names and parts, as the linters of the configuration take it. Part of the composition."""

from catalog.references import References
from relevance.lint.known import Known, KnownPart
from search.understand.text import phrase_key


def known_of(found: References) -> Known:
    """The catalogue's rows in the form that linters take."""
    makers: dict[str, set[str]] = {}
    for slug, name in found.maker_names:
        makers.setdefault(phrase_key(name), set()).add(slug)
    numbers: dict[str, list[KnownPart]] = {}
    for part in found.parts:
        known = KnownPart(part.maker, part.number, part.lifecycle, part.sold, part.categories, part.models, part.modalities)
        numbers.setdefault(part.asked, []).append(known)
    return Known(
        makers={key: frozenset(slugs) for key, slugs in makers.items()},
        maker_parts=found.makers,
        category_parts=found.categories,
        category_specifications=found.specifications,
        model_modalities={slug: modality for slug, (modality, _) in found.models.items()},
        model_parts={slug: parts for slug, (_, parts) in found.models.items()},
        modalities=found.modalities,
        numbers={number: tuple(parts) for number, parts in numbers.items()},
    )
