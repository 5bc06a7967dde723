"""The words of a query: each takes its best field, synonym or spelling, and the words add up. Pure."""

from collections.abc import Sequence
from typing import Any

from search.query.clauses import ENOUGH, EVERY_WORD, PHRASE, WORD, Clause
from search.query.units import Unit
from search.tuning.types import TextConfig

# Each name is looked at again for every hit: in longer queries the words are told, not their fields.
_MOST_BY_FIELD = 6


def words(units: Sequence[Unit], config: TextConfig, least: int, *, named: bool) -> Clause:
    """At least `least` of the units, everything with none; `named` makes the matched ones recognisable on the hit ("word:0", and by field "word:0:name")."""
    fields = len(units) <= _MOST_BY_FIELD
    clauses = [_unit(unit, config, f"{WORD}:{position}" if named else None, fields=fields) for position, unit in enumerate(units)]
    if not least:
        return {"bool": {"must": [{"match_all": {"boost": 0}}], "should": clauses, **({"_name": ENOUGH} if named else {})}}
    return {"bool": {"should": clauses, "minimum_should_match": least, **({"_name": ENOUGH} if named else {})}}


def matching(units: Sequence[Unit], config: TextConfig, least: int) -> Clause:
    """The text clause: at least `least` of the words, more for those that stand together in the name."""
    found = words(units, config, least, named=True)
    if len(units) > 1:
        together = {"query": " ".join(unit.text for unit in units), "slop": config.phrase.slop, "boost": config.phrase.weight, "_name": PHRASE}
        found = {"bool": {"must": [found], "should": [{"match_phrase": {config.phrase.field: together}}]}}
    return found


def every_word(units: Sequence[Unit], config: TextConfig) -> Clause:
    """All units, unscored, typos not forgiven: what earns the all-words factor."""
    exact = [Unit(unit.text, unit.synonyms, 0) for unit in units]
    return {"bool": {"filter": [_unit(unit, config, None) for unit in exact], "_name": EVERY_WORD}}


def _unit(unit: Unit, config: TextConfig, name: str | None, *, fields: bool = False) -> Clause:
    # What was typed as one ("PS4", "12V", "X-ray") must stand as one, though analysis splits it: a 4 elsewhere is no proof.
    loose = " " in unit.text
    how = {"type": "best_fields", "operator": "and"} if loose else {"type": "phrase"}
    choices = [_in_fields(unit.text, config, how, 1.0) if name is None or not fields else _by_field(unit.text, config, name, loose=loose)]
    if unit.edits:
        choices.append(_misspelt(unit, config))
    choices += [_in_fields(synonym, config, {"type": "phrase"}, config.synonym.factor) for synonym in unit.synonyms]
    query: dict[str, Any] = {"queries": choices}
    if name is not None:
        query["_name"] = name
    return {"dis_max": query}


def _in_fields(text: str, config: TextConfig, how: dict[str, Any], factor: float) -> Clause:
    fields = [f"{name}^{field.weight * factor:g}" for name, field in config.fields.items()]
    return {"multi_match": {"query": text, "fields": fields, "tie_breaker": config.other_fields.share, **how}}


def _by_field(text: str, config: TextConfig, name: str, *, loose: bool) -> Clause:
    """The same clause as `_in_fields` with factor 1, each field recognisable on the hit."""
    kind, how = ("match", {"operator": "and"}) if loose else ("match_phrase", {})
    fields = [{kind: {field: {"query": text, "boost": weight.weight, "_name": f"{name}:{field}", **how}}} for field, weight in config.fields.items()]
    return {"dis_max": {"queries": fields, "tie_breaker": config.other_fields.share}}


def _misspelt(unit: Unit, config: TextConfig) -> Clause:
    typos = config.typos
    return {
        "multi_match": {
            "query": unit.text,
            "fields": [f"{name}^{config.fields[name.split('.')[0]].weight:g}" for name in typos.fields],
            "operator": "and",
            "fuzziness": unit.edits,
            "prefix_length": typos.same_beginning,
            "max_expansions": typos.most_spellings,
        }
    }
