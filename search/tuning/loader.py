"""Reads `relevance/config`. A broken file raises InvalidInput with file and line; nothing is defaulted in silence."""

import hashlib
import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from search.request import MAX_QUERY_WORDS
from search.tuning import types
from search.tuning.reasoned import Tuned
from search.tuning.vocabulary import WordsConfig
from search.tuning.yaml_file import YamlFile, read

# The packages lie side by side, installed or not; a path keeps search free of an import of relevance.
CONFIG = Path(__file__).resolve().parents[2] / "relevance" / "config"

QUERY_FILES = ("text", "tiers", "boosts", "facets", "fusion", "fit", "suggest", "similar", "synonyms", "understanding", "vocabulary", "vocabulary_countries")

Model = TypeVar("Model", bound=Tuned)


def load_index_config(folder: Path = CONFIG / "index") -> types.IndexConfig:
    """Read the analysis and the mapping of the index. Raises InvalidInput or SetupError."""
    analysis = read(folder / "analysis.yml")
    mapping = read(folder / "mapping.yml")
    for section in analysis.data:
        if section not in ("char_filter", "tokenizer", "filter", "analyzer"):
            raise analysis.error((section,), "unknown section; write char_filter, tokenizer, filter or analyzer.")
    if mapping.data.get("dynamic") != "strict":
        raise mapping.error(("dynamic",), "must be strict: a document with an unknown field is refused, not guessed.")
    for name, definition in mapping.data.get("properties", {}).items():
        for role in ("analyzer", "search_analyzer"):
            if role in definition and definition[role] not in analysis.data.get("analyzer", {}):
                raise mapping.error(("properties", name, role), f"no analyzer {definition[role]!r} in {analysis.path.name}.")
    settings = {**mapping.data.get("settings", {}), "analysis": analysis.data}
    mappings = {"dynamic": "strict", "properties": mapping.data["properties"]}
    return types.IndexConfig(settings, mappings, content_hash([settings, mappings]))


def load_query_config(folder: Path = CONFIG / "query") -> types.QueryConfig:
    """Read everything that shapes a query. Raises InvalidInput or SetupError."""
    files = {name: read(folder / f"{name}.yml") for name in QUERY_FILES}
    config = types.QueryConfig(
        text=_checked(files["text"], types.TextConfig),
        tiers=_checked(files["tiers"], types.TierConfig),
        boosts=_checked(files["boosts"], types.BoostConfig),
        facets=_checked(files["facets"], types.FacetConfig),
        fusion=_checked(files["fusion"], types.FusionConfig),
        fit=_checked(files["fit"], types.FitConfig),
        suggest=_checked(files["suggest"], types.SuggestConfig),
        similar=_checked(files["similar"], types.SimilarConfig),
        synonyms=_checked(files["synonyms"], types.SynonymConfig),
        understanding=_checked(files["understanding"], types.UnderstandingConfig),
        words=_words(files["vocabulary"], files["vocabulary_countries"]),
        release=content_hash({name: file.data for name, file in files.items()}),
    )
    _check_tiers(config, files["tiers"])
    _check_fit(config, files["fit"])
    _check_fields(config, files["text"])
    _check_bounds(config, files["facets"])
    return config


def _words(vocabulary: YamlFile, countries: YamlFile) -> WordsConfig:
    """Both files of the vocabulary as one."""
    try:
        return WordsConfig.model_validate({**vocabulary.data, **countries.data})
    except ValidationError as error:
        first = error.errors()[0]
        file = countries if first["loc"][:1] == ("countries",) else vocabulary
        raise file.error(first["loc"], f"{first['msg']}.") from error


def content_hash(value: object) -> str:
    """Hex SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def highest_text_score(config: types.QueryConfig) -> float:
    """A bound on what words and meaning can add to a hit: every word of the longest query at BM25's highest, all boosts on.

    The words count twice (as text, and beside a number), the text with its largest factor.
    """
    return (highest_words_score(config) + config.fusion.meaning.weight) * (config.boosts.most.factor + 1)


def highest_words_score(config: types.QueryConfig) -> float:
    """A bound on the bare score of words: every word of the longest query at BM25's highest."""
    weights = sorted((field.weight for field in config.text.fields.values()), reverse=True)
    word = weights[0] + config.text.other_fields.share * sum(weights[1:]) + config.text.phrase.weight
    return MAX_QUERY_WORDS * word * config.tiers.step.highest_word_score


def _checked(file: YamlFile, model: type[Model]) -> Model:
    try:
        return model.model_validate(file.data)
    except ValidationError as error:
        first = error.errors()[0]
        raise file.error(first["loc"], f"{first['msg']}.") from error


def _check_tiers(config: types.QueryConfig, file: YamlFile) -> None:
    heights = [tier.height for tier in config.tiers.tiers.values()]
    if missing := set(types.TierName.__args__) - set(config.tiers.tiers):  # type: ignore[attr-defined]
        raise file.error(("tiers",), f"missing: {', '.join(sorted(missing))}.")
    if len(set(heights)) < len(heights):
        raise file.error(("tiers",), "two tiers have the same height; give each its own, or their hits would mix.")
    if (bound := highest_text_score(config)) >= config.tiers.step.points:
        raise file.error(("step", "points"), f"words could score {bound:.0f}; write a number above that, or lower the field weights.")


def _check_fit(config: types.QueryConfig, file: YamlFile) -> None:
    """What does not fit ends its tier, and no tier reaches into the next."""
    kept, levels = config.fit.within_tier.points, config.fit.levels
    if kept <= (beside := highest_words_score(config) + config.boosts.most.factor):
        raise file.error(("within_tier", "points"), f"words beside a number could score {beside:.0f}; write a number above that.")
    highest = max(level.points for level in (levels.fits, levels.may_fit, levels.same_modality, levels.unknown, levels.does_not_fit))
    if (reach := highest_text_score(config) + kept + highest) >= config.tiers.step.points:
        raise file.error(("within_tier", "points"), f"with words this reaches {reach:.0f}; the step of tiers.yml must stay above it.")
    if levels.does_not_fit.points:
        raise file.error(("levels", "does_not_fit", "points"), "must be 0: what does not fit ends its tier.")


def _check_fields(config: types.QueryConfig, file: YamlFile) -> None:
    for field in (config.text.phrase.field, *config.text.typos.fields):
        if field.split(".")[0] not in config.text.fields:
            raise file.error(("fields",), f"{field} is used below but has no weight here.")


def _check_bounds(config: types.QueryConfig, file: YamlFile) -> None:
    if config.facets.price_bounds.of("USD") is None:
        raise file.error(("price_bounds",), "USD is missing: it serves every currency without bounds of its own.")
    for currency, bounds in config.facets.price_bounds.__pydantic_extra__.items():
        if list(bounds) != sorted(set(bounds)) or not bounds or bounds[0] <= 0:
            raise file.error(("price_bounds", currency), "bounds must be positive and ascend.")
