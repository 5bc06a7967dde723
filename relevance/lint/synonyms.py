"""Synonyms that are none: two part numbers, two makers, a term alone. Pure."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from core.values.part_number import fold
from relevance.lint.draft import Draft, Linter, Location
from relevance.lint.known import Known
from search.tuning.faults import Fault
from search.tuning.types import SynonymConfig
from search.tuning.yaml_file import YamlFile
from search.understand.text import phrase_key

_SHORTEST_NUMBER = 4  # "CT" and "O2" may be somebody's part number as well


def joined(draft: Draft) -> Iterator[Fault]:
    """Groups that make one of what the catalogue knows as two: parts by their numbers, makers by their names."""
    if draft.known is None:
        return
    for file, at, group in _groups(draft):
        yield from _parts(file, at, group, draft.known)
        yield from _makers(file, at, group, draft.known)


def alone(draft: Draft) -> Iterator[Fault]:
    """Groups without two different terms."""
    for file, at, group in _groups(draft):
        if len({phrase_key(term) for term in group}) < 2:
            yield file.fault("no-effect", at, f"{', '.join(group) or 'nothing'}: one term alone says nothing.", '- ["ECG", "EKG"]', "warning")


def _groups(draft: Draft) -> Iterator[tuple[YamlFile, Location, Sequence[str]]]:
    config = draft.value("synonyms", SynonymConfig)
    for position, group in enumerate(config.groups if config else ()):
        yield draft.files["synonyms"], ("groups", position), group
    for at, _, action in draft.actions():
        if action.synonym:
            yield draft.files["rules"], (*at, "synonym"), action.synonym


def _parts(file: YamlFile, at: Location, group: Sequence[str], known: Known) -> Iterator[Fault]:
    found = [(position, frozenset(known.numbers.get(fold(term), ()))) for position, term in enumerate(group) if _may_be_a_number(term)]
    if clash := _first_disjoint(found):
        first, second = (group[position] for position in clash)
        message = f"joins two part numbers, {first} and {second}: who asks for one would be shown the other. "
        yield file.fault("joins-parts", (*at, clash[1]), message + "If one stands in for the other, record that in the catalogue: as an alias or alternative.")


def _makers(file: YamlFile, at: Location, group: Sequence[str], known: Known) -> Iterator[Fault]:
    found = [(position, frozenset(known.makers.get(phrase_key(term), ()))) for position, term in enumerate(group)]
    if clash := _first_disjoint(found):
        first, second = (group[position] for position in clash)
        message = f"joins two makers, {first} and {second}: a maker's other names belong to him in the catalogue, another maker's never."
        yield file.fault("joins-makers", (*at, clash[1]), message)


def _first_disjoint(found: Sequence[tuple[int, frozenset[Any]]]) -> tuple[int, int] | None:
    """The positions of the first two terms that mean something, but nothing in common."""
    meant = [(position, meanings) for position, meanings in found if meanings]
    return next(((one, other) for (one, first), (other, second) in combinations(meant, 2) if first.isdisjoint(second)), None)


def _may_be_a_number(term: str) -> bool:
    folded = fold(term)
    return len(folded) >= _SHORTEST_NUMBER and any(sign.isdigit() for sign in folded)


LINTERS: tuple[Linter, ...] = (joined, alone)
