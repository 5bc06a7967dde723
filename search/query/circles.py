"""What a part's own fields tell of its offers (`search.schema.offered`): conditions, prices and stock of one offer, without the nested ones. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from accounts.viewer import Viewer
from search.query.clauses import Clause, any_of
from search.schema.offered import CIRCLES, CONDITIONS, STEP, within

_BY_AUDIENCES = {frozenset(audiences): circle for circle, audiences in CIRCLES.items()}


@dataclass(frozen=True, slots=True)
class Wish:
    """What one offer must have: a condition among these (None: any), a price in US cents between two ends, inclusive, and stock."""

    conditions: frozenset[str] | None = None
    low: int | None = None
    high: int | None = None
    in_stock: bool = False


class Spans(NamedTuple):
    """A field of the circle's, and the half-open ranges of numbers in it that meet a wish; several are alternatives."""

    field: str
    ranges: tuple[tuple[int, int], ...]


NO_WISH = Wish()


@lru_cache(maxsize=1024)
def circle_of(viewer: Viewer) -> str | None:
    """The circle that sees what the viewer sees, private offers apart; None when there is no such circle."""
    return _BY_AUDIENCES.get(frozenset(viewer.audiences))


def of_own_organisation(viewer: Viewer) -> Clause | None:
    """The parts of which the viewer's organisation has an offer of its own: there the circle's fields do not tell all."""
    return None if viewer.organisation_id is None else {"term": {"offered_privately": str(viewer.organisation_id)}}


def wished(first: Wish, second: Wish) -> Wish:
    """Both wishes, of one and the same offer."""
    sets = [one.conditions for one in (first, second) if one.conditions is not None]
    lows = [one.low for one in (first, second) if one.low is not None]
    highs = [one.high for one in (first, second) if one.high is not None]
    conditions = frozenset.intersection(*sets) if sets else None
    return Wish(conditions, max(lows, default=None), min(highs, default=None), first.in_stock or second.in_stock)


def spans(circle: str, wish: Wish) -> Spans:
    """Where the wish stands in the index. No range when nothing can meet it."""
    low = 0 if wish.low is None else within(max(wish.low, 0))
    high = STEP if wish.high is None else within(wish.high) + 1
    stocked = "stocked_" if wish.in_stock else ""
    if wish.conditions is None:
        return Spans(f"offered.{circle}.{stocked}prices", ((low, high),) if low < high else ())
    places = sorted(CONDITIONS.index(condition) * STEP for condition in wish.conditions if condition in CONDITIONS)
    return Spans(f"offered.{circle}.{stocked}conditions", _joined([(place + low, place + high) for place in places]) if low < high else ())


def answered_by(circle: str, wish: Wish) -> Clause:
    """On the part: an offer that the circle sees meets the wish."""
    found = spans(circle, wish)
    if found.ranges == ((0, STEP),) and wish.conditions is None:
        return {"exists": {"field": found.field}}
    ranges: list[Clause] = [{"range": {found.field: {"gte": low, "lt": high}}} for low, high in found.ranges]
    if not ranges:
        return {"match_none": {}}
    return ranges[0] if len(ranges) == 1 else any_of(ranges)


def counts(circle: str, wishes: Sequence[tuple[str, Wish]]) -> dict[str, Any]:
    """The aggregation that counts distinct parts by wish: by the ranges of one field where each wish is one, else clause by clause.

    A part counts once in a range, however many of its numbers lie in it.
    """
    found = [(key, one) for key, wish in wishes if (one := spans(circle, wish)).ranges]
    ascending = [one.ranges[0] for _, one in found if len(one.ranges) == 1]
    if len({one.field for _, one in found}) == 1 and len(ascending) == len(found) > 1 and all(a[1] <= b[0] for a, b in pairwise(ascending)):
        ranges = [{"key": key, "from": one.ranges[0][0], "to": one.ranges[0][1]} for key, one in found]
        return {"range": {"field": found[0][1].field, "ranges": ranges}}
    return {"filters": {"filters": {key: answered_by(circle, wish) for key, wish in wishes}}}


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Neighbours as one."""
    joined: list[tuple[int, int]] = []
    for low, high in ranges:
        if joined and joined[-1][1] == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return tuple(joined)
