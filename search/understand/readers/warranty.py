"""Reads the least warranty: "12 month warranty", "garantie 2 ans", "warranty of at least 1 year". Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from search.understand.bounds import bound_before
from search.understand.durations import Duration, read_durations
from search.understand.finding import Context, Finding

_ABBREVIATED = re.compile(r"(?P<number>[1-9]\d?)(?P<unit>[my])")
_BETWEEN = 3  # words that may stand between the time and the word "warranty"


def read_warranties(context: Context) -> Iterator[Finding]:
    """Findings with `warranty_min`, in months."""
    for duration in (*read_durations(context), *_abbreviated(context)):
        span = _with_word_behind(context, duration) or _with_word_before(context, duration)
        if span and duration.months:
            yield Finding((("warranty_min", duration.months),), *span, certain=True)


def _abbreviated(context: Context) -> Iterator[Duration]:
    """Reads "36m" and "2y", which are times only beside the word "warranty": elsewhere 36 m are metres."""
    for word in context.scan.words:
        if (match := _ABBREVIATED.fullmatch(word.key)) and word.joint not in (".", ","):
            yield Duration(word.start, word.end, Decimal(match["number"]), "month" if match["unit"] == "m" else "year")


def _with_word_behind(context: Context, duration: Duration) -> tuple[int, int] | None:
    position = duration.end
    for _ in range(_BETWEEN):
        if match := context.after(position, "warranty"):
            bound = bound_before(context, duration.start)
            if bound and bound.kind == "below":
                return None
            return (bound.start if bound else duration.start), match.end
        filler = context.after(position, "warranty_between")
        if not filler:
            return None
        position = filler.end
    return None


def _with_word_before(context: Context, duration: Duration) -> tuple[int, int] | None:
    position = duration.start
    for _ in range(_BETWEEN):
        if match := context.before(position, "warranty"):
            return match.start, duration.end
        bound = bound_before(context, position)
        if bound and bound.kind == "above":
            position = bound.start
            continue
        filler = context.before(position, "warranty_between")
        if not filler:
            return None
        position = filler.start
    return None
