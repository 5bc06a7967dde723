"""Team-draft interleaving: one list out of two rankings, each place owed to one of them. Pure.

Radlinski, Kurup and Joachims, "How does clickthrough data reflect retrieval quality?" (CIKM 2008): in each round a coin decides who
picks first, and each side picks its best item that is not in the list yet. The coin is a hash of the seed, so the same
search gives the same list.
"""

from collections.abc import Hashable, Iterator, Sequence
from hashlib import blake2b
from typing import Literal, TypeVar

Team = Literal["A", "B"]
Item = TypeVar("Item", bound=Hashable)
_FLIPS = 512  # of one hash; there are never more rounds than a page has places


def team_draft(a: Sequence[Item], b: Sequence[Item], size: int, seed: str) -> tuple[tuple[Item, Team], ...]:
    """At most `size` items with the side that put each there. An item stands once; both sides put as many, but for the last round.

    When one ranking is used up, the other one goes on alone: those places are its own.
    """
    left: dict[Team, Iterator[Item]] = {"A": iter(a), "B": iter(b)}
    coins = _coins(seed)
    taken: dict[Item, Team] = {}
    while len(taken) < size:
        before = len(taken)
        order: tuple[Team, Team] = ("A", "B") if next(coins) else ("B", "A")
        for team in order:
            item = next((item for item in left[team] if item not in taken), None)
            if item is not None and len(taken) < size:
                taken[item] = team
        if len(taken) == before:
            break
    return tuple(taken.items())


def _coins(seed: str) -> Iterator[bool]:
    number = 0
    while True:
        bits = int.from_bytes(blake2b(f"{seed}:{number}".encode(), digest_size=_FLIPS // 8).digest())
        yield from (bool(bits >> flip & 1) for flip in range(_FLIPS))
        number += 1
