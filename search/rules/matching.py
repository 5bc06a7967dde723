"""Which rules fire for a search. Pure: the day is part of the situation.

Each rule hangs on one thing that it cannot do without (a word, a category, a model, a slot, an empty query): only the rules that
hang on something of the search are looked at, so that hundreds of rules cost what a few do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.rules.situation import Situation
from search.rules.types import Rule, RuleConfig, When, by_priority
from search.rules.words import GAP, follows, is_beginning, keys, pattern, place_of

Anchor = tuple[str, str]
_EMPTY: Anchor = ("empty", "")
_ANY: Anchor = ("any", "")
_BEGINNING = 2  # letters by which the beginning of a word is looked up


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its words as they are compared; `place` is its rank among all."""

    rule: Rule
    place: int
    exact: frozenset[tuple[str, ...]]
    contains: tuple[tuple[str, ...], ...]
    patterns: tuple[tuple[str, ...], ...]


class RuleBook:
    """The rules of one configuration, compiled once: milliseconds for hundreds."""

    def __init__(self, config: RuleConfig) -> None:
        self._by_anchor: dict[Anchor, list[Compiled]] = {}
        for place, rule in enumerate(by_priority(config.rules)):
            compiled = _compiled(rule, place)
            for anchor in _anchors(compiled):
                self._by_anchor.setdefault(anchor, []).append(compiled)

    def fired(self, situation: Situation) -> tuple[Rule, ...]:
        """The rules that hold, the first to be heard first."""
        words = keys(situation.query)
        found: dict[int, Rule] = {}
        for anchor in _offered(situation, words):
            for one in self._by_anchor.get(anchor, ()):
                if one.place not in found and _holds(one, situation, words):
                    found[one.place] = one.rule
        return tuple(found[place] for place in sorted(found))


def _compiled(rule: Rule, place: int) -> Compiled:
    query = rule.when.query
    if query is None:
        return Compiled(rule, place, frozenset(), (), ())
    phrases = tuple(words for phrase in query.contains if (words := keys(phrase)))
    return Compiled(rule, place, frozenset(map(keys, query.exact)), phrases, tuple(map(pattern, query.pattern)))


def _anchors(one: Compiled) -> set[Anchor]:
    """What one of must be in a search before the rule is looked at."""
    when = one.rule.when
    if when.query:
        first = {words[0] for words in (*one.exact, *one.contains) if words}
        anchors = {("word", word) for word in first}
        for steps in one.patterns:
            plain = [step for step in steps if step != GAP]
            step = next((step for step in plain if not is_beginning(step)), plain[0] if plain else "")
            anchors.add(_beginning(step) if is_beginning(step) else ("word", step))
        return anchors
    for kind, values in (("category", when.category), ("model", when.model), ("slot", tuple(when.slots))):
        if values:
            return {(kind, value) for value in values}
    return {_EMPTY} if when.empty else {_ANY}


def _beginning(step: str) -> Anchor:
    stem = step[:-1]
    return ("begins", stem[:_BEGINNING]) if len(stem) >= _BEGINNING else _ANY


def _offered(situation: Situation, words: Sequence[str]) -> Iterator[Anchor]:
    """What a search has that a rule may hang on."""
    yield _ANY
    if not situation.query.strip():
        yield _EMPTY
    for word in dict.fromkeys(words):
        yield ("word", word)
        yield ("begins", word[:_BEGINNING])
    for kind, values in (("category", situation.categories), ("model", situation.models), ("slot", situation.slots)):
        yield from _each(kind, values)


def _each(kind: str, values: Iterable[str]) -> Iterator[Anchor]:
    return ((kind, value) for value in values)


def _holds(one: Compiled, situation: Situation, words: tuple[str, ...]) -> bool:
    when = one.rule.when
    return (
        one.rule.holds_on(situation.today)
        and (when.query is None or _says(one, words))
        and (when.empty is None or when.empty == (not situation.query.strip()))
        and all(_reads(slot, values, situation) for slot, values in when.slots.items())
        and _is_there(when, situation)
    )


def _is_there(when: When, situation: Situation) -> bool:
    """Where and by whom the search is made."""
    return (
        (not when.category or not situation.categories.isdisjoint(when.category))
        and (not when.model or not situation.models.isdisjoint(when.model))
        and (not when.organisation or situation.organisation in when.organisation)
        and (not when.role or not situation.roles.isdisjoint(when.role))
        and (when.ticket is None or when.ticket == situation.ticket)
    )


def _says(one: Compiled, words: tuple[str, ...]) -> bool:
    return words in one.exact or any(place_of(phrase, words) is not None for phrase in one.contains) or any(follows(steps, words) for steps in one.patterns)


def _reads(slot: str, values: Sequence[str], situation: Situation) -> bool:
    found = situation.slots.get(slot)
    return found is not None and (not values or not found.isdisjoint(values))
