"""`partwise relevance publish | rollback | history | diff | draft`: what is served, since when, by whom and why."""

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.relevance import Json, relevance

Reason = Annotated[str, typer.Option("--reason", "-m", help="Why, for those who read the history.", show_default=False)]
Author = Annotated[str, typer.Option("--author", help="Who; else the name of the user that runs this.", show_default=False)]
Folder = Annotated[Path | None, typer.Option("--config", help="Configuration folder with `query` and `index`; else the installed one.", show_default=False)]


@relevance.command()
def publish(
    reason: Reason,
    author: Author = "",
    config: Folder = None,
    judgments: Annotated[
        Path | None, typer.Option("--judgments", help="Folder with queries.tsv and qrels.tsv; else relevance/judgments.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Check, measure and serve a configuration; every web process has it within 5 seconds. Refused when it harms a segment."""
    from cli.relevance_tools import open_tools
    from core import db
    from relevance import release
    from search.tuning.loader import CONFIG
    from search.tuning.release import read_release

    files = read_release(config or CONFIG)
    with open_tools(lambda line: typer.echo(line, err=True), judgments) as tools:
        done = release.publish(db.engine(), files, author or getpass.getuser(), reason, tools)
    scores = done.after_scores.kept() if done.after_scores else {}
    found = {"release": done.release_id, "before": done.before, "new_index": done.new_index, "scores": scores}
    typer.echo(json.dumps(found) if as_json else f"live: {done.release_id[:12]} (before: {done.before[:12]})")


@relevance.command()
def rollback(reason: Reason = "", author: Author = "", as_json: Json = False) -> None:
    """Serve the release before the live one again, within 5 seconds."""
    from cli.relevance_tools import open_tools
    from core import db
    from relevance import release

    with open_tools(lambda line: typer.echo(line, err=True)) as tools:
        done = release.rollback(db.engine(), author or getpass.getuser(), reason, tools)
    found = {"release": done.release_id, "before": done.before, "new_index": done.new_index}
    typer.echo(json.dumps(found) if as_json else f"live: {done.release_id[:12]} (before: {done.before[:12]})")


@relevance.command()
def history(as_json: Json = False) -> None:
    """What was served, newest first."""
    from core import db
    from relevance.release import history as lines

    found = list(reversed(lines(db.engine())))
    if as_json:
        typer.echo(json.dumps([{**asdict(line), "at": line.at.isoformat(timespec="seconds")} for line in found], ensure_ascii=False))
        return
    for line in found:
        typer.echo(f"{line.release_id[:12]}  {line.kind:<9}  {line.at:%Y-%m-%d %H:%M:%S}  {line.author:<16}  {line.reason}")
    if not found:
        typer.echo("Nothing was published yet: the installed configuration is served.")


@relevance.command()
def diff(
    before: Annotated[str, typer.Argument(help="A release's id or its beginning; `live`; or `installed`.")] = "live",
    after: Annotated[str, typer.Argument(help="As before; the installed configuration if left out.")] = "installed",
) -> None:
    """What two releases say differently."""
    from relevance.release import diff as unified

    typer.echo(unified(_files(before), _files(after)), nl=False)


@relevance.command()
def draft(author: Author = "", config: Folder = None) -> None:
    """Keep a configuration where staff can look at it beside the live one: `/search?q=…&release=draft`."""
    from core import db
    from relevance import release
    from search.tuning.loader import CONFIG
    from search.tuning.release import read_release

    typer.echo(release.draft(db.engine(), read_release(config or CONFIG), author or getpass.getuser()))


def _files(name: str) -> dict[str, str]:
    """The texts of a release. Raises NotFound, Conflict."""
    from core import db
    from relevance import release
    from search.tuning.release import read_release

    if name == "installed":
        return read_release()
    return dict(release.live_files(db.engine(), read_release()) if name == "live" else release.find(db.engine(), name).files)
