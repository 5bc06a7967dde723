"""Did you mean: another spelling of words that no part has, from the words of the catalogue. Pure.

The engine proposes words that stand in the catalogue as written; a proposal is shown only after it was counted to have hits.
Numbers and makers' names are never altered, nor is anything with a digit in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from search.labels import Labels
from search.query.clauses import Clause
from search.response import UnderstoodQuery
from search.tuning.types import QueryConfig
from search.understand.words import Word, words_of

MOST_PROPOSALS = 4  # that are counted
_MOST_WORDS = 3  # of a query that may be misspelt: beyond that it is another language, not a slip
_A_WORD = 2  # proposals looked at for each word


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that the catalogue writes: how near it is (0 to 1) and in how many parts it stands."""

    text: str
    nearness: float
    frequency: int


def suspects(understood: UnderstoodQuery, config: QueryConfig, labels: Labels) -> tuple[Word, ...]:
    """The words that may be misspelt: those whose typos search forgives, but no maker's and no part of a number."""
    numbers = {word.plain for chip in understood.chips if chip.slot == "part_number" for word in words_of(chip.source)}
    known = labels.maker_words | numbers | config.text.filler
    return tuple(word for word in words_of(understood.text) if config.text.typos.edits(word.plain) and word.plain not in known)


def spelling_body(words: Sequence[Word], config: QueryConfig) -> dict[str, Any]:
    """The engine's own spellings for each word, by field: words as written, never in the index's stems."""
    typos = config.text.typos
    suggest: dict[str, Clause] = {}
    for position, word in enumerate(words):
        for field in typos.fields:
            term = {
                "field": field,
                "size": _A_WORD,
                "max_edits": typos.edits(word.plain),
                "prefix_length": typos.same_beginning,
                "min_word_length": typos.one_from,
                "suggest_mode": "missing",
            }
            suggest[f"{position}:{field}"] = {"text": word.plain, "term": term}
    return {"size": 0, "suggest": suggest}


def proposals(text: str, words: Sequence[Word], known: Sequence[bool], response: Mapping[str, Any]) -> list[str]:
    """The query in other spellings, best first. `known` says of each word whether a part has it as it is typed."""
    wrong = [(position, word) for position, word in enumerate(words) if not known[position]]
    if not 0 < len(wrong) <= _MOST_WORDS:
        return []
    choices = [(word, _spellings(position, response)) for position, word in wrong]
    if not all(spellings for _, spellings in choices):
        return []
    ways = product(*(spellings[:_A_WORD] for _, spellings in choices))
    return [_replaced(text, [word for word, _ in choices], way) for way in islice(ways, MOST_PROPOSALS)]


def _spellings(position: int, response: Mapping[str, Any]) -> list[Spelling]:
    """The spellings of one word over all fields, nearest first, then commonest."""
    best: dict[str, Spelling] = {}
    for name, entries in response.get("suggest", {}).items():
        if name.partition(":")[0] != str(position):
            continue
        for option in (option for entry in entries for option in entry["options"]):
            before = best.get(option["text"])
            best[option["text"]] = Spelling(option["text"], option["score"], option["freq"] + (before.frequency if before else 0))
    return sorted(best.values(), key=lambda spelling: (-spelling.nearness, -spelling.frequency, spelling.text))


def _replaced(text: str, words: Sequence[Word], way: Sequence[Spelling]) -> str:
    for word, spelling in sorted(zip(words, way, strict=True), key=lambda pair: -pair[0].start):
        text = text[: word.start] + spelling.text + text[word.end :]
    return text
