"""Reads equipment models by name and alias; the longest name wins. Pure.

A nickname that two models share, a bare number ("8100"), two characters ("T1") or an ordinary word ("Edge") needs evidence:
the model's maker, or equipment and parts of its kind elsewhere in the query. What stays open is read as each, uncertain.
"""

import re
from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any, negated
from search.understand.phrases import Match
from search.understand.text import singular
from search.understand.vocabulary import ModelName

_SHORT = 2
_DESIGNATION = re.compile(r"[a-z][0-9]{3,4}[a-z]{0,2}")  # of a model in its family: "i2000", "p1900b"
_MOST_CANDIDATES = 3
_MOST_KINDS = 14  # parts of more kinds of equipment ("main board") say nothing about which one is meant
_SHARED = frozenset({"manufacturer", "category"})


def read_models(context: Context) -> Iterator[Finding]:
    """Findings with `model` or `not.model`; `context.found` holds the makers and categories."""
    makers = frozenset(name.value for match in context.lexicon.makers.find(context.scan) for name in match.values)
    modalities = _modalities(context)
    taken: list[tuple[int, int]] = []
    candidates = [match for first in range(len(context.scan.words)) for match in context.lexicon.models.all_at(context.scan, first)]
    for match in sorted(candidates, key=lambda each: (each.start - each.end, each.start)):
        finding = None if inside_any(match.start, match.end, taken) else _read(context, match, makers, modalities)
        if finding:
            taken.append((match.start, match.end))
            yield finding


def _modalities(context: Context) -> frozenset[str]:
    """Kinds of equipment that the rest of the query speaks of."""
    found = {value for match in context.lexicon.modalities.find(context.scan) for value in match.values}
    for match in context.lexicon.categories.find(context.scan):
        for category in match.values:
            kinds = context.lexicon.category_modalities.get(category.value, frozenset())
            found |= kinds if len(kinds) <= _MOST_KINDS else frozenset()
    return frozenset(found)


def _read(context: Context, match: Match[ModelName], makers: frozenset[str], modalities: frozenset[str]) -> Finding | None:
    if match.key in context.phrases("not_models") or _broken(context, match) or _sibling(context, match):
        return None
    models = {model.value: model for model in match.values}
    by_maker = {value: model for value, model in models.items() if _made_by(context, model.maker, makers)}
    by_modality = {value: model for value, model in models.items() if model.modality in modalities}
    narrowed = by_maker or by_modality
    weak = _weak(context, match)
    if makers and not narrowed and len(match.key) <= _SHORT + 1:
        return None
    if weak and not (by_maker or (by_modality and not match.key.isdecimal())):
        return None
    chosen = narrowed if len(models) > 1 and narrowed else models
    if len(chosen) > _MOST_CANDIDATES:
        return None
    certain = len(chosen) == 1 and (bool(by_maker) or not weak) and not context.after(match.end, "variants")
    negation = negated(context, match.start)
    slot = "model" if negation is None else "not.model"
    chips = tuple((slot, value) for value in sorted(chosen))
    evidence = bool(by_maker) + bool(by_modality)
    return Finding(chips, match.start if negation is None else negation, match.end, certain, evidence, _SHARED)


def _made_by(context: Context, maker: str, makers: frozenset[str]) -> bool:
    """Whether the model's maker is named, or the house that he belongs to: Philips of Philips Respironics."""
    names = context.lexicon.maker_names
    return maker in makers or any(names.get(maker, "").startswith(names.get(named, "?")) for named in makers)


def _sibling(context: Context, match: Match[ModelName]) -> bool:
    """Whether a nickname without a number is followed by another model's number: "Trilogy 100" is no Trilogy 202, "Architect i2000" no i1000."""
    index = match.last + 1
    if index >= len(context.scan.words) or any(character.isdigit() for character in match.key):
        return False
    word = context.scan.words[index]
    if word.joint is None or not (word.number or _DESIGNATION.fullmatch(word.key)):
        return False
    if context.after(word.end, "counted") or context.after(word.end, "quantity_units"):
        return False
    follows_unit = context.scan.text[word.end : word.end + 1] in (".", ",", "/", "-", "%", "°", '"')
    names = (context.lexicon.model_names.get(model.value, "") for model in match.values)
    return not follows_unit and any(character.isdigit() for name in names for character in name)


def _weak(context: Context, match: Match[ModelName]) -> bool:
    """Whether the name alone is not enough."""
    key = match.key
    single = match.first == match.last
    return (
        key.isdecimal()
        or len(key) <= _SHORT
        or key in context.phrases("ordinary")
        or key in context.lexicon.categories
        or (single and key.isalpha() and (singular(key) in context.lexicon.category_words or key in context.language.known))
    )


def _broken(context: Context, match: Match[ModelName]) -> bool:
    """Whether a short name is put together from separate words ("c 1"), or goes on with digits ("1.5" of "1.55")."""
    words = context.scan.words[match.first : match.last + 1]
    short = len(match.key) <= _SHORT + 1 and len(words) > 1
    spaced = short and any(word.joint is not None and word.joint.isspace() for word in words[1:])
    if spaced and not any(" " in model.name for model in match.values):
        return True
    after = context.scan.text[match.end : match.end + 2]
    return len(after) > 1 and after[0] in ".," and after[1].isdigit() and match.key[-1].isdigit()
