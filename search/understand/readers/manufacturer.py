"""Reads makers: names, aliases, listed misspellings, and misspellings that nobody has listed. Pure.

A maker beside a model or behind "for" is the equipment's, not always the part's: it boosts and does not filter. "Nellcor
compatible" names no maker of the part at all. A former name that two makers share says nothing.
"""

from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.understand.finding import Context, Finding, inside_any, is_glued, negated
from search.understand.lexicon import FUZZY_FROM, TWO_EDITS_FROM
from search.understand.phrases import Match
from search.understand.vocabulary import MakerName

_NUMBER = 5  # digits that make a word a part number
_MODEL = frozenset({"model"})
_MODEL_AND_CATEGORY = frozenset({"model", "category"})  # "Edwards Vacuum pump oil": a word of both


def read_makers(context: Context) -> Iterator[Finding]:
    """Findings with `manufacturer` or `not.manufacturer`; `context.found` holds the models."""
    matches = [match for first in range(len(context.scan.words)) for match in context.lexicon.makers.all_at(context.scan, first)]
    spans = []
    unwanted: tuple[int, int] | None = None  # from the negation to the last maker that it rules out
    for match in matches:
        spans.append((match.start, match.end))
        if _is_brand_of_model(context, match):
            continue
        goes_on = unwanted is not None and _goes_on(context, match, *unwanted)
        for finding in _named(context, match, goes_on=goes_on):
            if finding.slot == "not.manufacturer":
                unwanted = (unwanted[0] if unwanted and goes_on else finding.start, finding.end)
            yield finding
    yield from _misspelt(context, spans)


def _goes_on(context: Context, match: Match[MakerName], start: int, end: int) -> bool:
    """Reads "except Philips, Canon and GE": what is joined to makers that must not be must not be either; a comma joins behind "except"."""
    joined = context.before(match.start, "also")
    if context.scan.text[end : joined.start if joined else match.start].strip(" ,"):
        return False
    return joined is not None or context.phrases("without").at(context.scan, context.scan.first_from(start)) is not None


def _named(context: Context, match: Match[MakerName], *, goes_on: bool) -> Iterator[Finding]:
    if _only_compatible(context, match) or is_glued(context, match.end) or _labels_serial(context, match):
        return
    model_makers = {context.lexicon.model_makers.get(str(value)) for value in context.values("model")}
    makers = {name.value: name.kind for name in match.values}
    if len(makers) > 1:
        if "former" in makers.values():
            return
        makers = {value: kind for value, kind in makers.items() if value in model_makers} or makers
    if match.key in context.phrases("ordinary") and not any(value in model_makers for value in makers) and not _beside_number(context, match):
        return
    sure = len(makers) == 1 and "former" not in makers.values() and not _of_equipment(context, match)
    behind = context.after(match.end, "negations_behind")  # "philips ka nahi chahiye"
    negation = match.start if goes_on or behind else negated(context, match.start)
    end = behind.end if behind else match.end
    slot = "manufacturer" if negation is None else "not.manufacturer"
    start = match.start if negation is None else negation
    shares = _MODEL if match.first == match.last else _MODEL_AND_CATEGORY
    if len(makers) == 1 or sure:
        yield Finding(((slot, next(iter(makers))),), start, end, sure, shares=shares)
    else:
        yield Finding(tuple((slot, value) for value in sorted(makers)), start, end, certain=False, shares=shares)


def _is_brand_of_model(context: Context, match: Match[MakerName]) -> bool:
    """Reads "Lifepak" of "Lifepak 15" is a word of the model's name and not of its maker's."""
    for finding in context.of("model"):
        if finding.start <= match.start and match.end <= finding.end:
            makers = {context.lexicon.model_makers.get(str(value)) for _, value in finding.chips}
            named = [name for name in match.values if name.value in makers]
            if not named or (match.start, match.end) == (finding.start, finding.end):
                return True
            return not any(context.lexicon.maker_names.get(name.value, "").startswith(match.key) for name in named)
        models = [context.lexicon.model_names.get(str(value), "") for _, value in finding.chips]
        official = any(context.lexicon.maker_names.get(name.value, "").startswith(match.key) for name in match.values)
        if not official and any(name.startswith(match.key) for name in models):
            return True
    return False


def _beside_number(context: Context, match: Match[MakerName]) -> bool:
    """Whether a long number stands right beside the name: "Nio 88579666"."""
    neighbours = [context.scan.words[index] for index in (match.first - 1, match.last + 1) if 0 <= index < len(context.scan.words)]
    return any(sum(character.isdigit() for character in word.key) >= _NUMBER for word in neighbours)


def _labels_serial(context: Context, match: Match[MakerName]) -> bool:
    """Reads "SN 12345": what stands before a serial number is no maker."""
    index = context.scan.first_from(match.end)
    if match.key not in context.phrases("serial_words") or index == len(context.scan.words):
        return False
    between = context.scan.text[match.end : context.scan.words[index].start]
    return not between.strip(" :#.=-") and any(sign.isdigit() for sign in context.scan.words[index].key)


def _only_compatible(context: Context, match: Match[MakerName]) -> bool:
    return bool(context.after(match.end, "maker_of_other") or context.before(match.start, "maker_of_other"))


def _of_equipment(context: Context, match: Match[MakerName]) -> bool:
    """Whether the maker belongs to the equipment: "for Philips", "Philips MX450"."""
    if context.before(match.start, "device_words"):
        return True
    index = context.scan.word_after(match.end)
    following = context.scan.words[index].start if index is not None else -1
    return any(finding.start == following or (finding.start <= match.start and match.end <= finding.end) for finding in context.of("model"))


def _misspelt(context: Context, spans: list[tuple[int, int]]) -> Iterator[Finding]:
    """Words of five letters or more that nobody knows and that are one edit (two from nine letters) from a maker's name."""
    taken = [*spans, *((finding.start, finding.end) for finding in context.found)]
    for word in context.scan.words:
        if len(word.key) < FUZZY_FROM or not word.key.isalpha() or not word.key.isascii() or inside_any(word.start, word.end, taken):
            continue
        if word.key in context.lexicon.category_words or word.key.removesuffix("s") in context.lexicon.category_words or word.key in context.language.known:
            continue
        edits = 2 if len(word.key) >= TWO_EDITS_FROM else 1
        names = [name for name in context.lexicon.misspellable if name[0] == word.key[0]]
        best = process.extractOne(word.key, names, scorer=OSA.distance, score_cutoff=edits)
        if best and abs(len(best[0]) - len(word.key)) <= 1 and best[0] not in context.phrases("ordinary"):
            yield Finding((("manufacturer", context.lexicon.misspellable[best[0]]),), word.start, word.end, certain=False)
