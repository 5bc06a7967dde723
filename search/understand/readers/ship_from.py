"""Reads where it must come from: "from Germany", "ships from the UK", "not from China". "Made in" is no such thing. Pure."""

from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any, negated
from search.understand.phrases import Match
from search.understand.text import fold

_STOCK = frozenset({"in_stock"})  # "in stock in Germany"
_CODE = 2  # letters of an ISO country


def read_ship_from(context: Context) -> Iterator[Finding]:
    """Findings with `ship_from` or `not.ship_from`."""
    blocked = context.blocked("not_ship_from")
    last: tuple[int, str] | None = None
    for country, start, end in _countries(context):
        if last and (joined := context.before(start, "also")) and context.scan.text[last[0] : joined.start].strip(" ,") == "":
            yield Finding(((last[1], country),), start, end, certain=True, shares=_STOCK)
            last = (end, last[1])
            continue
        article = context.before(start, "ship_from_articles")
        place = article.start if article else start
        before = context.before(place, "ship_from") or (context.before(start, "ship_from") if article else None)
        after = None if before else context.after(end, "ship_from_after")
        if not before and not after:
            continue
        first = before.start if before else start
        if inside_any(first, end, blocked):
            continue
        negation = negated(context, first)
        slot = "ship_from" if negation is None else "not.ship_from"
        last = (end, slot)
        yield Finding(((slot, country),), first if negation is None else negation, after.end if after else end, certain=True, shares=_STOCK)


def _countries(context: Context) -> Iterator[tuple[str, int, int]]:
    """(ISO code, start, end): names of any case, and codes in capitals."""
    matches: dict[int, Match[str]] = {match.first: match for match in context.language.countries.find(context.scan)}
    for position, word in enumerate(context.scan.words):
        if match := matches.get(position):
            yield match.values[0], match.start, match.end
        elif len(word.text) == _CODE and word.text.isupper() and fold(word.text).upper() in context.language.words.countries:
            yield word.text.upper(), word.start, word.end
