"""The catalogue's names, compiled once for matching. Pure."""

from collections import Counter
from dataclasses import dataclass

from search.understand.phrases import PhraseIndex
from search.understand.text import WORD, fold, phrase_key, singular
from search.understand.vocabulary import CategoryName, ErrorCode, MakerName, ModelName, Specification, Vocabulary

BROAD = 4  # a single word in the names of so many categories says nothing about which one is meant
FUZZY_FROM = 5  # letters


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names by what they name. `broad` words stand in many categories, `category_words` in any."""

    makers: PhraseIndex[MakerName]
    misspellable: dict[str, str]
    maker_names: dict[str, str]
    models: PhraseIndex[ModelName]
    model_makers: dict[str, str]
    model_modalities: dict[str, str]
    families: dict[str, str]
    categories: PhraseIndex[CategoryName]
    category_words: frozenset[str]
    broad: frozenset[str]
    specifications: dict[str, tuple[Specification, ...]]
    usual: dict[str, tuple[str, ...]]
    modalities: PhraseIndex[str]
    device_prefixes: frozenset[str]
    error_codes: PhraseIndex[ErrorCode]
    category_modalities: dict[str, frozenset[str]]


def compile_lexicon(vocabulary: Vocabulary) -> Lexicon:
    """Compile the names. Costs some ten milliseconds: once per load of the catalogue's names, not per query."""
    by_category: dict[str, list[Specification]] = {}
    for specification in vocabulary.specifications:
        by_category.setdefault(specification.category, []).append(specification)
    used_in: dict[str, set[str]] = {}
    for category, modality in sorted(vocabulary.used_in):
        used_in.setdefault(category, set()).add(modality)
    words = _category_word_counts(vocabulary)
    return Lexicon(
        makers=PhraseIndex((maker.name, maker) for maker in vocabulary.makers),
        misspellable=_misspellable(vocabulary),
        maker_names={maker.value: phrase_key(maker.name) for maker in vocabulary.makers if maker.kind == "name"},
        models=PhraseIndex((model.name, model) for model in vocabulary.models),
        model_makers={model.value: model.maker for model in vocabulary.models},
        model_modalities={model.value: model.modality for model in vocabulary.models},
        families=_families(vocabulary),
        categories=PhraseIndex(((category.name, category) for category in vocabulary.categories), singular),
        category_words=frozenset(words),
        broad=frozenset(word for word, count in words.items() if count >= BROAD),
        specifications={category: tuple(specifications) for category, specifications in by_category.items()},
        usual=_usual(vocabulary),
        modalities=PhraseIndex((modality.name, modality.value) for modality in vocabulary.modalities),
        device_prefixes=frozenset(fold(modality.device_prefix.strip("- ")) for modality in vocabulary.modalities if modality.device_prefix),
        error_codes=PhraseIndex((code.code, code) for code in vocabulary.error_codes),
        category_modalities={category: frozenset(modalities) for category, modalities in used_in.items()},
    )


def _category_word_counts(vocabulary: Vocabulary) -> Counter[str]:
    """Word (without plural) -> in the names of how many categories it stands."""
    seen = {(singular(fold(word)), category.value) for category in vocabulary.categories for word in WORD.findall(category.name)}
    return Counter(word for word, _ in seen)


def _misspellable(vocabulary: Vocabulary) -> dict[str, str]:
    """One-word names of makers that are long enough to be recognised misspelt -> maker."""
    return {
        key: maker.value
        for maker in vocabulary.makers
        if maker.kind in ("name", "alias") and len(WORD.findall(maker.name)) == 1 and len(key := phrase_key(maker.name)) >= FUZZY_FROM and key.isalpha()
    }


def _families(vocabulary: Vocabulary) -> dict[str, str]:
    """First word of several models of one maker only ("Giraffe", "Evita") -> that maker."""
    makers: dict[str, set[str]] = {}
    models: dict[str, set[str]] = {}
    for model in vocabulary.models:
        first = WORD.findall(model.name)
        key = fold(first[0]) if len(first) > 1 else ""
        if len(key) >= FUZZY_FROM and key.isalpha():
            makers.setdefault(key, set()).add(model.maker)
            models.setdefault(key, set()).add(model.value)
    return {key: min(found) for key, found in makers.items() if len(found) == 1}


def _usual(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Unit -> keys of specifications in it, the commonest first, when most of them end alike ("current", "peak_current")."""
    keys: dict[str, Counter[str]] = {}
    for specification in vocabulary.specifications:
        if specification.unit:
            keys.setdefault(specification.unit, Counter())[specification.key] += 1
    usual: dict[str, tuple[str, ...]] = {}
    for unit, counts in keys.items():
        ends: Counter[str] = Counter()
        for key, count in counts.items():
            ends[key.rpartition("_")[2]] += count
        end, most = ends.most_common(1)[0]
        if most * 2 > sum(ends.values()) and end in counts:
            usual[unit] = (end,)
    return usual
