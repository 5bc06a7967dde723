"""Composition for `partwise relevance publish` and `rollback`: the check, the measurement and the rebuild that they need."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from relevance.gate import Scores
from relevance.release import Files, Gate, Tools
from search.tuning.types import IndexConfig, QueryConfig


@contextmanager
def open_tools(report: Callable[[str], None], judgments: Path | None = None) -> Iterator[Tools]:
    """Tools over the services of this installation; they measure on `judgments`, or on relevance/judgments. Raises SetupError, Unavailable."""
    from cli.relevance_systems import systems
    from indexer import reindex
    from indexer.resources import from_settings
    from relevance.case_checks import faults, read_cases
    from relevance.judged import FOLDER, qrels_of, read_judgments, read_queries
    from search.tuning.release import read_release

    place = judgments or FOLDER
    queries, qrels = read_queries(place / "queries.tsv"), qrels_of(read_judgments(place / "qrels.tsv"))
    cases = [] if judgments else read_cases()
    with systems([*queries, *(one.asked for one in cases)]) as made:

        def measure(config: QueryConfig, index: str) -> Scores:
            from relevance.evaluate import evaluate
            from relevance.gate import scores_of
            from relevance.run import System, run

            report(f"measuring {config.release[:12]} on {len(queries)} judged queries and {len(cases)} cases")
            system = System(config.release, made.search(config, index).rank)
            broken = tuple(one.name for one in cases if not one.case.known_failure and faults(one.case, system.rank(one.asked)))
            return scores_of(evaluate(run(system, queries), queries, qrels), broken)

        def make_index(config: IndexConfig, gate: Gate) -> None:
            reindex.rebuild(from_settings(), report, config, gate)

        yield Tools(_errors, measure, make_index, read_release())


def _errors(files: Files) -> tuple[str, ...]:
    """The errors of a configuration, each with its place."""
    from cli.relevance_check import known_names
    from core import clock
    from relevance.check import check, read

    folders = {name: {path.removeprefix(f"{name}/"): text for path, text in files.items() if path.startswith(f"{name}/")} for name in ("query", "index")}
    reading = read(folders["query"], folders["index"], clock.now().date())
    known, _ = known_names(reading.draft.numbers())
    return tuple(f"{fault.place}: {fault.sentence}" for fault in check(reading, known).errors)
