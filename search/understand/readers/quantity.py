"""Reads how many: "10 pcs of", "two pieces", "qty 2", "4 x", "set of 9", "need 3 sensors". Pure."""

import re
from collections.abc import Iterator

from search.understand.finding import Context, Finding
from search.understand.text import Word

_MOST = 9_999
_CATEGORY = frozenset({"category"})
_SEVERAL = ("s", "stück", "stuck", "stk")  # "two pieces", but a "two piece cuff"
_MOST_AFTER_VERB = 200
_TIMES = re.compile(r"(?<![\w.,])(?P<count>\d{1,4})\s?[x×](?=\s+(?!\d{1,4}(?:[.,]\d+)?(?:\s|$|[a-zA-Zµ]{1,3}(?:\s|$)))\S|[^\W\d_]{3})", re.IGNORECASE)
_TIMES_MEASURE = re.compile(r"(?<![\w.,])(?P<count>\d{1,3})[x×]\s+(?=\d+(?:[.,]\d+)?\s?(?:V|W|A|Ah|mAh)\b)", re.IGNORECASE)  # "2x 12V battery"
_TIMES_BEFORE = re.compile(r"(?<!\S)x(?P<count>\d{1,3})(?=\s+[^\W\d_]{3})", re.IGNORECASE)  # "x5 fuses"
_TIMES_BEHIND = re.compile(r"(?<=[^\W\d_])\s+[x×]\s?(?P<count>\d{1,4})\s*$", re.IGNORECASE)
_GLUED = re.compile(r"(\d{1,4})([^\W\d_]+)")


def read_quantities(context: Context) -> Iterator[Finding]:
    """The first finding with `quantity`."""
    for reading in (_labelled, _counted, _dozen, _set, _times, _times_behind, _after_verb):
        found = reading(context)
        if found and 0 < found[0] <= _MOST:
            yield Finding((("quantity", found[0]),), found[1], found[2], certain=True, shares=_CATEGORY)
            return


def _labelled(context: Context) -> tuple[int, int, int] | None:
    """Reads "qty 2", "quantity: 10"."""
    for match in context.phrases("quantity_words").find(context.scan):
        index = context.scan.word_after(match.end)
        if index is None and context.scan.text[match.end : match.end + 2].strip(" :=#."):
            continue
        index = context.scan.first_from(match.end) if index is None else index
        if index < len(context.scan.words) and (count := _count(context.scan.words[index])):
            return count, match.start, context.scan.words[index].end
    return None


def _counted(context: Context) -> tuple[int, int, int] | None:
    """Reads "10 pcs of", "2 nos", "5pcs"."""
    units = context.phrases("quantity_units")
    for position, word in enumerate(context.scan.words):
        if count := _count(word) or _told(context, word):
            match = context.after(word.end, "quantity_units")
            if match and match.first == position + 1 and not _is_decimal(context, word) and (word.number or match.key.endswith(_SEVERAL)):
                return count, word.start, match.end
        elif (glued := _GLUED.fullmatch(word.key)) and glued[2] in units:
            return int(glued[1]), word.start, word.end
    return None


def _dozen(context: Context) -> tuple[int, int, int] | None:
    for match in context.language.dozens.find(context.scan):
        return match.values[0], match.start, match.end
    return None


def _set(context: Context) -> tuple[int, int, int] | None:
    """Reads "set of 9"; "box of 10" where boxes are no specification of the category."""
    for name in ("quantity_sets", "packs"):
        for match in context.phrases(name).find(context.scan):
            index = context.scan.word_after(match.end)
            if index is not None and (count := _count(context.scan.words[index])):
                return count, match.start, context.scan.words[index].end
    return None


def _times(context: Context) -> tuple[int, int, int] | None:
    """Reads "4 x battery" at the beginning, behind a verb or a mark; "18 x 24" is a size."""
    for match in (*_TIMES.finditer(context.scan.text), *_TIMES_MEASURE.finditer(context.scan.text)):
        before = context.scan.text[: match.start()].rstrip()
        if not before or before[-1] in ",;:+&" or context.before(match.start(), "quantity_verbs") or context.before(match.start(), "also"):
            return int(match["count"]), match.start(), match.end()
    match_before = _TIMES_BEFORE.search(context.scan.text)
    if match_before and match_before.group().lower() not in context.lexicon.models:
        return int(match_before["count"]), match_before.start(), match_before.end()
    return None


def _times_behind(context: Context) -> tuple[int, int, int] | None:
    match = _TIMES_BEHIND.search(context.scan.text)
    if not match:
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return int(match["count"]), start, match.end("count")


def _after_verb(context: Context) -> tuple[int, int, int] | None:
    """Reads "need 3 flow sensors": a small whole number before a word that is neither unit nor measure."""
    for position, word in enumerate(context.scan.words[:-1]):
        count = _count(word) or _told(context, word)
        following = context.scan.words[position + 1]
        if not count or count > _MOST_AFTER_VERB or not context.before(word.start, "quantity_verbs"):
            continue
        separate = following.joint is not None and following.joint.isspace()
        if separate and _names_a_thing(context, following) and not context.after(word.end, "counted"):
            return count, word.start, word.end
    return None


def _names_a_thing(context: Context, word: Word) -> bool:
    """Whether a word may be what is counted: letters ("SpO2" too), or a model's name, but no unit and no code."""
    return (len(word.key) > 2 and word.key[:3].isalpha()) or any(finding.start == word.start for finding in context.of("model"))


def _count(word: Word) -> int | None:
    """A whole number of at most four digits, not written like a code ("02")."""
    return int(word.key) if word.key.isascii() and word.number and len(word.key) <= 4 and word.key[0] != "0" else None


def _told(context: Context, word: Word) -> int | None:
    """A number in words above one: "two pieces". "One piece" may as well be how a thing is made."""
    told = context.language.number_words.get(word.key, 0)
    joined = context.before(word.start, "also")
    index = context.scan.word_before(joined.start) if joined else None
    undecided = index is not None and context.scan.words[index].key in context.language.number_words  # "one or two units"
    return told if told > 1 and not undecided else None


def _is_decimal(context: Context, word: Word) -> bool:
    return context.scan.text[: word.start].rstrip(" ")[-1:] in tuple(".,/-") and context.scan.text[: word.start][-2:-1].isdigit()
