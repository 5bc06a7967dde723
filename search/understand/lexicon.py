"""The catalogue's names, compiled once for matching. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from search.understand.phrases import PhraseIndex
from search.understand.text import WORD, fold, phrase_key, singular
from search.understand.vocabulary import CategoryName, ErrorCode, MakerName, ModelName, Specification, Vocabulary

BROAD = 4  # a single word in the names of so many categories says nothing about which one is meant
FUZZY_FROM = 5  # letters of a word that may be recognised misspelt, with one edit
TWO_EDITS_FROM = 9
SHORTEST_WORD = 4  # letters of a word of a listed value that may stand for it


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names by what they name. `broad` words stand in many categories, `category_words` in any."""

    makers: PhraseIndex[MakerName]
    misspellable: dict[str, str]
    maker_names: dict[str, str]
    models: PhraseIndex[ModelName]
    model_makers: dict[str, str]
    model_modalities: dict[str, str]
    model_names: dict[str, str]
    families: dict[str, str]
    categories: PhraseIndex[CategoryName]
    category_words: frozenset[str]
    category_spellings: dict[str, tuple[str, ...]]
    broad: frozenset[str]
    specifications: dict[str, tuple[Specification, ...]]
    options: dict[tuple[str, str], dict[str, str]]
    usual: dict[str, tuple[str, ...]]
    modalities: PhraseIndex[str]
    device_prefixes: frozenset[str]
    error_codes: PhraseIndex[ErrorCode]
    code_letters: dict[str, frozenset[str]]
    category_modalities: dict[str, frozenset[str]]


def compile_lexicon(vocabulary: Vocabulary, company_words: frozenset[str] = frozenset(), spellings: Mapping[str, str] | None = None) -> Lexicon:
    """Compile the names. Costs some ten milliseconds: once per load of the catalogue's names, not per query."""
    by_category: dict[str, list[Specification]] = {}
    for specification in vocabulary.specifications:
        by_category.setdefault(specification.category, []).append(specification)
    used_in: dict[str, set[str]] = {}
    for category, modality in sorted(vocabulary.used_in):
        used_in.setdefault(category, set()).add(modality)
    words = _category_word_counts(vocabulary)
    return Lexicon(
        makers=PhraseIndex((maker.name, maker) for maker in _makers(vocabulary, company_words)),
        misspellable=_misspellable(vocabulary),
        maker_names={maker.value: phrase_key(maker.name) for maker in vocabulary.makers if maker.kind == "name"},
        models=PhraseIndex((model.name, model) for model in (*vocabulary.models, *_without_maker(vocabulary))),
        model_makers={model.value: model.maker for model in vocabulary.models},
        model_modalities={model.value: model.modality for model in vocabulary.models},
        model_names={model.value: phrase_key(model.name) for model in reversed(vocabulary.models)},
        families=_families(vocabulary, frozenset(words) | _other_names(vocabulary)),
        categories=PhraseIndex(((name, category) for category in vocabulary.categories for name in _spoken(category)), partial(_root, spellings or {})),
        category_words=frozenset(words),
        category_spellings=_spellings(words),
        broad=frozenset(word for word, count in words.items() if count >= BROAD),
        specifications={category: tuple(specifications) for category, specifications in by_category.items()},
        options={(each.category, each.key): option_names(each.options, frozenset(words)) for each in vocabulary.specifications if each.options},
        usual=_usual(vocabulary),
        modalities=PhraseIndex((modality.name, modality.value) for modality in vocabulary.modalities),
        device_prefixes=frozenset(fold(modality.device_prefix.strip("- ")) for modality in vocabulary.modalities if modality.device_prefix),
        error_codes=PhraseIndex((code.code, code) for code in vocabulary.error_codes),
        code_letters=_code_letters(vocabulary),
        category_modalities={category: frozenset(modalities) for category, modalities in used_in.items()},
    )


def _code_letters(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """Letters before a number in error codes ("E 5021": "e") -> makers who number their codes so."""
    found: dict[str, set[str]] = {}
    for code in vocabulary.error_codes:
        key = phrase_key(code.code)
        letters = key.rstrip("0123456789")
        if letters.isalpha() and letters != key:
            found.setdefault(letters, set()).add(code.maker)
    return {letters: frozenset(makers) for letters, makers in found.items()}


def _root(spellings: Mapping[str, str], key: str) -> str:
    """A word of a category's name without plural, in one spelling."""
    word = singular(key)
    return spellings.get(word, word)


def _makers(vocabulary: Vocabulary, company_words: frozenset[str]) -> list[MakerName]:
    """All names of makers, and their own names without "Healthcare" and the like where no other maker is called so."""
    known = {phrase_key(maker.name) for maker in vocabulary.makers}
    found = list(vocabulary.makers)
    for maker in vocabulary.makers:
        words = maker.name.split()
        while len(words) > 1 and fold(words[-1]) in company_words:
            words = words[:-1]
        name = " ".join(words)
        if maker.kind == "name" and len(phrase_key(name)) >= FUZZY_FROM and phrase_key(name) not in known:
            found.append(MakerName(maker.value, name, "alias"))
    return found


def _spoken(category: CategoryName) -> list[str]:
    """A category's name as people say it: whole, and each part of an enumeration ("Canister, jar, lid and filter")."""
    parts = re.split(r",\s*|\s+and\s+", category.name) if category.full else []
    return [category.name, *(part for part in parts if len(parts) > 1 and len(WORD.findall(part)) > 1)]


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


def _other_names(vocabulary: Vocabulary) -> set[str]:
    """Names of makers and of kinds of equipment: no family of models is meant by them."""
    return {phrase_key(maker.name) for maker in vocabulary.makers} | {phrase_key(modality.name) for modality in vocabulary.modalities}


def _own_names(vocabulary: Vocabulary) -> list[ModelName]:
    """The first name of each model."""
    return list({model.value: model for model in reversed(vocabulary.models)}.values())


def _without_maker(vocabulary: Vocabulary) -> list[ModelName]:
    """Names of models without the maker's name that they begin with: "OEC Fluorostar" is "Fluorostar" to who has one."""
    brands = {(maker.value, fold(maker.name)) for maker in vocabulary.makers}
    known = {phrase_key(model.name) for model in vocabulary.models}
    found = []
    for model in vocabulary.models:
        first, _, rest = model.name.partition(" ")
        key = phrase_key(rest)
        if (model.maker, fold(first)) in brands and len(key) >= FUZZY_FROM and key.isalpha() and key not in known:
            found.append(ModelName(model.value, rest, model.maker, model.modality))
    return found


def _families(vocabulary: Vocabulary, other: frozenset[str]) -> dict[str, str]:
    """First word of several models of one maker only ("Giraffe", "Evita") -> that maker."""
    makers: dict[str, set[str]] = {}
    for model in _own_names(vocabulary):
        first = WORD.findall(model.name)
        key = fold(first[0]) if len(first) > 1 else ""
        if len(key) >= FUZZY_FROM and key.isalpha() and key not in other and singular(key) not in other:
            makers.setdefault(key, set()).add(model.maker)
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
        if most >= BROAD and most * 2 > sum(ends.values()) and end in counts:
            usual[unit] = (end,)
    return usual


def _spellings(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """First letter -> words of categories that are long enough to be recognised misspelt."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) > FUZZY_FROM and word.isalpha() and word.isascii():
            found.setdefault(word[0], []).append(word)
    return {letter: tuple(spellings) for letter, spellings in found.items()}


def option_names(options: tuple[str, ...], common: frozenset[str]) -> dict[str, str]:
    """Folded spelling -> listed value: its words, those before a bracket or slash, or a word that no other and no category has.

    What could be two values is left out.
    """
    names: dict[str, set[str]] = {}
    for option in options:
        words = {singular(fold(word)) for word in WORD.findall(option)}
        for spelling in (
            phrase_key(re.split(r"[(<>/]", option)[0]),
            *(word for word in words if (len(word) >= SHORTEST_WORD or not word.isalpha()) and word not in common),
        ):
            if len(spelling) > 1 and not spelling.isdecimal():
                names.setdefault(spelling, set()).add(option)
    full = {phrase_key(option): option for option in options}
    clear = {spelling: min(found) for spelling, found in names.items() if len(found) == 1}
    return clear | {key: option for key, option in full.items() if len(key) > 1 and not key.isdecimal()}
