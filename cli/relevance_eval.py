"""`partwise relevance eval | compare | pool | judge | cases | tune`: how good the search is on judged queries, and what a change does to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.relevance import Json, relevance

if TYPE_CHECKING:
    from relevance.evaluate import Scored
    from relevance.run import Run

Segments = Annotated[list[str] | None, typer.Option("--segment", help="Only this segment; repeat for several.", show_default=False)]
Judgments = Annotated[Path | None, typer.Option("--judgments", help="Folder with queries.tsv and qrels.tsv; else relevance/judgments.", show_default=False)]


@relevance.command()
def pool(
    out: Annotated[Path, typer.Option("--out", help="File to write: query, maker, part number, place in each system.")],
    depth: Annotated[int, typer.Option(help="Places of each system that go into the pool.")] = 20,
    segment: Segments = None,
    judgments: Judgments = None,
) -> None:
    """Write what the product's search and every baseline show for each query: what has to be judged."""
    from cli.relevance_systems import BASELINES, LIVE, systems
    from relevance.judged import FOLDER, chosen, read_queries
    from relevance.pool import pool_lines
    from relevance.run import run

    queries = chosen(read_queries((judgments or FOLDER) / "queries.tsv"), segment or [])
    with systems(queries) as made:
        runs = {name: run(made.system(name), queries) for name in (LIVE, *BASELINES)}
    lines = pool_lines(runs, [query.id for query in queries], depth)
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo(f"{len(lines) - 1} parts in the pools of {len(queries)} queries: {out}")


@relevance.command("eval")
def evaluate(
    system: Annotated[str, typer.Option("--system", help="live, a folder of configuration, or bm25, vectors, sql, numbers.")] = "live",
    segment: Segments = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with every query here.", show_default=False)] = None,
    judgments: Judgments = None,
    as_json: Json = False,
) -> None:
    """Measure a system on the judged queries, by segment. A query without results scores 0."""
    from relevance import report
    from relevance.evaluate import by_segment, missed, worst

    with _measured((system,), segment, judgments, named=html is not None) as found:
        ((run, scored),) = found.results
        means = by_segment(scored)
        if html is not None:
            report.write_page(html, report.evaluation_page(system, means, scored, run, found.qrels, found.names))
    if as_json:
        rounded = {name: {measure: round(value, 4) for measure, value in values.items()} for name, values in means.items()}
        low = [{"id": one.query.id, "text": one.query.text, "ndcg@10": round(one.values["ndcg@10"], 4)} for one in worst(scored, 15)]
        typer.echo(json.dumps({"system": system, "segments": rounded, "missed": [query.id for query in missed(scored)], "worst": low}, ensure_ascii=False))
    else:
        typer.echo(f"{report.table(means)}\n\n{report.failures(scored)}")


@relevance.command()
def compare(
    a: Annotated[str, typer.Argument(help="What stands: live, a folder of configuration, or bm25, vectors, sql, numbers.")],
    b: Annotated[str, typer.Argument(help="What may take its place.")],
    segment: Segments = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with the rankings that moved, side by side.", show_default=False)] = None,
    judgments: Judgments = None,
    as_json: Json = False,
) -> None:
    """Compare two systems query by query: a paired test, wins and losses, and how far the first ten places moved."""
    from relevance import report
    from relevance.compare import as_json as json_of
    from relevance.compare import compare as compared

    with _measured((a, b), segment, judgments, named=as_json or html is not None) as found:
        (run_a, scored_a), (run_b, scored_b) = found.results
        comparison = compared((a, b), (run_a, run_b), (scored_a, scored_b))
        if html is not None:
            report.write_page(html, report.comparison_page(comparison, found.qrels, found.names))
    typer.echo(json.dumps(json_of(comparison, found.names), ensure_ascii=False) if as_json else report.compared(comparison))


@dataclass(frozen=True)
class _Measured:
    """Runs of some systems with their scores."""

    results: "list[tuple[Run, list[Scored]]]"
    qrels: "dict[str, dict[str, int]]"
    names: dict[str, str]


@contextmanager
def _measured(names: tuple[str, ...], segment: list[str] | None, folder: Path | None, *, named: bool) -> "Iterator[_Measured]":
    """Run and score systems over the judged queries."""
    from cli.relevance_systems import systems
    from relevance.evaluate import evaluate as scored
    from relevance.judged import FOLDER, chosen, qrels_of, read_judgments, read_queries
    from relevance.run import run

    place = folder or FOLDER
    queries = chosen(read_queries(place / "queries.tsv"), segment or [])
    qrels = qrels_of(read_judgments(place / "qrels.tsv"))
    with systems(queries) as made:
        runs = [run(made.system(name), queries) for name in names]
        yield _Measured([(one, scored(one, queries, qrels)) for one in runs], qrels, made.names() if named else {})
