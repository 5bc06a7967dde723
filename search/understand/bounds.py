"""Words that make a number a bound: "under", "at least", "around", "or less", "<". Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from search.understand.finding import Context

Kind = Literal["below", "above", "around"]
_SIGNS: dict[str, Kind] = {
    **dict.fromkeys(("<", "<=", "=<", "≤"), "below"),
    **dict.fromkeys((">", ">=", "=>", "≥"), "above"),
    **dict.fromkeys(("~", "≈", "±"), "around"),
}
_SIGN = re.compile(r"(<=|>=|=<|=>|[<>≤≥~≈±])\s*$")
_KINDS: tuple[Kind, ...] = ("below", "above", "around")


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound on the number that stands beside it; the span covers the bound's own words."""

    kind: Kind
    start: int
    end: int


def bound_before(context: Context, position: int) -> Bound | None:
    """The bound whose words or sign end right before `position`."""
    if sign := _SIGN.search(context.scan.text, max(0, position - 4), position):
        return Bound(_SIGNS[sign[1]], sign.start(), position)
    best: Bound | None = None
    for kind in _KINDS:
        match = context.before(position, kind)
        if match and (best is None or match.start < best.start):
            best = Bound(kind, match.start, match.end)
    return best


def bound_after(context: Context, position: int) -> Bound | None:
    """The bound whose words start right behind `position` ("or less", "max")."""
    if context.scan.text.startswith("+", position):
        return Bound("above", position, position + 1)
    for name, kind in (("below_after", "below"), ("above_after", "above")):
        match = context.after(position, name)
        if match:
            return Bound("below" if kind == "below" else "above", match.start, match.end)
    return None
