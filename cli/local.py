"""`partwise up`, `down`, `status` and `doctor`: the one-command runtime."""

import json
from typing import Annotated

import typer

from core.settings import home

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    for command in (up, down, status, doctor, health):
        app.command()(command)


def up(
    services_only: Annotated[bool, typer.Option("--services-only", help="Start PostgreSQL, Redis and OpenSearch alone, not our own processes.")] = False,
) -> None:
    """Start the services and Partwise itself; returns when all are ready. What runs already stays."""
    from cli.progress import Progress
    from local import runtime

    with Progress() as progress:
        runtime.up(home(), progress.report, services_only=services_only)


def down() -> None:
    """Stop everything that `partwise up` started; data stay."""
    from cli.progress import Progress
    from local import runtime

    with Progress() as progress:
        runtime.down(home(), progress.report)


def status(as_json: Json = False) -> None:
    """Tell what runs and answers."""
    from local import runtime, services

    found = runtime.status(home())
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, part in found.items():
        typer.echo(f"{name:<11}{'ok' if part['ok'] else 'down':<6}{services.masked(part.get('url', ''))}".rstrip())


def health(what: Annotated[str, typer.Argument(help="`services`, or `worker` for a listening worker as well.")] = "services") -> None:
    """Tell by the exit status whether the configured services answer: the health check of containers."""
    from local import services

    services.require_healthy(worker=what == "worker")


def doctor(as_json: Json = False) -> None:
    """Check whether this machine can run Partwise, and say what to do where it cannot. Exit status 1 if something is wrong."""
    from local import doctor as checks

    findings = checks.examine(home())
    if as_json:
        typer.echo(json.dumps([{"check": finding.check, "ok": finding.ok, "detail": finding.detail} for finding in findings]))
    else:
        for finding in findings:
            typer.echo(f"{'ok ' if finding.ok else 'BAD'}  {finding.check:<16}{finding.detail}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
