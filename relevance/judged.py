"""The judged queries and the judgments, as files: `queries.tsv` and `qrels.tsv` of `relevance/judgments`.

A part is known by its maker's name and its number, never by an id of a database: judgments outlive a reload of the catalogue.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidInput, SetupError

FOLDER = Path(__file__).parent / "judgments"
SEGMENTS = ("number", "name", "symptom", "error_code", "natural_language", "ticket")
GRADES = {3: "exact", 2: "substitute", 1: "complement", 0: "irrelevant", -1: "unsafe"}
QUERY_COLUMNS = ("id", "segment", "text", "device", "ticket", "viewer", "must_hit")
QREL_COLUMNS = ("query", "maker", "part_number", "grade", "who", "when")
PUBLIC = "public"
_KNOWN_FAILURE = "known failure"


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query as somebody typed it, and in which context; empty strings are no context.

    `viewer` is `public`, or the reference of the organisation that the person belongs to. With `must_hit` a part of grade 3 must stand first;
    `known_failure` says that it does not yet, so that it counts against the search without stopping every release.
    """

    id: str
    segment: str
    text: str
    device: str = ""
    ticket: str = ""
    viewer: str = PUBLIC
    must_hit: bool = False
    known_failure: bool = False


@dataclass(frozen=True, slots=True)
class Judgment:
    """What somebody said of one part for one query; `when` is a date, YYYY-MM-DD."""

    query: str
    maker: str
    part_number: str
    grade: int
    who: str
    when: str

    @property
    def part(self) -> str:
        """The part as rankings name it."""
        return part_key(self.maker, self.part_number)


def part_key(maker: str, part_number: str) -> str:
    """A part's name in rankings: maker and number with a tab between, as neither holds one."""
    return f"{maker}\t{part_number}"


def read_queries(path: Path = FOLDER / "queries.tsv") -> list[JudgedQuery]:
    """The queries in the order of the file. Raises SetupError without the file, InvalidInput with file:line when a line is wrong."""
    found: dict[str, JudgedQuery] = {}
    for number, row in _rows(path, QUERY_COLUMNS):
        name, segment, text, device, ticket, viewer, must_hit = row
        where = f"{path}:{number}:"
        if not name or not text.strip():
            raise InvalidInput(f"{where} write an id and a text.")
        if name in found:
            raise InvalidInput(f"{where} query {name} is given twice; keep one.")
        if segment not in SEGMENTS:
            raise InvalidInput(f"{where} no segment {segment!r}; write one of {', '.join(SEGMENTS)}.")
        if must_hit not in ("", "yes", _KNOWN_FAILURE):
            raise InvalidInput(f"{where} must_hit is `yes`, `{_KNOWN_FAILURE}` or empty, not {must_hit!r}.")
        found[name] = JudgedQuery(name, segment, text, device, ticket, viewer or PUBLIC, bool(must_hit), must_hit == _KNOWN_FAILURE)
    return list(found.values())


def read_judgments(path: Path = FOLDER / "qrels.tsv") -> list[Judgment]:
    """The judgments in the order of the file. Raises as `read_queries`."""
    found: dict[tuple[str, str], Judgment] = {}
    for number, row in _rows(path, QREL_COLUMNS):
        query, maker, part_number, grade, who, when = row
        if grade not in (str(known) for known in GRADES):
            raise InvalidInput(f"{path}:{number}: grade {grade!r}; write {', '.join(f'{value} ({name})' for value, name in GRADES.items())}.")
        judgment = Judgment(query, maker, part_number, int(grade), who, when)
        if (query, judgment.part) in found:
            raise InvalidInput(f"{path}:{number}: {maker} {part_number} is judged twice for {query}; keep one.")
        found[query, judgment.part] = judgment
    return list(found.values())


def qrels_of(judgments: Iterable[Judgment]) -> dict[str, dict[str, int]]:
    """Query id -> part -> grade, as the measures take them."""
    found: dict[str, dict[str, int]] = {}
    for one in judgments:
        found.setdefault(one.query, {})[one.part] = one.grade
    return found


def write_judgments(path: Path, judgments: Iterable[Judgment]) -> None:
    """Write all judgments, by query and falling grade, so that a change shows as few lines. Raises SetupError."""
    ordered = sorted(judgments, key=lambda one: (one.query, -one.grade, one.maker, one.part_number))
    lines = ["\t".join(QREL_COLUMNS), *("\t".join((one.query, one.maker, one.part_number, str(one.grade), one.who, one.when)) for one in ordered)]
    beside = path.with_suffix(".new")
    try:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}.") from error


def chosen(queries: Sequence[JudgedQuery], segments: Sequence[str]) -> list[JudgedQuery]:
    """The queries of some segments; of all when none is named. Raises InvalidInput for a segment that does not exist."""
    for segment in segments:
        if segment not in SEGMENTS:
            raise InvalidInput(f"There is no segment {segment!r}; name one of {', '.join(SEGMENTS)}.")
    return [query for query in queries if not segments or query.segment in segments]


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the heading, each with its line number and as many values as there are columns."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}.") from error
    if not lines or lines[0].split("\t") != list(columns):
        raise InvalidInput(f"{path}:1: the first line names the columns: {', '.join(columns)}, separated by tabs.")
    for number, line in enumerate(lines[1:], 2):
        row = line.split("\t")
        if len(row) != len(columns):
            raise InvalidInput(f"{path}:{number}: {len(row)} columns where there are {len(columns)}: {', '.join(columns)}.")
        yield number, row
