"""What completes a text that is being typed: bodies for numbers and parts, and for whether a suggestion leads anywhere. Pure."""

from collections.abc import Sequence
from typing import Any

from core.values.part_number import fold
from search.query.clauses import Clause, any_of, every
from search.query.visibility import private_numbers, visible_parts
from search.request import SearchRequest
from search.tuning.types import SuggestConfig
from search.understand.words import composed, words_of

_NUMBER_FIELDS = ("number_folded", "aliases_folded", "supersedes_folded")
_WORD_FIELDS = ("name.written", "manufacturer_text", "model_text")
_NAME = _WORD_FIELDS[:1]
_ORDER: list[Clause] = [{"popularity": {"order": "desc", "missing": "_last"}}, {"id": {"order": "asc"}}]
_LONGEST = 80


def may_begin_number(text: str, config: SuggestConfig) -> bool:
    """Whether numbers are looked for that begin so."""
    folded = fold(text)
    return config.shortest.count <= len(folded) <= _LONGEST and any(character.isdigit() for character in folded)


def numbers_body(request: SearchRequest, config: SuggestConfig) -> dict[str, Any] | None:
    """Parts of which a number begins with the text; None when it is too short for that or holds no digit."""
    if not may_begin_number(request.q, config):
        return None
    folded = fold(request.q)
    clauses: list[Clause] = [{"prefix": {field: {"value": folded, "_name": field}}} for field in _NUMBER_FIELDS]
    clauses += [{"prefix": {"private_aliases": {"value": own, "_name": "private_aliases"}}} for own in private_numbers(request.viewer, [folded])]
    return _body(every([any_of(clauses), visible_parts()]), config.looked_at.count, ["id", "card", "aliases"])


def parts_body(request: SearchRequest, config: SuggestConfig) -> dict[str, Any] | None:
    """Parts that have every word of the text, the last as the beginning of one, and one of them in the name: it is the name that is shown."""
    words = [word.text for word in words_of(composed(request.q)) if word.folded]
    if not words:
        return None
    anywhere = [_in(_WORD_FIELDS, word, begun=word is words[-1]) for word in words]
    named = any_of([_in(_NAME, word, begun=word is words[-1]) for word in words])
    return _body(every([*anywhere, named, visible_parts()] if len(words) > 1 else [named, visible_parts()]), config.looked_at.count, ["id", "card"])


def leads_anywhere(field: str, value: str) -> dict[str, Any]:
    """Whether there is any visible part with this value: the engine stops at the first."""
    return {"size": 0, "track_total_hits": 1, "terminate_after": 1, "query": every([{"term": {field: value}}, visible_parts()])}


def _in(fields: Sequence[str], word: str, *, begun: bool) -> Clause:
    """The word, or one that it begins, in one of the fields."""
    return {"multi_match": {"query": word, "type": "bool_prefix" if begun else "best_fields", "fields": list(fields), "operator": "and"}}


def _body(query: Clause, size: int, source: Sequence[str]) -> dict[str, Any]:
    return {"query": query, "size": size, "track_total_hits": False, "sort": _ORDER, "_source": list(source)}
