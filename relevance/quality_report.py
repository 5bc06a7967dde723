"""The search-quality report as text for a terminal, as JSON, or as one HTML page."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from relevance.quality import Line, Quality
from relevance.report import aligned, rendered
from relevance.search_log import Span

_RATES = (
    ("nothing found", "zero_rate"),
    ("asked again in other words", "reformulation_rate"),
    ("clicked", "click_rate"),
    ("put in the cart", "cart_rate"),
    ("ordered", "order_rate"),
    ("any of the three", "success_rate"),
)


@dataclass(frozen=True, slots=True)
class List:
    """One list of the report with the heads of its columns; `value` writes the third one, None where there is none."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    value: Callable[[float], str] | None = None

    @property
    def rows(self) -> list[list[str]]:
        """The cells of each line."""
        return [[line.text, str(line.times), *([self.value(line.value)] if self.value else [])] for line in self.lines]


def percent(share: float) -> str:
    """ "12.5 %"."""
    return f"{100 * share:.1f} %"


def rates(found: Quality) -> list[tuple[str, str]]:
    """Each rate with its name."""
    return [(said, percent(getattr(found, name))) for said, name in _RATES]


def lists(found: Quality) -> list[List]:
    """The lists that are not empty."""
    every = [
        List("Most asked", ("query", "times", "success"), found.top, percent),
        List("Nothing found", ("query", "times", "success"), found.nothing, percent),
        List("Asked again in other words", ("before → after", "times"), found.reformulated),
        List("Slowest", ("query", "times", "median"), found.slow, lambda value: f"{value:.0f} ms"),
        List("Rules that fired", ("rule", "searches"), found.rules_used),
    ]
    return [one for one in every if one.lines]


def text(found: Quality, span: Span) -> str:
    """The report for a terminal."""
    blocks = [_said(found, span), aligned([list(row) for row in rates(found)])]
    blocks += [f"{one.title}\n{aligned([one.heads, *one.rows])}" for one in lists(found)]
    if found.rules_unused:
        blocks.append(f"Rules that never fired: {', '.join(found.rules_unused)}")
    return "\n\n".join(blocks)


def as_json(found: Quality, span: Span) -> dict[str, Any]:
    """The report as one object."""
    return {"since": span.since.isoformat(), "until": span.until.isoformat(), "channels": list(span.channels), **asdict(found)}


def html(found: Quality, span: Span) -> str:
    """The report as one page."""
    return rendered("quality.html.j2", said=_said(found, span), rates=rates(found), lists=lists(found), unused=found.rules_unused)


def _said(found: Quality, span: Span) -> str:
    counts: Sequence[str] = (f"{found.searches:,} searches", f"{found.intents:,} intents with words", f"{found.clients:,} persons, counted anew each day")
    times = f"p50 {found.p50_ms:.0f} ms, p99 {found.p99_ms:.0f} ms, {percent(found.degraded_rate)} without the engine"
    return f"{span.since:%Y-%m-%d %H:%M} to {span.until:%Y-%m-%d %H:%M} UTC: {', '.join(counts)}; {times}."
