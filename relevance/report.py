"""A run or a comparison as text for a terminal, or as one HTML page that needs nothing beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from core.errors import SetupError
from relevance.compare import Comparison
from relevance.evaluate import MAIN, MEASURES, MUST_HIT, OVERALL, Qrels, Scored, missed, worst
from relevance.judged import GRADES
from relevance.run import Ranking, Run

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = 10
_WORST = 15
_COLUMNS = (*MEASURES, MUST_HIT)
# Measures that are counts or shares of something bad are told by the same three decimals.
_HEADS = {"condensed_ndcg@10": "condensed", "unsafe_at_end@10": "unsafe, last", "zero_results": "no results", MUST_HIT: "must-hit"}


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a ranking as the page shows it; `moved` is how many places it rose against the other side, None when it is new."""

    maker: str
    number: str
    name: str
    grade: str
    moved: int | None


def table(means: Mapping[str, Mapping[str, float]]) -> str:
    """The means by segment, one line each."""
    heads = ["segment", "queries", *(_HEADS.get(name, name) for name in _COLUMNS)]
    rows = [[segment, f"{values['queries']:.0f}", *(_figure(values.get(name)) for name in _COLUMNS)] for segment, values in means.items()]
    return aligned([heads, *rows])


def failures(scored: Sequence[Scored], count: int = _WORST) -> str:
    """The must-hit numbers that were missed, and the worst queries."""
    lines = [f"must-hit number not first: {query.id} {query.text!r}" for query in missed(scored)]
    known = [one for one in scored if one.query.known_failure]
    lines += [f"known failure{' that holds now: say yes in queries.tsv' if one.hit else ''}: {one.query.id} {one.query.text!r}" for one in known]
    lines += [f"worst: {one.query.id} {one.values[MAIN]:.3f} {one.query.text!r}" for one in worst(scored, count)]
    return "\n".join(lines)


def compared(comparison: Comparison) -> str:
    """The comparison by segment, one line each; what chance could give as well is called that."""
    heads = ["segment", "queries", comparison.a, comparison.b, "difference", "%", "p", "effect", "win/tie/loss", "RBO", ""]
    rows = [
        [
            one.name, str(one.queries), f"{one.before:.3f}", f"{one.after:.3f}", f"{one.difference.mean:+.3f}",
            f"{100 * one.difference.mean / one.before:+.1f}" if one.before else "", f"{one.difference.p_value:.4f}", f"{one.difference.effect:+.2f}",
            f"{one.difference.wins}/{one.difference.ties}/{one.difference.losses}", f"{one.overlap:.2f}", "" if one.difference.sure else "within chance",
        ]
        for one in comparison.segments
    ]  # fmt: skip
    return aligned([heads, *rows])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side, the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(widths[0]) if not column else cell.rjust(widths[column]) for column, cell in enumerate(row)).rstrip() for row in rows)


def evaluation_page(name: str, means: Mapping[str, Mapping[str, float]], scored: Sequence[Scored], run: Run, qrels: Qrels, names: Mapping[str, str]) -> str:
    """The page of one run: means, and every query with its first ten places, the worst first."""
    queries = [(one, _rows(run.get(one.query.id, []), [], qrels.get(one.query.id, {}), names)) for one in worst(scored, len(scored))]
    heads = [(column, _HEADS.get(column, column)) for column in _COLUMNS]
    return rendered("evaluation.html.j2", name=name, means=means, heads=heads, queries=queries, overall=OVERALL, main=MAIN)


def comparison_page(comparison: Comparison, qrels: Qrels, names: Mapping[str, str]) -> str:
    """The page of a comparison: the table, and every query whose ranking moved, both sides beside each other."""
    queries = [
        (one, _rows(one.a, one.b, qrels.get(one.query.id, {}), names), _rows(one.b, one.a, qrels.get(one.query.id, {}), names))
        for one in comparison.moved
        if one.a[:_SHOWN] != one.b[:_SHOWN]
    ]
    return rendered("comparison.html.j2", comparison=comparison, queries=queries, same=len(comparison.moved) - len(queries))


def write_page(path: Path, page: str) -> None:
    """Write a page. Raises SetupError when the file cannot be written."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}.") from error


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _rows(ranking: Ranking, other: Ranking, judgments: Mapping[str, int], names: Mapping[str, str]) -> list[Row]:
    rows = []
    for place, part in enumerate(ranking[:_SHOWN]):
        maker, number = part.split("\t")
        grade = GRADES[judgments[part]] if part in judgments else "unjudged"
        rows.append(Row(maker, number, names.get(part, ""), grade, other.index(part) - place if part in other else None))
    return rows


def rendered(template: str, **values: object) -> str:
    """A page of `templates` with its values."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template(template).render(**values)
