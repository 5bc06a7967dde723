"""Reads part numbers by their shape: alone, behind a label's words or a maker, split by spaces, or inside a sentence. Pure.

It does not know which numbers exist: what it reads is searched in every tier, and as text besides.
"""

import re
from collections.abc import Collection

from search.response import Chip
from search.tuning.types import NumberWords
from search.understand.reading import Question, Reading
from search.understand.text import has_han
from search.understand.words import Word, plain

_LABEL_AND_NUMBER = re.compile(r"^(?P<label>[^\d:]+)[:.#](?P<number>\S+)$")
_GTIN = re.compile(r"\(01\)\s*(\d{14})")
# "12-lead", "5pin", "12V", "3.5mm", "50/60Hz", "200x300": a quantity of something.
_MEASURE = re.compile(r"^\d{1,5}(?:[.,/]\d+)?[-\u2010-\u2015]?(?P<unit>[a-zµμ°%ω]+\d?)$")
_SIZES = re.compile(r"^\d+(?:[.,]\d+)?(?:[x×*]\d+(?:[.,]\d+)?)+[a-z]*$")
# A date, and the code of a country before a telephone number.
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:19|20)\d\d|20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_DIALLED = re.compile(r"\+\d")
_LONGEST_FOLDED = 80  # of the catalogue's own numbers
_SHORTEST_OF_MANY = 3  # as the fragments of the index


def read_numbers(question: Question) -> tuple[Reading, ...]:
    """Chips `part_number`; certain when nothing but makers and label words stands beside them."""
    limits = question.vocabulary.part_number
    if scanned := _GTIN.search(question.text):
        everything = frozenset(range(len(question.words)))
        return (Reading(Chip("part_number", scanned.group(1), scanned.group(1), certain=True), everything),)
    labelled = _labels_before(question.words, limits)
    alone = not question.described and _is_alone(question, limits, labelled)
    readings: list[Reading] = []
    runs = _runs(question, limits, labelled, alone=alone)
    for run in runs:
        certain = alone or run[0] in labelled
        if alone and len(runs) > 1 and sum(len(question.words[i].folded) for i in run) < _SHORTEST_OF_MANY:
            continue  # a quantity column beside pasted numbers
        if not certain and _is_contact(question.words, run):
            continue
        if certain or _unmistakable(question.words, run, limits):
            readings.append(_reading(question, run, labelled.get(run[0], frozenset()), certain=certain))
    return tuple(readings[: limits.most.count])


def _reading(question: Question, run: tuple[int, ...], label: frozenset[int], *, certain: bool) -> Reading:
    first, last = question.words[run[0]], question.words[run[-1]]
    source = question.text[first.start : last.end]
    if len(run) == 1 and (glued := _glued(first, question.vocabulary.part_number)):
        source = glued
    return Reading(Chip("part_number", source, source, certain), frozenset(run) | label)


def _is_contact(words: tuple[Word, ...], run: tuple[int, ...]) -> bool:
    """Whether a run is a date or a telephone number, as letters carry them."""
    dialled = any(_DIALLED.match(words[i].text) for i in (run[0], run[0] - 1) if i >= 0)
    return dialled or (len(run) == 1 and _DATE.fullmatch(words[run[0]].text) is not None)


def _glued(word: Word, limits: NumberWords) -> str | None:
    """The number of "PN:2100018"."""
    match = _LABEL_AND_NUMBER.match(word.text)
    return match["number"] if match and plain(match["label"]) in limits.prefixes else None


def labelled_spans(words: tuple[Word, ...], limits: NumberWords) -> tuple[tuple[int, int], ...]:
    """The places of numbers that a label's words announce, with those words: nothing else is read there."""
    found = _labels_before(words, limits)
    return tuple((words[min((*label, position))].start, words[position].end) for position, label in found.items())


def _labels_before(words: tuple[Word, ...], limits: NumberWords) -> dict[int, frozenset[int]]:
    """Position of a word -> positions of the label's words right before it ("P/N", "part no")."""
    found: dict[int, frozenset[int]] = {}
    for position, word in enumerate(words):
        if not word.digits:
            continue
        if _glued(word, limits):
            found[position] = frozenset()
        for length in (2, 1):
            before = range(position - length, position)
            if before.start >= 0 and _is_label([words[i].plain.replace(".", "") for i in before], limits):
                found[position] = frozenset(before)
                break
    return found


def _is_label(words: list[str], limits: NumberWords) -> bool:
    """Whether words are a label's, as they stand ("part#") or without marks around them ("ref#")."""
    return " ".join(words) in limits.prefixes or " ".join(word.strip("#-:") for word in words) in limits.prefixes


def _is_alone(question: Question, limits: NumberWords, labelled: dict[int, frozenset[int]]) -> bool:
    """Whether every free word is shaped like a number, is part of a maker's name, a label's word, or says nothing of its own.

    Beside a word that says nothing ("price", "equivalent to") a number needs some length: "need 5" is none.
    """
    makers = question.labels.maker_words if len(question.words) > 1 else frozenset()
    label_words = {position for positions in labelled.values() for position in positions}
    free = [i for i in question.free() if i not in label_words and question.words[i].plain not in makers]
    numbers = [i for i in free if question.words[i].plain not in limits.beside]
    if len(numbers) < len(free) and sum(len(question.words[i].folded) for i in numbers) < limits.beside_length.count:
        return False
    return bool(numbers) and all(_shaped(question, i, limits, alone=True) for i in numbers)


def _shaped(question: Question, position: int, limits: NumberWords, *, alone: bool) -> bool:
    """Whether a word may be (a piece of) a part number at all."""
    words = question.words
    word = words[position]
    is_sum = word.text[0] in limits.currency_marks or word.text[-1] in limits.currency_marks
    if not word.digits or is_sum or has_han(word.text) or len(word.folded) > _LONGEST_FOLDED:
        return False
    if alone and len(words) == 1:
        return True
    if position and (words[position - 1].plain in limits.not_after or " ".join(w.plain for w in words[max(0, position - 2) : position]) in limits.not_after):
        return False
    followed_by_unit = position + 1 < len(words) and position + 1 not in question.taken and words[position + 1].plain in limits.units and word.folded.isdigit()
    # Beside nothing but a maker, a long one is a number whatever it looks like: makers use "7704796X" and "723X8112".
    measure = _is_measure(word, limits) and not (alone and len(word.folded) >= limits.sentence.mixed_length)
    return not followed_by_unit and not measure


def _is_measure(word: Word, limits: NumberWords) -> bool:
    match = _MEASURE.match(word.plain)
    return bool(match and (match["unit"] in limits.units or len(match["unit"]) > 4)) or bool(_SIZES.match(word.plain))


def _runs(question: Question, limits: NumberWords, labelled: dict[int, frozenset[int]], *, alone: bool) -> list[tuple[int, ...]]:
    """Neighbouring number-shaped words, joined when they are pieces of one number ("4535 671 23456")."""
    runs: list[tuple[int, ...]] = []
    shaped = [position for position in question.free() if position in labelled or _shaped(question, position, limits, alone=alone)]
    # Commas, tabs or lines between numbers: then spaces are inside of numbers ("453567123456, 989803 144091").
    listed = any(not question.words[position].joined for position in shaped[1:])
    for position in shaped:
        follows = runs and runs[-1][-1] == position - 1 and position not in labelled
        if follows and _pieces(question.words, runs[-1], position, limits, labelled, listed=listed):
            runs[-1] = (*runs[-1], position)
        else:
            runs.append((position,))
    return runs


def _pieces(words: tuple[Word, ...], run: tuple[int, ...], position: int, limits: NumberWords, labelled: Collection[int], *, listed: bool) -> bool:
    """Whether the word continues the run: not across a comma, and not when both are whole numbers by themselves.

    Behind a label's words, and in a list whose numbers are set apart by marks, digits after digits are one number all the same.
    """
    if not words[position].joined:
        return False
    if (listed or run[0] in labelled) and all(words[i].folded.isdigit() for i in (*run, position)):
        return True
    whole = _unmistakable(words, (position,), limits) and all(_unmistakable(words, (i,), limits) for i in run)
    return not whole


def _unmistakable(words: tuple[Word, ...], run: tuple[int, ...], limits: NumberWords) -> bool:
    """Whether the run is a part number even beside ordinary words."""
    folded = "".join(words[i].folded for i in run)
    digits = sum(words[i].digits for i in run)
    if digits == len(folded):
        return digits >= limits.sentence.digits_alone
    return len(folded) >= limits.sentence.mixed_length and digits >= limits.sentence.mixed_digits
