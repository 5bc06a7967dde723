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
