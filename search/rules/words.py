"""How the words of a rule meet the words of a query. Pure."""

from collections.abc import Sequence
from functools import lru_cache

from search.understand.text import scan, singular

GAP = "*"


@lru_cache(maxsize=2048)  # the terms of the rules, and each query on its way
def keys(text: str) -> tuple[str, ...]:
    """The words of a text as rules compare them: no case, accents, hyphens or plural s."""
    return tuple(singular(word.key) for word in scan(text).words)


@lru_cache(maxsize=2048)
def pattern(text: str) -> tuple[str, ...]:
    """A pattern's words: plain ones as `keys`, "*" for any words between, "cab*" for a beginning."""
    found: list[str] = []
    for piece in text.split():
        stem = piece.removesuffix(GAP)
        if piece == GAP:
            found.append(GAP)
        elif piece.endswith(GAP):
            words = [word.key for word in scan(stem).words]
            found += [*words[:-1], words[-1] + GAP] if words else []
        else:
            found += keys(piece)
    return tuple(found)


def is_beginning(step: str) -> bool:
    """Whether a step of a pattern is the beginning of a word."""
    return len(step) > 1 and step.endswith(GAP)


def place_of(phrase: Sequence[str], words: Sequence[str]) -> int | None:
    """Where a phrase begins among the words; None when it is not there."""
    wanted = list(phrase)
    return next((at for at in range(len(words) - len(wanted) + 1) if list(words[at : at + len(wanted)]) == wanted), None)


def follows(steps: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the steps of a pattern stand in the words, in order: side by side, but for what "*" stands for."""
    runs: list[list[str]] = [[]]
    for step in steps:
        if step == GAP:
            runs.append([])
        else:
            runs[-1].append(step)
    at = 0
    for run in filter(None, runs):
        found = next((start for start in range(at, len(words) - len(run) + 1) if _meets(run, words[start : start + len(run)])), None)
        if found is None:
            return False
        at = found + len(run)
    return any(runs)


def _meets(run: Sequence[str], words: Sequence[str]) -> bool:
    return all(word.startswith(step[:-1]) if is_beginning(step) else word == step for step, word in zip(run, words, strict=True))
