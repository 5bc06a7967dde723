"""Numbers alone: parts of which a number or another name equals, begins with or contains a word of the query."""

from core.values.part_number import fold
from relevance.baselines.index import RawIndex
from relevance.judged import JudgedQuery
from relevance.run import Ranking

_SHORTEST = 3
_FIELDS = ("number_folded", "aliases_folded", "supersedes_folded")


def rank(index: RawIndex, query: JudgedQuery) -> Ranking:
    """The ranking for the query's text: whole numbers first, then beginnings, then fragments."""
    folded = {fold(query.text), *map(fold, query.text.split())}
    numbers = sorted(number for number in folded if len(number) >= _SHORTEST)
    if not numbers:
        return []
    whole = [{"constant_score": {"filter": {"terms": {field: numbers}}, "boost": 100}} for field in _FIELDS]
    parts = [clause for number in numbers for clause in _within(number)]
    return index.rank({"bool": {"should": [*whole, *parts]}})


def _within(number: str) -> list[dict[str, object]]:
    begins: dict[str, object] = {"constant_score": {"filter": {"prefix": {"number_folded": number}}, "boost": 10}}
    holds: dict[str, object] = {"constant_score": {"filter": {"match_phrase": {"number_text": number}}, "boost": 1}}
    return [begins, holds]
