"""Reads how soon it must come: "next day", "within 3 days", "lead time under 2 weeks", "bis morgen". Pure."""

from collections.abc import Iterator

from search.understand.bounds import bound_before
from search.understand.durations import Duration, read_durations
from search.understand.finding import Context, Finding, inside_any

_STOCK = frozenset({"in_stock"})
_MOST_HOURS = 240  # more hours than that are running hours
_BARE = frozenset({"under", "lessthan", "max", "maximum", "atmost", "upto", "notmorethan", "nomorethan", "moinsde", "en", "in", "sous"})


def read_lead_times(context: Context) -> Iterator[Finding]:
    """Findings with `lead_time_max`, in days."""
    blocked = context.blocked("not_lead")
    for match in context.language.lead_words.find(context.scan):
        if not inside_any(match.start, match.end, blocked):
            start = _with_verb(context, match.start)
            yield Finding((("lead_time_max", match.values[0]),), start, _with_noun(context, match.end), certain=True, shares=_STOCK)
    for duration in read_durations(context):
        span = _span(context, duration)
        if span and not context.before(duration.start, "warranty") and not inside_any(*span, blocked):
            yield Finding((("lead_time_max", duration.days),), *span, certain=True, shares=_STOCK)


def _span(context: Context, duration: Duration) -> tuple[int, int] | None:
    """The time with the words that make it a lead time; None when there are none."""
    sign = bound_before(context, duration.start)
    before = context.before(duration.start, "lead_before") or (context.before(sign.start, "lead_before") if sign and sign.kind == "below" else None)
    after = context.after(duration.end, "lead_after")
    if not before and not after:
        return None
    if duration.unit == "year" or (duration.unit == "hour" and duration.number > _MOST_HOURS):
        return None
    if not after and before and before.key in _BARE and duration.unit in ("hour", "month") and before.key != "sous":
        return None
    if not before and after and after.key in ("orless", "max", "tak") and duration.unit in ("hour", "month"):
        return None
    if context.after(duration.end, "warranty") or (after and after.key == "lead" and duration.unit == "hour"):
        return None
    return (_with_verb(context, before.start) if before else duration.start), (after.end if after else duration.end)


def _with_verb(context: Context, start: int) -> int:
    """Where "delivered" or "lead time" before the words begins."""
    match = context.before(start, "lead_before")
    return match.start if match and match.key not in _BARE else start


def _with_noun(context: Context, end: int) -> int:
    match = context.after(end, "lead_after")
    return match.end if match and match.key in ("delivery", "shipping", "dispatch", "lieferung", "livraison") else end
