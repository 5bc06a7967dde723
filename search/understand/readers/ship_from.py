"""Reads where it must come from: "from Germany", "ships from the UK", "not from China". "Made in" is no such thing. Pure."""

from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any, negated
from search.understand.phrases import Match

_BESIDE = frozenset({"in_stock", "lead_time_max"})  # one word serves both: "in stock in Germany", "next day delivery from Germany"
_CODE = 2  # letters of an ISO country


def read_ship_from(context: Context) -> Iterator[Finding]:
    """Findings with `ship_from` or `not.ship_from`."""
    blocked = context.blocked("not_ship_from")
    last: tuple[int, str] | None = None  # where the country before ends, and its slot
    for country, start, end in _countries(context):
        joined = context.before(start, "also") if last else None
        if last and joined and context.scan.text[last[0] : joined.start].strip(" ,") == "":
            last = (end, last[1])
            yield Finding(((last[1], country),), start, end, certain=True, shares=_BESIDE)
            continue
        place = _place(context, start, end)
        if place and not inside_any(*place, blocked):
            negation = negated(context, place[0])
            behind = context.after(place[1], "negations_behind")
            last = (end, "ship_from" if negation is None and not behind else "not.ship_from")
            first = place[0] if negation is None else negation
            yield Finding(((last[1], country),), first, behind.end if behind else place[1], certain=True, shares=_BESIDE)


def _place(context: Context, start: int, end: int) -> tuple[int, int] | None:
    """The country with the words that make it the seller's place ("from the …", "… se"); None without them."""
    article = context.before(start, "ship_from_articles")
    before = context.before(article.start, "ship_from") if article else None
    before = before or context.before(start, "ship_from")
    if before:
        return before.start, end
    after = context.after(end, "ship_from_after")
    return (start, after.end) if after else None


def _countries(context: Context) -> Iterator[tuple[str, int, int]]:
    """(ISO code, start, end): names of any case, and codes in capitals."""
    matches: dict[int, Match[str]] = {match.first: match for match in context.language.countries.find(context.scan)}
    for position, word in enumerate(context.scan.words):
        if match := matches.get(position):
            yield match.values[0], match.start, match.end
        elif len(word.key) == _CODE and word.text.isupper() and (code := word.key.upper()) in context.language.words.countries:
            yield code, word.start, word.end
