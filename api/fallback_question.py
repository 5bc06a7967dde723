"""From a search to the catalogue's question: what the index would be asked, as far as the tables can answer it. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from api.wish import wish
from catalog.fallback.question import FitOrder, FitWish, Numbers, PartWish, Question, Weights, Words
from search.fit_context import FitContext
from search.labels import Labels
from search.query.chips import applied, order, words
from search.query.lookups import lookups_of
from search.query.units import Unit, units_of
from search.request import Filters, SearchRequest
from search.response import UnderstoodQuery
from search.tuning.types import QueryConfig

_GTIN_LENGTHS = (8, 12, 13, 14)
_PROPERTIES = ("manufacturer", "category", "model", "modality")  # slots of chips that say what the part is
_LEVELS = ("fits", "may_fit", "same_modality", "unknown", "does_not_fit")
_MOST_DIGITS = 18  # of an id
_FIELDS = {"name": "name", "category": "category_text", "manufacturer": "manufacturer_text", "description": "description"}


def question_of(request: SearchRequest, understood: UnderstoodQuery, config: QueryConfig, labels: Labels) -> Question:
    """The question with the same numbers, words, filters, order and weights."""
    numbers = numbers_of(understood, config)
    asked = units_of(words(understood), config, forgiving=False)
    return Question(
        weights=weights(config),
        viewer=request.viewer,
        numbers=numbers,
        words=Words(tuple((unit.text, *unit.synonyms) for unit in asked), config.text.minimum.of(len(asked))),
        everything=_is_everything(understood, numbers, asked),
        parts=replace(_parts(applied(understood, request, labels.usd_per_unit)), fits=_fits(request)),
        refused=_refused(understood),
        likely=_likely(understood),
        offers=wish(request, understood, labels.usd_per_unit),
        order=order(understood, request),
        fit=_fit_order(request, config),
        offset=(request.page - 1) * request.size,
        limit=request.size,
        usd_per_unit=rates_of(labels),
    )


def rates_of(labels: Labels) -> dict[str, Decimal]:
    """US dollars for one unit of each currency; the dollar itself is always there."""
    return {**labels.usd_per_unit, "USD": Decimal(1)}


def numbers_of(understood: UnderstoodQuery, config: QueryConfig) -> Numbers:
    """Every number that the query may mean, together: the page does not tell several apart."""
    lookups = lookups_of(understood, config.tiers)
    folded = _unique(number for lookup in lookups for number in lookup.folded)
    return Numbers(
        typed=_unique(number for lookup in lookups for number in lookup.typed),
        folded=folded,
        gtins=gtins_of(folded),
        beginnings=_unique(lookup.fragment for lookup in lookups if lookup.fragment),
    )


def gtins_of(folded: Iterable[str]) -> tuple[str, ...]:
    """Those that may be a GTIN, in its 14 digits."""
    return tuple(number.zfill(14) for number in folded if number.isdigit() and len(number) in _GTIN_LENGTHS)


def weights(config: QueryConfig) -> Weights:
    """The relevance configuration as far as the tables can follow it."""
    boosts, step = config.boosts, config.tiers.step.points
    return Weights(
        tiers={name: float(tier.height * step) for name, tier in config.tiers.tiers.items()},
        fields={name: config.text.fields[field].weight for name, field in _FIELDS.items()},
        lifecycle={name: weight.weight for name, weight in boosts.lifecycle.items()},
        popularity=boosts.popularity.weight,
        available=boosts.available.weight,
        likely=boosts.likely.weight,
        most=boosts.most.factor,
    )


def _is_everything(understood: UnderstoodQuery, numbers: Numbers, asked: tuple[Unit, ...]) -> bool:
    """Whether all parts match that the filters leave: nothing was asked, or every word has become a filter."""
    if understood.intent == "browse" and understood.chips:
        return True
    return not asked and not numbers.folded and (not understood.text.strip() or bool(understood.chips))


def _parts(filters: Filters) -> PartWish:
    return PartWish(
        categories=_ids(filters.category),
        manufacturers=_ids(filters.manufacturer),
        models=_ids(filters.model),
        modalities=filters.modality or None,
        rating_min=filters.rating_min,
        specifications=filters.specifications,
    )


def _fits(request: SearchRequest) -> tuple[FitWish, ...] | None:
    """The equipment that the parts must fit, when only those are asked for."""
    return tuple(map(_equipment, request.contexts)) if request.fits_only else None


def _fit_order(request: SearchRequest, config: QueryConfig) -> FitOrder | None:
    """What the equipment of the search does to the order; nothing when it is for none, or for several models."""
    if request.context is None:
        return None
    levels = {name: getattr(config.fit.levels, name) for name in _LEVELS}
    kept = {name: 0.0 if name == "does_not_fit" else config.fit.within_tier.points for name in _LEVELS}
    points = {name: kept[name] + level.points for name, level in levels.items()}
    return FitOrder(_equipment(request.context), {name: level.factor for name, level in levels.items()}, points)


def _equipment(context: FitContext) -> FitWish:
    model = int(context.model_id) if context.model_id.isdecimal() else None
    return FitWish(model, context.modality, context.serial_order, context.software_place, context.options)


def _refused(understood: UnderstoodQuery) -> tuple[PartWish, ...]:
    """What "not …" chips leave out. Beside a number, what names the part only orders: it refuses nothing."""
    if understood.intent == "number":
        return ()
    slots = ((chip, chip.slot.removeprefix("not.")) for chip in understood.chips if chip.certain and chip.slot.startswith("not."))
    return tuple(_wish(slot, str(chip.value)) for chip, slot in slots if slot in _PROPERTIES)


def _likely(understood: UnderstoodQuery) -> tuple[PartWish, ...]:
    """What chips that only boost say about the part: uncertain ones, and beside a number all."""
    chips = (chip for chip in understood.chips if chip.slot in _PROPERTIES and (not chip.certain or understood.intent == "number"))
    return tuple(_wish(chip.slot, str(chip.value)) for chip in chips)


def _wish(slot: str, value: str) -> PartWish:
    if slot == "modality":
        return PartWish(modalities=(value,))
    ids = _ids((value,))
    return PartWish(
        categories=ids if slot == "category" else None,
        manufacturers=ids if slot == "manufacturer" else None,
        models=ids if slot == "model" else None,
    )


def _ids(values: tuple[str, ...]) -> tuple[int, ...] | None:
    """Ids as numbers, None when none are asked for; what cannot be an id is one that nothing has."""
    return tuple(int(value) for value in values if value.isdecimal() and len(value) <= _MOST_DIGITS) if values else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
