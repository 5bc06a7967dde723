"""Rank-biased overlap of two rankings: 1 when they are the same, 0 when they share nothing; the top counts most. Pure."""

from collections.abc import Sequence

PERSISTENCE = 0.9  # a reader goes on to the next place nine times of ten: the first ten places carry 86 % of the weight


def rbo(one: Sequence[str], other: Sequence[str], depth: int = 10, persistence: float = PERSISTENCE) -> float:
    """Extrapolated overlap of the first `depth` places (Webber, Moffat and Zobel 2010, equation 32), from 0 to 1.

    Two empty rankings are the same. Where one ranking is shorter, its missing places agree with nothing.
    """
    depth = min(depth, max(len(one), len(other)))
    if not depth:
        return 1.0
    total, overlap, mine, theirs = 0.0, 0, set[str](), set[str]()
    for rank in range(1, depth + 1):
        left = one[rank - 1] if rank <= len(one) else None
        right = other[rank - 1] if rank <= len(other) else None
        overlap += (left is not None and (left in theirs or left == right)) + (right is not None and right != left and right in mine)
        mine |= {left} - {None}  # type: ignore[arg-type]
        theirs |= {right} - {None}  # type: ignore[arg-type]
        total += persistence**rank * overlap / rank
    return (1 - persistence) / persistence * total + persistence**depth * overlap / depth
