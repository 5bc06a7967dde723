"""Whether a difference between two systems over the same queries is more than chance: a paired, seeded randomisation test. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 20_000
SEED = 17
LEVEL = 0.05  # a p-value below this is called a difference
# Differences below this are ties: rankings that differ beyond the tenth place only.
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over paired values. `effect` is the mean difference in standard deviations of the differences (Cohen's d for pairs)."""

    mean: float
    p_value: float
    effect: float
    wins: int
    ties: int
    losses: int

    @property
    def sure(self) -> bool:
        """Whether chance alone would rarely give so much."""
        return self.p_value < LEVEL


def difference(a: Sequence[float], b: Sequence[float], rounds: int = ROUNDS, seed: int = SEED) -> Difference:
    """How B differs from A, query by query (values in the same order).

    The p-value is two-sided: the share of random exchanges of A and B within queries whose mean differs at least as much
    (Smucker, Allan and Carterette 2007), the observed one counted. Raises ValueError when the lengths differ.
    """
    if len(a) != len(b):
        raise ValueError(f"{len(a)} values against {len(b)}: both systems need one for each query.")
    gained = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    gained[np.abs(gained) < _TIE] = 0.0
    moved = gained[gained != 0]
    if not moved.size:
        return Difference(0.0, 1.0, 0.0, 0, len(a), 0)
    mean, spread = float(gained.mean()), float(gained.std(ddof=1)) if gained.size > 1 else 0.0
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(rounds, moved.size))
    extreme = int((np.abs(signs @ moved) >= abs(moved.sum()) - _TIE).sum())
    wins = int((gained > 0).sum())
    return Difference(mean, (extreme + 1) / (rounds + 1), mean / spread if spread else 0.0, wins, int((gained == 0).sum()), int(moved.size) - wins)
