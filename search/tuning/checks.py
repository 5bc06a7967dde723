"""What no single value can tell: numbers that must stay above or below others, names that must be known elsewhere. Pure."""

from collections.abc import Callable, Mapping, Sequence

from search.request import MAX_QUERY_WORDS
from search.tuning import types
from search.tuning.faults import Fault
from search.tuning.yaml_file import YamlFile

Files = Mapping[str, YamlFile]
Check = Callable[[types.QueryConfig, Files], list[Fault]]


def highest_text_score(config: types.QueryConfig) -> float:
    """A bound on what words and meaning can add to a hit: every word of the longest query at BM25's highest, all boosts on.

    The words count twice (as text, and beside a number), the text with its largest factor.
    """
    return (highest_words_score(config) + MAX_QUERY_WORDS * config.fusion.meaning.weight) * (config.boosts.most.factor + 1)


def highest_words_score(config: types.QueryConfig) -> float:
    """A bound on the bare score of words: every word of the longest query at BM25's highest."""
    weights = sorted((field.weight for field in config.text.fields.values()), reverse=True)
    word = weights[0] + config.text.other_fields.share * sum(weights[1:]) + config.text.phrase.weight
    return MAX_QUERY_WORDS * word * config.tiers.step.highest_word_score


def _tiers(config: types.QueryConfig, files: Files) -> list[Fault]:
    file, heights = files["tiers"], [tier.height for tier in config.tiers.tiers.values()]
    faults = []
    if missing := set(types.TierName.__args__) - set(config.tiers.tiers):  # type: ignore[attr-defined]
        faults.append(file.fault("missing-key", ("tiers",), f"missing: {', '.join(sorted(missing))}."))
    if len(set(heights)) < len(heights):
        faults.append(file.fault("same-height", ("tiers",), "two tiers have the same height; give each its own, or their hits would mix."))
    return faults


def _step(config: types.QueryConfig, files: Files) -> list[Fault]:
    if (bound := highest_text_score(config)) < config.tiers.step.points:
        return []
    message = f"words could score {bound:.0f}; write a number above that, or lower the field weights."
    return [files["tiers"].fault("tier-step", ("step", "points"), message)]


def _fit(config: types.QueryConfig, files: Files) -> list[Fault]:
    """What does not fit ends its tier, and no tier reaches into the next."""
    file, faults = files["fit"], []
    kept, levels = config.fit.within_tier.points, config.fit.levels
    if kept <= (beside := highest_words_score(config) + config.boosts.most.factor):
        faults.append(file.fault("tier-step", ("within_tier", "points"), f"words beside a number could score {beside:.0f}; write a number above that."))
    highest = max(level.points for level in (levels.fits, levels.may_fit, levels.same_modality, levels.unknown, levels.does_not_fit))
    if (reach := highest_text_score(config) + kept + highest) >= config.tiers.step.points:
        message = f"with words this reaches {reach:.0f}; the step of tiers.yml must stay above it."
        faults.append(file.fault("tier-step", ("within_tier", "points"), message))
    if levels.does_not_fit.points:
        faults.append(file.fault("tier-step", ("levels", "does_not_fit", "points"), "must be 0: what does not fit ends its tier."))
    return faults


def _fields(config: types.QueryConfig, files: Files) -> list[Fault]:
    named = (config.text.phrase.field, *config.text.typos.fields)
    missing = [field for field in named if field.split(".")[0] not in config.text.fields]
    return [files["text"].fault("unknown-field", ("fields",), f"{field} is used below but has no weight here.") for field in missing]


def _bounds(config: types.QueryConfig, files: Files) -> list[Fault]:
    file, faults = files["facets"], []
    if config.facets.price_bounds.of("USD") is None:
        faults.append(file.fault("missing-key", ("price_bounds",), "USD is missing: it serves every currency without bounds of its own."))
    for currency, bounds in config.facets.price_bounds.__pydantic_extra__.items():
        if list(bounds) != sorted(set(bounds)) or not bounds or bounds[0] <= 0:
            message = "bounds must be positive and ascend."
            faults.append(file.fault("not-ascending", ("price_bounds", currency), message, f"{currency}: [50, 200, 500]"))
    return faults


# What each needs, by the names of QueryConfig, so that it also runs while another file is broken.
CHECKS: Sequence[tuple[tuple[str, ...], Check]] = (
    (("tiers",), _tiers),
    (("tiers", "text", "fusion", "boosts"), _step),
    (("tiers", "text", "fusion", "boosts", "fit"), _fit),
    (("text",), _fields),
    (("facets",), _bounds),
)
