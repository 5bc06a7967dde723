"""The catalogue's answer as a `SearchPage`: tiers and evidence told as the index tells them, facets empty and said so. Pure."""

from collections.abc import Mapping
from typing import cast

from catalog.bundle import PartBundle, Replacement
from catalog.fallback.question import Found, FoundPart
from search.query.lookups import Lookup, lookups_of
from search.query.tiers import clause_name
from search.response import Hit, SearchPage, UnderstoodQuery
from search.schema.document import Card, ReplacementCard
from search.tier_page import place
from search.tuning.types import QueryConfig, TierName

DEGRADED = (
    "The search engine is away for the moment, and the catalogue itself answers: whole part numbers, other numbers of a part, replaced numbers and what fits "
    "work as always, words are matched plainly. Counts beside the filters, fragments from inside a number, typing errors, meaning, similar parts and "
    "explanations are off until it is back."
)
_MODELS_ON_CARD = 6
Chains = Mapping[str, list[ReplacementCard]]


def degraded_page(found: Found, bundles: Mapping[int, PartBundle], understood: UnderstoodQuery, config: QueryConfig, took_ms: float) -> SearchPage:
    """The page, in the order of `found`."""
    lookups = lookups_of(understood, config.tiers)
    cards, chains = cards_of(bundles)
    return SearchPage(
        query=understood,
        total=found.total,
        hits=tuple(hit_of(part, bundles[part.id], cards[part.id], lookups, chains) for part in found.parts if part.id in bundles),
        facets=(),
        release=config.release,
        took_ms={"fallback": took_ms},
        degraded=True,
        notes=(DEGRADED,),
    )


def cards_of(bundles: Mapping[int, PartBundle]) -> tuple[dict[int, Card], Chains]:
    """The card of each part, and what replaces each folded number among them."""
    cards = {part: card_of(bundle) for part, bundle in bundles.items()}
    chains: dict[str, list[ReplacementCard]] = {}
    for part in sorted(bundles, key=str):  # as the index sorts them; several makers may use one number
        chains.setdefault(bundles[part].number_folded, []).extend(cards[part]["replaced_by"])
    return cards, chains


def hit_of(part: FoundPart, bundle: PartBundle, card: Card, lookups: tuple[Lookup, ...], chains: Chains) -> Hit:
    """Told in the words of the index: its hit would carry the name of the tier's clause."""
    matched = set() if part.tier is None else {clause_name(cast("TierName", part.tier), _answered(bundle, lookups))}
    placed = place({"_source": {"id": str(part.id), "card": card}}, matched, lookups, chains)
    return Hit(part.id, card, placed.tier, placed.note, placed.evidence, {}, placed.answers)


def _answered(bundle: PartBundle, lookups: tuple[Lookup, ...]) -> int:
    """The position of the number that the part answers to; a GTIN can only be the first."""
    own = {bundle.number_folded, *(alias.folded for alias in bundle.aliases), *(earlier.folded for earlier in bundle.supersedes)}
    exact = (position for position, lookup in enumerate(lookups) if own & set(lookup.folded))
    begun = (position for position, lookup in enumerate(lookups) if lookup.fragment and bundle.number_folded.startswith(lookup.fragment))
    return next(exact, next(begun, 0))


def card_of(bundle: PartBundle) -> Card:
    """The card that the index would hold of this part."""
    models = dict.fromkeys(fit.model.name for fit in bundle.compatibilities if fit.model is not None)
    return {
        "part_number": bundle.part_number,
        "name": bundle.name,
        "description": bundle.description,
        "manufacturer": {"id": str(bundle.manufacturer.id), "name": bundle.manufacturer.name},
        "category": {"id": str(bundle.category.path[-1].id), "path": [step.name for step in bundle.category.path]},
        "lifecycle": bundle.lifecycle,
        "image": bundle.images[0] if bundle.images else None,
        "rating": None if bundle.rating is None else float(bundle.rating),
        "rating_count": bundle.rating_count,
        "models": list(models)[:_MODELS_ON_CARD],
        "replaced_by": [_replacement(end) for end in bundle.replaced_by],
    }


def _replacement(end: Replacement) -> ReplacementCard:
    return cast("ReplacementCard", {"id": str(end.id), "part_number": end.part_number, "set_kind": end.set_kind, "path": list(end.path)})
