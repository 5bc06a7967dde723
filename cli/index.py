"""`partwise index …`: state, rebuild, rollback, comparison and parked rows of the search index."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from core.errors import InvalidInput

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

index = typer.Typer(name="index", help="The search index: state, rebuild, rollback, comparison with PostgreSQL, parked rows.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.add_typer(index)


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    """One JSON object, or one line a value."""
    if as_json:
        typer.echo(json.dumps(found, default=str))
        return
    for key, value in found.items():
        typer.echo(f"{key}: {'–' if value is None else value}")


@index.command()
def status(as_json: Json = False) -> None:
    """Tell where the aliases point, how many documents there are and how far they are behind."""
    from indexer.resources import from_settings
    from indexer.state import state

    _print(state(from_settings()), as_json=as_json)


@index.command()
def rebuild(as_json: Json = False) -> None:
    """Build a new index beside the live one and swap; goes on with one that was cut short."""
    from indexer import reindex
    from indexer.resources import from_settings

    _print({"live": reindex.rebuild(from_settings(), lambda line: typer.echo(line, err=True))}, as_json=as_json)


@index.command()
def rollback(as_json: Json = False) -> None:
    """Go back to the index before the live one."""
    from indexer import reindex
    from indexer.resources import from_settings

    _print({"live": reindex.rollback(from_settings(), lambda line: typer.echo(line, err=True))}, as_json=as_json)


@index.command()
def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Offer what differs to the index again.")] = False,
    processes: Annotated[int, typer.Option(min=0, help="Processes that compare; 0 takes one per core, 4 at most.")] = 0,
    as_json: Json = False,
) -> None:
    """Compare every document with PostgreSQL, field by field; exits 1 when something differs."""
    from indexer import reconcile
    from indexer.comparers import per_core
    from indexer.resources import from_settings

    found = reconcile.verify(from_settings(), repair=repair, processes=processes or per_core())
    parts = {part_id: kind.value for part_id, kind in sorted(found.by_part.items())[:20]}
    _print({"compared": found.compared, "pending": found.pending, "differences": found.differences, **found.counts(), "parts": parts}, as_json=as_json)
    raise typer.Exit(1 if found.differences else 0)


@index.command()
def dead(as_json: Json = False) -> None:
    """List parked rows and why they were parked."""
    from core.db import transaction
    from indexer import claims

    with transaction() as session:
        rows = [asdict(row) for row in claims.dead(session)]
    if as_json:
        typer.echo(json.dumps({"dead": rows}, default=str))
        return
    for row in rows:
        typer.echo(f"part {row['part_id']} version {row['version']} since {row['dead_at']:%Y-%m-%d %H:%M:%S}: {row['reason']}")


@index.command()
def replay(
    parts: Annotated[list[int] | None, typer.Argument(help="Ids of parts.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every parked row.")] = False,
    as_json: Json = False,
) -> None:
    """Offer parked rows to the index again."""
    from core.db import transaction
    from indexer import claims

    if bool(parts) == everything:
        raise InvalidInput("Name the parts to replay, or use --all for every parked row.")
    with transaction() as session:
        count = claims.replay(session, None if everything else parts)
    _print({"replayed": count}, as_json=as_json)
