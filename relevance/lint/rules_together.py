"""Rules that are wrong beside each other: loops and chains of rewrites, rules that an earlier one leaves nothing to do. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from relevance.lint.draft import Draft, Linter, Location
from search.rules.types import Action, QueryWords, Rule, When, by_priority
from search.rules.words import GAP, follows, keys, pattern, place_of
from search.tuning.faults import Fault

Words = tuple[str, ...]


class _Edge(NamedTuple):
    """One rewrite: the words that it replaces (each alternative), and what it puts there."""

    at: Location
    rule: str
    sources: tuple[Words, ...]
    result: Words


def loops(draft: Draft) -> Iterator[Fault]:
    """Rewrites that lead back (A to B to A), and those whose result another rewrite would change: only one is ever made."""
    file, edges = draft.files.get("rules"), list(_rewrites(draft))
    for edge in edges if file else ():
        following = next((other for other in edges if other is not edge and _meets(edge.result, other.sources)), None)
        if file is None or following is None:
            continue
        if way := _way_back(edge, edges):
            message = f"a loop: {' → '.join(way)}; decide for one of the words and delete the other rule."
            yield file.fault("rewrite-loop", (*edge.at, "rewrite", "to"), message)
        else:
            message = f"a chain: {following.rule} would rewrite the result again, but a query is rewritten once; write the end at once."
            yield file.fault("rewrite-chain", (*edge.at, "rewrite", "to"), message, f'to: "{" ".join(following.result)}"')


def shadowed(draft: Draft) -> Iterator[Fault]:
    """Rewrites, redirects and pins that never come to anything, because an earlier rule always does it first."""
    file, heard = draft.files.get("rules"), by_priority(draft.rules)
    places = {id(rule): place for place, rule in enumerate(heard)}
    for at, rule, action in draft.actions() if file else ():
        for other in heard[: places[id(rule)]]:
            if file and (message := _lost(other, action)) and covers(other, rule):
                yield file.fault("shadowed", (*at, action.kind), f"{message} Give this rule a higher priority, or narrow {other.id}.", severity="warning")
                break


def covers(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` holds whenever `narrow` does."""
    begins = wide.starts is None or (narrow.starts is not None and wide.starts <= narrow.starts)
    return begins and wide.expires >= narrow.expires and _when_covers(wide.when, narrow.when)


def _lost(other: Rule, action: Action) -> str:
    """Why the action comes to nothing whenever `other` holds; empty when it does not."""
    kind, pin = action.kind, action.pin
    if kind in ("rewrite", "redirect") and any(one.kind == kind for one in other.then):
        return f"never reached: {other.id} holds whenever this does and goes first; only the first {kind} is done."
    for one in other.then if pin else ():
        if pin and one.pin and one.pin.at == pin.at:
            return f"place {pin.at} is always taken: {other.id} pins {one.pin.part} there first."
        if pin and one.hide and pin.part in one.hide.parts:
            return f"never shown: {other.id} hides {pin.part}."
    return ""


def _rewrites(draft: Draft) -> Iterator[_Edge]:
    for at, rule, action in draft.actions():
        if action.rewrite:
            query = rule.when.query
            own = [action.rewrite.of] if action.rewrite.of else [*query.exact, *query.contains] if query else []
            yield _Edge(at, rule.id, tuple(keys(text) for text in own), keys(action.rewrite.to))


def _meets(result: Words, sources: Sequence[Words]) -> bool:
    return any(source and place_of(source, result) is not None for source in sources)


def _way_back(begin: _Edge, edges: Sequence[_Edge]) -> list[str]:
    """The way by which the result of a rewrite comes back to where it began; empty when it does not."""
    way, at = [begin.sources[0] if begin.sources else (), begin.result], begin
    for _ in edges:
        following = next((edge for edge in edges if edge is not at and _meets(at.result, edge.sources)), None)
        if following is None:
            return []
        way.append(following.result)
        if _meets(following.result, begin.sources):
            return [" ".join(words) for words in way]
        at = following
    return []


def _when_covers(wide: When, narrow: When) -> bool:
    lists = all(not (own := getattr(wide, name)) or _within(getattr(narrow, name), own) for name in ("category", "model", "organisation", "role"))
    flags = all(getattr(wide, name) is None or getattr(wide, name) == getattr(narrow, name) for name in ("empty", "ticket"))
    slots = all(slot in narrow.slots and (not values or _within(narrow.slots[slot], values)) for slot, values in wide.slots.items())
    return lists and flags and slots and (wide.query is None or (narrow.query is not None and _query_covers(wide.query, narrow.query)))


def _within(values: Sequence[str], all_of: Sequence[str]) -> bool:
    return bool(values) and set(values) <= set(all_of)


def _query_covers(wide: QueryWords, narrow: QueryWords) -> bool:
    exact, phrases, patterns = (list(map(read, texts)) for read, texts in ((keys, wide.exact), (keys, wide.contains), (pattern, wide.pattern)))

    def has(words: Words) -> bool:
        return any(place_of(phrase, words) is not None for phrase in phrases) or any(follows(steps, words) for steps in patterns)

    runs = [_runs(pattern(text)) for text in narrow.pattern]
    return (
        all(keys(text) in exact or has(keys(text)) for text in narrow.exact)
        and all(has(keys(text)) for text in narrow.contains)
        and all(any(has(run) for run in each) or pattern(text) in patterns for text, each in zip(narrow.pattern, runs, strict=True))
    )


def _runs(steps: Words) -> list[Words]:
    """The words of a pattern that stand side by side and whole."""
    runs: list[list[str]] = [[]]
    for step in steps:
        if step.endswith(GAP):
            runs.append([])
        else:
            runs[-1].append(step)
    return [tuple(run) for run in runs if run]


LINTERS: tuple[Linter, ...] = (loops, shadowed)
