"""Reads in what order: "cheapest", "top rated", "fastest delivery". The first such word wins. Pure."""

from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any


def read_sorts(context: Context) -> Iterator[Finding]:
    """The first finding with `sort`."""
    blocked = context.blocked("not_sorts")
    for match in context.language.sorts.find(context.scan):
        if not inside_any(match.start, match.end, blocked) and not context.before(match.start, "negations"):
            filler = context.after(match.end, "sort_fillers")
            yield Finding((("sort", match.values[0]),), match.start, filler.end if filler else match.end, certain=True)
            return
