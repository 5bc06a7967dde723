"""Which files the configuration has, and the type of each. Pure.

A new file is one line here; the loader, the check and the editors' schemas follow.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from search.rules.types import RuleConfig
from search.tuning import types
from search.tuning.reasoned import Tuned
from search.tuning.vocabulary import CountriesFile, VocabularyFile


class AnalysisFile(Tuned):
    """analysis.yml: the engine's own words, name by name. `why` stands beside numbers and is not sent to the engine."""

    char_filter: dict[str, dict[str, Any]] = Field(default_factory=dict)
    tokenizer: dict[str, dict[str, Any]] = Field(default_factory=dict)
    filter: dict[str, dict[str, Any]] = Field(default_factory=dict)
    analyzer: dict[str, dict[str, Any]]


class FieldMapping(BaseModel):
    """One field of the index, in the engine's own words."""

    model_config = ConfigDict(frozen=True, extra="allow")
    type: str
    why: str = ""


class MappingFile(Tuned):
    """mapping.yml. Strict: a document with an unknown field is refused, not guessed."""

    settings: dict[str, Any] = Field(default_factory=dict)
    dynamic: Literal["strict"]
    properties: dict[str, FieldMapping]


QUERY_MODELS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "text": types.TextConfig,
        "tiers": types.TierConfig,
        "boosts": types.BoostConfig,
        "facets": types.FacetConfig,
        "fusion": types.FusionConfig,
        "fit": types.FitConfig,
        "suggest": types.SuggestConfig,
        "similar": types.SimilarConfig,
        "synonyms": types.SynonymConfig,
        "understanding": types.UnderstandingConfig,
        "vocabulary": VocabularyFile,
        "vocabulary_countries": CountriesFile,
        "rules": RuleConfig,
    }
)
INDEX_MODELS: Mapping[str, type[BaseModel]] = MappingProxyType({"analysis": AnalysisFile, "mapping": MappingFile})
