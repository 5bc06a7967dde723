"""`partwise relevance …`: measuring how good the search is."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli import relevance_check

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

relevance = typer.Typer(name="relevance", help="How good the search is: measures on judged queries.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    relevance_check.register(relevance)
    app.add_typer(relevance)


@relevance.callback()
def group() -> None:
    """How good the search is: measures on judged queries."""


@relevance.command()
def bench(
    folder: Annotated[Path, typer.Argument(help="Folder with docs.jsonl or docs.jsonl.gz, queries.tsv, qrels.tsv.", show_default=False)],
    queries: Annotated[Path | None, typer.Option(help="Lines of id, tab, text; else queries.tsv of the folder.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgments in TREC form; else qrels.tsv of the folder.")] = None,
    run: Annotated[Path | None, typer.Option(help="Write the rankings here, as a TREC run.")] = None,
    vectors: Annotated[bool, typer.Option("--vectors/--words-only", help="With meaning, or words alone.")] = True,
    as_json: Json = False,
) -> None:
    """Measure our search on a foreign corpus. Its vectors are kept under PARTWISE_HOME: the first run takes minutes."""
    from core import log, opensearch
    from core.settings import get_settings, home
    from relevance import trec
    from relevance.bench import Bench, measure, run_bench
    from search.embedding.factory import make_encoder

    settings = get_settings()
    # The line that each search logs is for servers.
    log.configure(settings.log.model_copy(update={"level": "warning"}))
    asked = trec.read_queries(queries or folder / "queries.tsv")
    judged = trec.read_qrels(qrels or folder / "qrels.tsv")
    encoder = make_encoder(settings.encoder.model_copy(update={"threads": 2})) if vectors else None
    work = Bench(opensearch.client(), encoder, home() / "cache" / "vectors.sqlite3", lambda line: typer.echo(line, err=True))
    rankings = run_bench(work, folder, asked)
    if run is not None:
        trec.write_run(run, rankings, "partwise")
    found = measure(rankings, judged)
    typer.echo(json.dumps(found) if as_json else "\n".join(f"{name:<18} {value:g}" for name, value in found.items()))
