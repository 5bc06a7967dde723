"""From the rules that fired to what they do together: the order, and who wins where they disagree. Pure.

Rules are heard by priority, then in the order of the file.
- hide wins over everything: a hidden part is not pinned, boosted or shown. Filters add up: all of them must hold.
- pin: a place is given once; a later pin of the same place goes to the next free one, a part that is pinned twice keeps its first.
  A pinned part stands at its pin, boosted or buried or not.
- boost: weights add up, within `most` of boosts.yml. bury: of several factors on a part the least counts. Both on one part: both count.
- rewrite, redirect: the first is done, the others are not. A rewrite is made once, before the other rules are asked: they see its result.
- synonym, message: all of them; the same sentence once.
"""

from collections.abc import Iterator, Sequence

from search.labels import Labels
from search.rules.applied import Applied, Clause, Rewritten, Told, Way
from search.rules.targets import part_clause, target_clause
from search.rules.types import Action, Pin, Rule, Target
from search.rules.words import keys, place_of
from search.understand.text import scan


def rewritten(rules: Sequence[Rule], query: str) -> Rewritten | None:
    """What is searched for instead, by the first rule that rewrites the query into something else."""
    for rule, action in _actions(rules):
        if action.rewrite and (changed := _replaced(query, action.rewrite.of, action.rewrite.to)) is not None and changed != query:
            return Rewritten(rule.id, query, changed)
    return None


def apply(rules: Sequence[Rule], labels: Labels, rewriting: Rewritten | None = None) -> Applied:
    """What the rules do, in the order in which they are given; a target that this catalogue does not have is left out."""
    actions = [(rule, action) for rule, action in _actions(rules) if not action.rewrite]
    fired = dict.fromkeys(rule.id for rule, _ in actions)
    ways = (Way(rule.id, action.redirect.url, action.redirect.label) for rule, action in actions if action.redirect)
    told = {action.message.text: Told(rule.id, action.message.text, action.message.kind) for rule, action in reversed(actions) if action.message}
    return Applied(
        fired=(*([rewriting.rule] if rewriting and rewriting.rule not in fired else []), *fired),
        reasons={rule.id: rule.reason for rule in rules},
        pins=_pins([(rule.id, action.pin) for rule, action in actions if action.pin], labels),
        boosts=tuple((rule.id, found, boost.weight) for rule, action in actions if (boost := action.boost) and (found := target_clause(boost.what, labels))),
        buries=tuple((rule.id, found, bury.factor) for rule, action in actions if (bury := action.bury) and (found := target_clause(bury.what, labels))),
        filters=_resolved([(rule.id, action.filter) for rule, action in actions if action.filter], labels),
        hides=_resolved([(rule.id, action.hide) for rule, action in actions if action.hide], labels),
        synonyms=tuple(action.synonym for _, action in actions if action.synonym),
        messages=tuple(reversed(told.values())),
        redirect=next(ways, None),
        rewritten=rewriting,
    )


def _actions(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Action]]:
    return ((rule, action) for rule in rules for action in rule.then)


def _resolved(targets: Sequence[tuple[str, Target]], labels: Labels) -> tuple[tuple[str, Clause], ...]:
    return tuple((rule, clause) for rule, target in targets if (clause := target_clause(target, labels)) is not None)


def _pins(pins: Sequence[tuple[str, Pin]], labels: Labels) -> tuple[tuple[str, Clause], ...]:
    """The pinned parts in the order of their places."""
    places: dict[int, tuple[str, Clause]] = {}
    for rule, pin in pins:
        clause = part_clause(pin.part, labels)
        if clause is None or any(clause == taken for _, taken in places.values()):
            continue
        place = pin.at
        while place in places:
            place += 1
        places[place] = (rule, clause)
    return tuple(places[place] for place in sorted(places))


def _replaced(query: str, of: str, to: str) -> str | None:
    """The query with `to` in the place of the words `of`; None when they are not in it."""
    if not of:
        return to
    phrase, words = keys(of), scan(query).words
    at = place_of(phrase, keys(query))
    if at is None or not phrase:
        return None
    return f"{query[: words[at].start]}{to}{query[words[at + len(phrase) - 1].end :]}"
