"""The search-quality report: what people found, what they did not, and which rules took part. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relevance.journeys import Intent, Visit, intents

LISTED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A query (or a rule) with how often it occurred, and a share or milliseconds where the list has one."""

    text: str
    times: int
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares are of intents with words, 0 to 1; `searches` counts each search, also those for another page or filter.

    `reformulated` lists "before → after". `top` and `nothing` have the share of success as their value, `slow` the median in ms.
    """

    searches: int
    intents: int
    clients: int
    zero_rate: float
    reformulation_rate: float
    click_rate: float
    cart_rate: float
    order_rate: float
    success_rate: float
    degraded_rate: float
    p50_ms: float
    p99_ms: float
    top: tuple[Line, ...]
    nothing: tuple[Line, ...]
    reformulated: tuple[Line, ...]
    slow: tuple[Line, ...]
    rules_used: tuple[Line, ...]
    rules_unused: tuple[str, ...]


def quality(visits: Sequence[Visit], rules: Iterable[str], listed: int = LISTED) -> Quality:
    """The report over some searches; `rules` are the ids of the rules that are served now."""
    found = intents(visits)
    fired = Counter(rule for visit in visits for rule in visit.rules)
    took = sorted(visit.took_ms for visit in visits)
    return Quality(
        searches=len(visits),
        intents=len(found),
        clients=len({visit.client for visit in visits}),
        zero_rate=_share(found, [one.found_nothing for one in found]),
        reformulation_rate=_share(found, [one.next_text is not None for one in found]),
        click_rate=_share(found, [any(visit.clicked for visit in one.visits) for one in found]),
        cart_rate=_share(found, [any(visit.carted for visit in one.visits) for one in found]),
        order_rate=_share(found, [any(visit.ordered for visit in one.visits) for one in found]),
        success_rate=_share(found, [one.succeeded for one in found]),
        degraded_rate=_share(visits, [visit.degraded for visit in visits]),
        p50_ms=_percentile(took, 50),
        p99_ms=_percentile(took, 99),
        top=_queries(found, listed),
        nothing=_queries([one for one in found if one.found_nothing], listed),
        reformulated=_lines(Counter(f"{one.text} → {one.next_text}" for one in found if one.next_text is not None), listed),
        slow=_slow(visits, listed),
        rules_used=_lines(fired, len(fired)),
        rules_unused=tuple(sorted(set(rules) - set(fired))),
    )


def _share(of: Sequence[object], those: Sequence[bool]) -> float:
    return sum(those) / len(of) if of else 0.0


def _percentile(ordered: Sequence[float], at: int) -> float:
    """The smallest value that at least `at` in a hundred do not exceed (nearest rank); 0 of nothing."""
    return ordered[max(0, -(-len(ordered) * at // 100) - 1)] if ordered else 0.0


def _lines(counted: Counter[str], listed: int) -> tuple[Line, ...]:
    return tuple(Line(text, times) for text, times in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:listed])


def _queries(found: Sequence[Intent], listed: int) -> tuple[Line, ...]:
    """The most frequent words, each with its share of success."""
    succeeded = Counter(one.text for one in found if one.succeeded)
    return tuple(Line(line.text, line.times, succeeded[line.text] / line.times) for line in _lines(Counter(one.text for one in found), listed))


def _slow(visits: Sequence[Visit], listed: int) -> tuple[Line, ...]:
    """Queries by their median time, the slowest first."""
    spent: dict[str, list[float]] = defaultdict(list)
    for visit in visits:
        spent[visit.text].append(visit.took_ms)
    lines = (Line(text, len(took), _percentile(sorted(took), 50)) for text, took in spent.items())
    return tuple(sorted(lines, key=lambda line: (-line.value, line.text))[:listed])
