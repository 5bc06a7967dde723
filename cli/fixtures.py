"""`partwise fixtures …`: make a demonstration world of any size, and load one into an empty database."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="fixtures", help="The demonstration world: make one of any size, load one.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the commands of this group."""
    parent.add_typer(app, name="fixtures")


@app.command()
def generate(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; files of an earlier world there are replaced.")],
    parts: Annotated[int, typer.Option("--parts", min=1, help="How many parts.")] = 5_200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same world.")] = 7,
) -> None:
    """Write a world: one file per table, and what is true of it under `truth`. Streams; memory does not grow with the size."""
    from rich.console import Console
    from rich.progress import Progress

    from fixtures.world import generate as write

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("parts", total=parts)
        counts = write(out, parts, seed, on_parts=lambda made: progress.update(task, completed=made))
    typer.echo(f"{out}: {counts['part']} parts, {counts['offer']} offers, {counts['device']} devices, {counts['ticket']} tickets")


@app.command()
def load(
    folder: Annotated[Path | None, typer.Option("--from", help="Folder of a generated world; the packaged one when not given.")] = None,
) -> None:
    """Load a world into the database, which must hold no catalogue yet. All of it or nothing."""
    from core.db import transaction
    from fixtures.load import PACKAGED, load_world

    with transaction() as session:
        counts = load_world(session, folder or PACKAGED)
    typer.echo(f"loaded {counts['part']} parts, {counts['offer']} offers, {counts['device']} devices, {counts['ticket']} tickets")


@app.command()
def grade(
    pool: Annotated[Path, typer.Option("--pool", help="What `partwise relevance pool` wrote.")],
    judgments: Annotated[
        Path | None, typer.Option("--judgments", help="Folder with queries.tsv, meanings.tsv and qrels.tsv; else relevance/judgments.")
    ] = None,
) -> None:
    """Judge the pooled parts, and all that are relevant, by the rule book and the truth of the packaged world. What a person judged stays as it is."""
    from core.clock import now
    from fixtures.graded_world import GradedWorld
    from fixtures.grades import RULE_BOOK, graded, read_meanings, read_pool
    from relevance.judged import FOLDER, Judgment, read_judgments, read_queries, write_judgments

    folder = judgments or FOLDER
    path = folder / "qrels.tsv"
    before = {(one.query, one.part): one for one in (read_judgments(path) if path.exists() else ())}
    kept = {key: one for key, one in before.items() if one.who != RULE_BOOK}
    today = now().date().isoformat()
    queries = [(query.id, query.device, query.viewer) for query in read_queries(folder / "queries.tsv")]
    pooled = read_pool(pool)
    for earlier in before.values():
        pooled.setdefault(earlier.query, []).append(f"{earlier.maker}#{earlier.part_number}")  # once judged, always judged
    for query, part, value in graded(GradedWorld(), queries, read_meanings(folder / "meanings.tsv"), pooled):
        one = Judgment(query, part.maker_name, part.number, value, RULE_BOOK, today)
        old = before.get((query, one.part))
        # An unchanged grade keeps its date.
        kept.setdefault((query, one.part), old if old is not None and old.grade == value else one)
    write_judgments(path, kept.values())
    typer.echo(f"{path}: {len(kept)} judgments of {len(queries)} queries")
