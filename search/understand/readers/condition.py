"""Reads conditions and what they must not be: "refurbished", "neu", "not used", "no refurb or aftermarket". Pure."""

from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any, negated
from search.understand.phrases import Match


def read_conditions(context: Context) -> Iterator[Finding]:
    """Findings with `condition` or `not.condition`, one a value."""
    blocked = context.blocked("not_conditions")
    seen: set[tuple[str, str]] = set()
    negation_end = -1
    for match in context.language.conditions.find(context.scan):
        if inside_any(match.start, match.end, blocked):
            continue
        start = negated(context, match.start)
        if start is None and _is_wish(context, match):
            continue
        behind = context.after(match.end, "negations_behind") if start is None else None
        if start is None and _goes_on(context, match, negation_end):
            start = match.start
        if behind:
            start = match.start
        slot = "condition" if start is None else "not.condition"
        negation_end = -1 if start is None else match.end
        chip = (slot, match.values[0])
        if chip not in seen:
            seen.add(chip)
            yield Finding((chip,), match.start if start is None else start, behind.end if behind else match.end, certain=True, evidence=start is not None)


def _is_wish(context: Context, match: Match[str]) -> bool:
    """Reads "need a new X": another one is wanted, of whatever condition. "A brand new X" and "new X" ask for the condition."""
    index = context.scan.word_before(match.start)
    if match.key not in context.phrases("merely_new") or index is None:
        return False
    article = context.scan.words[index]
    return context.language.number_words.get(article.key) == 1 and context.before(article.start, "quantity_verbs") is not None


def _goes_on(context: Context, match: Match[str], end: int) -> bool:
    """Reads "not used or aftermarket": what is joined to something negated is negated too."""
    joined = context.before(match.start, "also")
    return joined is not None and end >= 0 and context.scan.text[end : joined.start].strip() == ""
