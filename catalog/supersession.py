"""Supersession chains: which live parts replace a part, and which earlier parts it replaces. Pure.

Edges come from `part_relation` of kind `superseded_by`. A part may be replaced by one part, by all parts of a set
together, or by any one of a set; sets may follow each other along a chain.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

SetKind = Literal["one", "all", "any"]


@dataclass(frozen=True, slots=True)
class Edge:
    """`part_id` is superseded by `quantity_ratio` pieces of `related_part_id`."""

    part_id: int
    related_part_id: int
    set_kind: SetKind = "one"
    quantity_ratio: Decimal = Decimal(1)
    precondition: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """A live end of a chain and the shortest way there (part ids, start and end included).

    `set_kind` is that of the first step on the way that is not "one": it decides what the buyer needs to get.
    `quantity` is the product of the ratios; `preconditions` are those met on the way, in order.
    """

    part_id: int
    set_kind: SetKind
    quantity: Decimal
    path: tuple[int, ...]
    preconditions: tuple[str, ...]


class Chains:
    """A relation graph. `removed` parts are walked through but are never an end."""

    def __init__(self, edges: Iterable[Edge], removed: Iterable[int] = ()) -> None:
        self._later: dict[int, list[Edge]] = defaultdict(list)
        self._earlier: dict[int, list[Edge]] = defaultdict(list)
        self._removed = frozenset(removed)
        for edge in sorted(edges, key=lambda edge: (edge.part_id, edge.related_part_id)):
            self._later[edge.part_id].append(edge)
            self._earlier[edge.related_part_id].append(edge)

    def ends(self, part_id: int) -> tuple[End, ...]:
        """The live ends that replace `part_id`, nearest first; empty when nothing live does."""
        found: dict[int, End] = {}
        for end in sorted(self._walk(End(part_id, "one", Decimal(1), (part_id,), ())), key=lambda end: (len(end.path), end.path)):
            found.setdefault(end.part_id, end)
        return tuple(found.values())

    def _walk(self, here: End) -> list[End]:
        """Ends reachable from `here`, `here` itself not counted. The database refuses cycles; a path never repeats a part all the same."""
        ends: list[End] = []
        for edge in self._later.get(here.part_id, ()):
            if edge.related_part_id in here.path:
                continue
            step = End(
                edge.related_part_id,
                edge.set_kind if here.set_kind == "one" else here.set_kind,
                here.quantity * edge.quantity_ratio,
                (*here.path, edge.related_part_id),
                (*here.preconditions, edge.precondition) if edge.precondition else here.preconditions,
            )
            further = self._walk(step)
            if further:
                ends += further
            elif step.part_id not in self._removed:
                ends.append(step)
        return ends

    def earlier(self, part_id: int) -> tuple[int, ...]:
        """Every part before `part_id` along any chain, nearest first."""
        seen: dict[int, None] = {}
        level = [part_id]
        while level:
            before = [edge.part_id for at in level for edge in self._earlier.get(at, ())]
            level = [at for at in dict.fromkeys(before) if at not in seen and at != part_id]
            seen.update(dict.fromkeys(level))
        return tuple(seen)
