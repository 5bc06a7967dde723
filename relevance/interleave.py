"""Which of two interleaved releases people prefer: credit by clicks, and whether chance would explain it. Pure.

The lists come from `search.team_draft`: each shown part is owed to release A or B. A click is a point for the team of its part.
One person's clicks hang together, so persons are counted and not clicks: each prefers A, B or neither, whatever the number of
clicks. If the releases were equally good, each who prefers one at all would prefer either by the toss of a coin; the
exact binomial (sign) test says how rarely so clear a majority comes from that. Those who prefer neither say nothing about which is
better and are left out of the test, but count in `lead`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log

LEVEL = 0.05  # a p-value below this is called a preference


@dataclass(frozen=True, slots=True)
class Draft:
    """One interleaved list: whom it was shown to, its parts in order with their teams (`"ABBA"`), and those that were clicked."""

    client: str
    parts: tuple[int, ...]
    teams: str
    clicked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Preference:
    """How many persons preferred A, B or neither; `p_value` is two-sided."""

    a: int
    b: int
    neither: int
    p_value: float

    @property
    def lead(self) -> float:
        """B's lead, -0.5 (all prefer A) to 0.5 (all prefer B), with half a vote to each from those who prefer neither (Chapelle et al. 2012)."""
        everybody = self.a + self.b + self.neither
        return (self.b + self.neither / 2) / everybody - 0.5 if everybody else 0.0

    @property
    def better(self) -> str | None:
        """`A`, `B`, or None when chance could give as much."""
        if self.p_value >= LEVEL:
            return None
        return "A" if self.a > self.b else "B"


def points(draft: Draft) -> int:
    """B's clicks minus A's. Raises ValueError when a part has no team."""
    if len(draft.parts) != len(draft.teams):
        raise ValueError(f"{len(draft.parts)} parts and {len(draft.teams)} teams: each part has one.")
    return sum(1 if team == "B" else -1 for part, team in zip(draft.parts, draft.teams, strict=True) if part in draft.clicked)


def preference(drafts: Iterable[Draft]) -> Preference:
    """What the persons who clicked at all prefer; whoever saw lists and clicked nothing has not voted."""
    votes: dict[str, int] = defaultdict(int)
    for draft in drafts:
        if draft.clicked & set(draft.parts):
            votes[draft.client] += points(draft)
    a, b = sum(vote < 0 for vote in votes.values()), sum(vote > 0 for vote in votes.values())
    return Preference(a, b, len(votes) - a - b, sign_test(a, b))


def sign_test(a: int, b: int) -> float:
    """The chance that `a + b` tosses of a fair coin are at least as uneven, in either direction; 1 without any."""
    tosses, most = a + b, max(a, b)
    if 2 * most == tosses:
        return 1.0
    tail = sum(exp(lgamma(tosses + 1) - lgamma(heads + 1) - lgamma(tosses - heads + 1) - tosses * log(2)) for heads in range(most, tosses + 1))
    return min(1.0, 2 * tail)
