"""`partwise bench …`: measurements against the services and processes that run. Each prints one JSON object."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from core.errors import SetupError

_SOURCE = Path(__file__).resolve().parents[1]

bench = typer.Typer(name="bench", help="Measure what runs; each command prints one JSON object.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.add_typer(bench)


@bench.command()
def freshness(
    rate: Annotated[float, typer.Option(min=0.1, help="Changes a second.")] = 20.0,
    seconds: Annotated[float, typer.Option(min=1, help="How long.")] = 20.0,
    searches: Annotated[float, typer.Option(min=0, help="Searches a second beside it; 0 leaves them out.")] = 20.0,
) -> None:
    """Time from commit to searchable, with searches beside it by a web process of its own. Changes the popularity of random parts."""
    from api.bench.traffic import searches_beside
    from core.settings import get_settings
    from indexer.bench import freshness as measurement
    from indexer.resources import from_settings

    with searches_beside(get_settings(), searches) as told:
        found = measurement.measure(from_settings(), rate, seconds)
    typer.echo(json.dumps(found | {"searches": told()}))


@bench.command()
def search(
    queries: Annotated[int, typer.Option(min=20, help="How many distinct searches.")] = 560,
    seed: Annotated[int, typer.Option(help="The same seed draws the same searches.")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="Also so many a second, whether or not the earlier ones are answered; 0 leaves this out.")] = 0.0,
    clients: Annotated[int, typer.Option(min=0, help="Also as fast as so many clients are answered, the API and the engine in turn; 0 leaves this out.")] = 0,
    seconds: Annotated[float, typer.Option(min=1, help="How long with --rate and with --clients.")] = 10.0,
) -> None:
    """The API against the engine alone: the same searches, turn by turn, drawn from the catalogue. Starts a web process of its own."""
    from api.bench import search as measurement
    from core.settings import get_settings

    typer.echo(json.dumps(measurement.measure(get_settings(), queries, seed, measurement.Load(rate, clients, seconds))))


@bench.command()
def index() -> None:
    """A full rebuild against raw bulk requests of the same documents."""
    from indexer.bench import load
    from indexer.resources import from_settings

    typer.echo(json.dumps(load.measure(from_settings())))


@bench.command()
def capture(seconds: Annotated[float, typer.Option(min=1, help="How long.")] = 12.0) -> None:
    """Commits a second with and without change capture. Changes the popularity of random parts."""
    from indexer.bench import capture as measurement
    from indexer.resources import from_settings

    typer.echo(json.dumps(measurement.measure(from_settings(), seconds)))


@bench.command()
def claims(rows: Annotated[int, typer.Option(min=1000, help="Rows that come and go in between.")] = 1_000_000) -> None:
    """Time of a claim at first, after many rows, and with an idle transaction open. Works on a copy of the outbox."""
    from indexer.bench import claims as measurement
    from indexer.resources import from_settings

    typer.echo(json.dumps(measurement.measure(from_settings(), rows)))


@bench.command()
def verify(processes: Annotated[int, typer.Option(min=0, help="Processes that compare; 0 takes one per core, 4 at most.")] = 0) -> None:
    """Time of a comparison of the whole index with PostgreSQL."""
    from indexer.bench import verify as measurement
    from indexer.resources import from_settings

    typer.echo(json.dumps(measurement.measure(from_settings(), processes)))


@bench.command()
def idle(seconds: Annotated[float, typer.Option(min=1, help="How long.")] = 10.0) -> None:
    """Processor time of a relay while nothing changes."""
    from indexer.bench import idle as measurement
    from indexer.resources import from_settings

    typer.echo(json.dumps(measurement.measure(from_settings(), seconds)))


@bench.command()
def chaos(
    seeds: Annotated[list[int] | None, typer.Option("--seed", help="One run each; 1, 2 and 3 when none is given.")] = None,
    seconds: Annotated[float, typer.Option(min=10, help="How long each run is.")] = 60.0,
) -> None:
    """Kill, freeze and cut off everything on services of its own, then check; a line of JSON a run, exit status 1 if one failed."""
    if not (_SOURCE / "tests" / "chaos" / "run.py").exists():
        raise SetupError("The harness lies beside the tests: run this from a checkout of the source.")
    command = [sys.executable, "-m", "tests.chaos.run", "--seconds", str(seconds), "--seed", *map(str, seeds or (1, 2, 3))]
    raise typer.Exit(subprocess.run(command, cwd=_SOURCE, check=False).returncode)


@bench.command()
def events(
    queries: Annotated[int, typer.Option(min=20, help="How many distinct searches.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same searches.")] = 1,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is asked.")] = 5,
) -> None:
    """What noting searches for the search-quality report costs them: with and without, turn by turn. Starts two web processes of its own."""
    from api.bench import events as measurement
    from core.settings import get_settings

    typer.echo(json.dumps(measurement.measure(get_settings(), queries, seed, rounds)))
