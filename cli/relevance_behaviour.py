"""`partwise relevance report | clicks | experiment`: what people do with what they find, and what follows from it."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.relevance import Json, relevance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.experiments import Experiment
    from relevance.search_log import Span


class Channel(StrEnum):
    """Where people searched."""

    page = "page"
    api = "api"
    both = "both"


Days = Annotated[int, typer.Option("--days", min=1, help="How far back.")]
Where = Annotated[Channel, typer.Option("--channel", help="Searches on pages, by the API, or both. Clients of the API may tell no clicks.")]

experiment = typer.Typer(name="experiment", help="Mix two releases for the searches of everybody, and see which is clicked.", no_args_is_help=True)
relevance.add_typer(experiment)


@relevance.command()
def report(
    days: Days = 7,
    channel: Where = Channel.page,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page here.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """What people found and what they did not: nothing found, asked again, clicked, slow queries, rules used and unused."""
    from core import db
    from relevance import quality_report
    from relevance.quality import quality
    from relevance.release import live_files
    from relevance.report import write_page
    from relevance.search_log import visits
    from search.tuning.release import load_release, read_release

    rules = [rule.id for rule in load_release(live_files(db.engine(), read_release())).rules.rules]
    span = _span(days, channel)
    with _reading() as session:
        found = quality(visits(session, span), rules)
    if html is not None:
        write_page(html, quality_report.html(found, span))
    typer.echo(json.dumps(quality_report.as_json(found, span), ensure_ascii=False) if as_json else quality_report.text(found, span))


@relevance.command()
def clicks(
    out: Annotated[Path, typer.Option("--out", help="Folder to write queries.tsv and qrels.tsv to; `eval --judgments` takes it.")],
    days: Days = 90,
    fewest: Annotated[int, typer.Option("--fewest", min=1, help="So many different people must have seen a part for a query.")] = 20,
    channel: Where = Channel.page,
    as_json: Json = False,
) -> None:
    """Judgments from clicks over expected clicks, apart from the human ones."""
    from core import clock
    from relevance import click_judgments
    from relevance.clicks import attention, clicked
    from relevance.judged import FOLDER, read_queries
    from relevance.search_log import cells

    with _reading() as session:
        seen = cells(session, _span(days, channel))
    by_place = attention(seen)
    counted = clicked(seen, by_place)
    day = clock.now().date().isoformat()
    queries, graded = click_judgments.judgments(counted, _parts([one.part for one in counted]), read_queries(FOLDER / "queries.tsv"), day, fewest)
    click_judgments.write(out, queries, graded)
    found = {"queries": len(queries), "judgments": len(graded), "seen": len(counted), "attention": {place: round(by_place[place], 4) for place in by_place}}
    typer.echo(json.dumps(found) if as_json else f"{len(graded)} judgments of {len(queries)} queries, out of {len(counted)} parts that were shown: {out}")


@experiment.command()
def start(
    a: Annotated[str, typer.Argument(help="A release's id or its beginning; `live`, `draft` or `installed`.")],
    b: Annotated[str, typer.Argument(help="As before.")],
    reason: Annotated[str, typer.Option("--reason", "-m", help="What is to be learned.", show_default=False)],
    author: Annotated[str, typer.Option("--author", help="Who; else the name of the user that runs this.", show_default=False)] = "",
) -> None:
    """Mix the two from now on, on the first page of searches for words in the order of relevance."""
    from core import db, experiments

    with db.transaction() as session:
        started = experiments.start(session, (_release(a), _release(b)), author or getpass.getuser(), reason)
    typer.echo(f"experiment {started} runs; web processes mix within 3 seconds")


@experiment.command()
def stop() -> None:
    """End the experiment that runs; its searches stay as long as all others."""
    from core import db, experiments

    with db.transaction() as session:
        stopped = experiments.stop(session)
    typer.echo(f"experiment {stopped} is over")


@experiment.command()
def show(number: Annotated[int | None, typer.Argument(help="Which one; else the newest.", show_default=False)] = None, as_json: Json = False) -> None:
    """Whom people preferred, and whether chance would explain it. Decide how many persons to wait for before you begin."""
    from core import experiments
    from relevance.interleave import preference
    from relevance.search_log import drafts

    with _reading() as session:
        chosen = _chosen(experiments.every(session), number)
        found = preference(drafts(session, chosen.id))
    if as_json:
        told = {**asdict(chosen), **asdict(found), "lead": found.lead, "better": found.better}
        typer.echo(json.dumps(told, default=lambda moment: moment.isoformat(timespec="seconds")))
        return
    state = "runs" if chosen.ended_at is None else f"ended {chosen.ended_at:%Y-%m-%d %H:%M}"
    typer.echo(f"experiment {chosen.id} ({chosen.reason}), since {chosen.started_at:%Y-%m-%d %H:%M}, {state}")
    typer.echo(f"A {chosen.release_a[:12]} preferred by {found.a}, B {chosen.release_b[:12]} by {found.b}, neither by {found.neither}")
    verdict = f"{found.better} is better" if found.better else "chance could give as much"
    typer.echo(f"lead of B {found.lead:+.3f}, p {found.p_value:.4f}: {verdict}")


@contextmanager
def _reading() -> "Iterator[Session]":
    """A snapshot that may take its time: months of a busy log are millions of rows."""
    import sqlalchemy as sa

    from core import db

    with db.snapshot() as session:
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        yield session


def _span(days: int, channel: Channel) -> "Span":
    from core import clock
    from relevance.search_log import Span

    now = clock.now()
    return Span(now - timedelta(days=days), now, ("page", "api") if channel is Channel.both else (channel.value,))


def _parts(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Maker and number by part id, of those that are there."""
    import sqlalchemy as sa

    from catalog.models import Manufacturer, Part
    from core import db

    chosen = sa.select(Part.id, Manufacturer.name, Part.part_number).join(Manufacturer, Manufacturer.id == Part.manufacturer_id)
    with db.snapshot() as session:
        return {row[0]: (row[1], row[2]) for row in session.execute(chosen.where(Part.id == sa.any_(sa.cast(ids, sa.ARRAY(sa.BigInteger)))))}


def _release(name: str) -> str:
    """The whole id of a stored release; the installed configuration is stored first when it is meant. Raises NotFound, Conflict."""
    from core import db, releases
    from core.releases import Release
    from search.tuning.release import fingerprint, read_release

    with db.transaction() as session:
        found = {"live": releases.live_id, "draft": releases.draft_id}[name](session) if name in ("live", "draft") else name
        if name == "installed" or (name == "live" and found is None):
            files = read_release()
            releases.store(session, Release(fingerprint(files), files, "installation", "the configuration that came with the product"))
            found = fingerprint(files)
        return releases.get(session, found or "").id


def _chosen(every: "list[Experiment]", number: int | None) -> "Experiment":
    from core.errors import NotFound

    found = next((one for one in every if number in (None, one.id)), None)
    if found is None:
        raise NotFound("There is no such experiment: `partwise relevance experiment start A B --reason …` begins one.")
    return found
