"""Reads that it must be there: "in stock", "ships today", "auf Lager". Pure."""

from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any

_LEAD = frozenset({"lead_time_max"})


def read_stock(context: Context) -> Iterator[Finding]:
    """The first finding with `in_stock`."""
    blocked = context.blocked("not_in_stock")
    for match in context.phrases("in_stock").find(context.scan):
        if not inside_any(match.start, match.end, blocked):
            yield Finding((("in_stock", True),), match.start, match.end, certain=True, shares=_LEAD)
            return
