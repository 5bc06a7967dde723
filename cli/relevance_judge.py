"""`partwise relevance judge` and `… cases`: grades by hand, and the cases that must hold."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.relevance import Json, relevance


@relevance.command()
def judge(
    query: Annotated[str, typer.Argument(help="Id of a judged query.")],
    who: Annotated[str, typer.Option("--who", help="Who judges; stands beside each grade.")],
    grades: Annotated[str, typer.Option("--grades", help='Grades by position in the list, such as "1=3 2=2 5-9=0"; else they are asked for.')] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what is judged already.")] = False,
    depth: Annotated[int, typer.Option(help="Places of each system that are shown.")] = 20,
    judgments: Annotated[Path | None, typer.Option("--judgments", help="Folder with queries.tsv and qrels.tsv; else relevance/judgments.")] = None,
) -> None:
    """Show what the search and every baseline find for a query, side by side, and record the grades that you give."""
    from cli.relevance_systems import BASELINES, LIVE, systems
    from core.clock import now
    from core.errors import NotFound
    from relevance.judge import LEGEND, Grader, parse_grades, record, side_by_side
    from relevance.judged import FOLDER, qrels_of, read_judgments, read_queries
    from relevance.pool import pool, unjudged
    from relevance.run import run

    folder = judgments or FOLDER
    asked = next((one for one in read_queries(folder / "queries.tsv") if one.id == query), None)
    if asked is None:
        raise NotFound(f"No judged query has the id {query!r}: queries.tsv lists them.")
    known = qrels_of(read_judgments(folder / "qrels.tsv")).get(query, {})
    with systems([asked]) as made:
        runs = {name: run(made.system(name), [asked]) for name in (LIVE, *BASELINES)}
        names = made.names()
    shown = pool(runs, query, depth)
    shown = shown if everything else unjudged(shown, known)
    if not shown:
        typer.echo("Everything that any system shows is judged; --all shows it.")
        return
    _show(f"{asked.text}   {asked.device}", side_by_side(shown, list(runs), names, known), list(runs))
    given = parse_grades(grades or typer.prompt(f"Grades ({LEGEND}), such as 1=3 2=0 5-9=0"), shown)
    typer.echo(f"{record(folder / 'qrels.tsv', query, given, Grader(who, now().date().isoformat()))} grades written")


@relevance.command()
def cases(
    folder: Annotated[Path | None, typer.Option("--cases", help="Folder with files of cases; else relevance/cases.")] = None,
    system: Annotated[str, typer.Option("--system", help="live, a folder of configuration, or a baseline.")] = "live",
    as_json: Json = False,
) -> None:
    """Check the cases that must hold. Exit status 1 when one fails that is not known to, or one that is known to fail holds."""
    from cli.relevance_systems import systems
    from relevance.case_checks import FOLDER, faults, read_cases

    known = read_cases(folder or FOLDER)
    with systems([one.asked for one in known]) as made:
        rank = made.system(system).rank
        found = [(one, faults(one.case, rank(one.asked))) for one in known]
    surprising = [(one, said) for one, said in found if bool(said) != bool(one.case.known_failure)]
    if as_json:
        rows = [{"case": one.name, "query": one.case.query, "known_failure": one.case.known_failure, "faults": said} for one, said in found]
        typer.echo(json.dumps({"cases": rows, "surprises": len(surprising)}, ensure_ascii=False))
    else:
        for one, said in surprising:
            typer.echo(f"{one.name} {one.case.query!r}: {' '.join(said) or 'holds now: take known_failure away.'}")
        typer.echo(f"{len(found)} cases, {len(surprising)} surprises, {sum(bool(one.case.known_failure) for one, _ in found)} known failures")
    if surprising:
        raise typer.Exit(1)


def _show(title: str, rows: list[tuple[str, ...]], systems: list[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title)
    for head in ("", "part", "name", *systems, "grade"):
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
