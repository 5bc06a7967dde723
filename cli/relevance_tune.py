"""`partwise relevance tune`: look for better weights, and propose them only when they are better on queries that were held out."""

from pathlib import Path
from typing import Annotated

import typer

from cli.relevance import relevance

_FOLDER = "relevance/config/query"


@relevance.command()
def tune(
    trials: Annotated[int, typer.Option(min=2, help="How many settings to try; each is a run over half of the queries.")] = 40,
    knob: Annotated[list[str] | None, typer.Option("--knob", help="A number to turn, as file:path or file:path=low..high; else the usual ones.")] = None,
    out: Annotated[Path, typer.Option("--out", help="File for the proposal, as a diff that `git apply` takes.")] = Path("proposal.diff"),
    segment: Annotated[list[str] | None, typer.Option("--segment", help="Only queries of this segment; repeat for several.", show_default=False)] = None,
    folder: Annotated[Path | None, typer.Option("--config", help="Folder of the files; else relevance/config/query.", show_default=False)] = None,
) -> None:
    """Search weights on half of the judged queries and report on the other half. A gain within chance is not proposed (exit status 1)."""
    from cli.relevance_systems import systems
    from relevance import knobs as turning
    from relevance.judged import chosen, qrels_of, read_judgments, read_queries
    from relevance.report import compared
    from relevance.run import System, run
    from relevance.tune import tune as search
    from search.tuning.loader import CONFIG, load, read_texts

    texts = {name: content.decode() for name, content in read_texts(folder or CONFIG / "query").items()}
    found = turning.find_knobs(texts, knob or turning.USUAL)
    queries, qrels = chosen(read_queries(), segment or []), qrels_of(read_judgments())
    with systems(queries) as made:
        result = search(texts, found, queries, qrels, lambda one, asked: run(System("trial", made.search(load(one)).rank), asked), trials)
    typer.echo(f"train: nDCG@10 {result.train[0]:.4f} now, {result.train[1]:.4f} after {trials} trials\nheld out:\n{compared(result.held_out)}")
    for one in found:
        typer.echo(f"  {one.name}: {one.now:g} -> {result.values[one.name]:g}")
    if result.refusal:
        typer.echo(result.refusal)
        raise typer.Exit(1)
    out.write_text(turning.proposal(texts, result.texts, _FOLDER), encoding="utf-8")
    typer.echo(f"proposal: {out} (write into each `why` what was measured, then check, compare and publish)")
