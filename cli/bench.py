"""`partwise bench …`: measurements against the services and processes that run. Each prints one JSON object."""

import json
from typing import Annotated

import typer

bench = typer.Typer(name="bench", help="Measure what runs; each command prints one JSON object.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.add_typer(bench)


@bench.command()
def freshness(
    rate: Annotated[float, typer.Option(min=0.1, help="Changes a second.")] = 20.0,
    seconds: Annotated[float, typer.Option(min=1, help="How long.")] = 20.0,
) -> None:
    """Time from commit to searchable. Changes the popularity of random parts."""
    from indexer.bench import freshness as measurement
    from indexer.resources import from_settings

    typer.echo(json.dumps(measurement.measure(from_settings(), rate, seconds)))


@bench.command()
def index() -> None:
    """A full rebuild against raw bulk requests of the same documents."""
    from indexer.bench import load
    from indexer.resources import from_settings

    typer.echo(json.dumps(load.measure(from_settings())))
