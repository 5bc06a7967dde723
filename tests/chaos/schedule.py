"""When what goes wrong: a table of episodes, made from a seed alone, so that a run can be repeated. Pure.

A lane is a thing that only one misfortune may befall at a time; lanes are independent of each other.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

Lanes = Mapping[str, tuple[str, ...]]

NETWORK = ("delay", "cut_before", "cut_after", "truncate", "black_hole")
# Every misfortune of every lane, in each long run.
FULL: Lanes = {
    "worker1": ("kill", "stop", "kill_parent"),
    "worker2": ("stop", "kill"),
    "relay1": ("kill", "stop"),
    "relay2": ("stop",),
    "web": ("kill", "stop"),
    "redis": ("kill", "flush", "stop", "flush"),
    "opensearch": ("kill", "stop"),
    "net-opensearch": (*NETWORK, "status_429", "status_503", "items"),
    "net-redis": NETWORK,
    "net-postgres": NETWORK,
    "index": ("block", "rebuild", "block", "rebuild"),
}
# A quarter of a minute's worth, without what takes long to come back.
SMOKE: Lanes = {
    "worker1": ("kill",),
    "relay1": ("stop",),
    "redis": ("flush",),
    "net-opensearch": ("cut_after", "items"),
    "net-postgres": ("cut_after",),
    "index": ("block", "rebuild"),
}
# Beside a fault that lasts for the whole run (`Plan.steady`).
REBUILD: Lanes = {"index": ("rebuild",)}
LONGEST_S = 4.0
# The restart of the engine takes long, so it is killed early.
_EARLY = "opensearch"


@dataclass(frozen=True, slots=True)
class Episode:
    """A misfortune: begins `at` seconds after the start and is over `seconds` later."""

    lane: str
    kind: str
    at: float
    seconds: float


def make(seed: int, seconds: float, lanes: Lanes) -> list[Episode]:
    """The episodes of a run by their beginning; those of one lane do not overlap."""
    dice = random.Random(seed)
    episodes = []
    for lane, kinds in lanes.items():
        order = list(kinds) if lane == _EARLY else dice.sample(kinds, len(kinds))
        slot = seconds * 0.95 / len(order)
        for number, kind in enumerate(order):
            length = min(LONGEST_S, slot * dice.uniform(0.3, 0.8))
            begin = number * slot + (0.0 if lane == _EARLY else dice.uniform(0, slot - length))
            episodes.append(Episode(lane, kind, round(begin + 1, 3), round(length, 3)))
    return sorted(episodes, key=lambda episode: episode.at)
