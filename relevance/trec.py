"""Queries, judgments and runs as the files that evaluation tools exchange. All text is UTF-8; errors name file and line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidInput, SetupError

_QRELS_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place of a run: the document and its score, which never rises from place to place."""

    document: str
    score: float


def read_queries(path: Path) -> dict[str, str]:
    """Query id -> text, from lines `qid<TAB>text`. Raises InvalidInput, SetupError."""
    queries: dict[str, str] = {}
    for number, line in _lines(path):
        name, tab, text = line.partition("\t")
        if not tab or not name or not text.strip():
            raise InvalidInput(f"{path}:{number}: write a query id, a tab and the query.")
        if name in queries:
            raise InvalidInput(f"{path}:{number}: query {name} is given twice; keep one.")
        queries[name] = text.strip()
    return queries


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> grade, from lines `qid iteration docid grade`. Raises InvalidInput, SetupError."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        columns = line.split()
        if len(columns) != _QRELS_COLUMNS or not columns[3].lstrip("-").isdigit():
            raise InvalidInput(f"{path}:{number}: write four columns: query id, 0, document id, grade as a whole number.")
        qrels.setdefault(columns[0], {})[columns[2]] = int(columns[3])
    return qrels


def write_run(path: Path, run: Mapping[str, Iterable[Ranked]], tag: str) -> None:
    """Write lines `qid Q0 docid rank score tag`, ranks from 1. Raises SetupError when the file cannot be written."""
    lines = (f"{name} Q0 {one.document} {rank} {one.score:.6f} {tag}\n" for name, ranking in run.items() for rank, one in enumerate(ranking, 1))
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}.") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers from 1."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line
