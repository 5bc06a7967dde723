"""Grades by clicks as files of judged queries, in the form of the human ones but never among them. Pure but for the writing."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from core.errors import SetupError
from relevance.clicks import FEWEST_SHOWN, Clicked
from relevance.judged import QUERY_COLUMNS, JudgedQuery, Judgment, write_judgments

WHO = "clicks"
# From so many words on a query is a sentence.
_SENTENCE_WORDS = 5


def judgments(
    found: Iterable[Clicked], parts: Mapping[int, tuple[str, str]], judged: Sequence[JudgedQuery], day: str, fewest_shown: int = FEWEST_SHOWN
) -> tuple[list[JudgedQuery], list[Judgment]]:
    """The queries of which something can be said, and what: one judgment for each part that enough people have seen.

    `parts` gives maker and number by id; a part without them is gone and left out. A text that is among the human-judged
    queries without a context keeps that query's id, so that both kinds of grades can be compared. `day` is YYYY-MM-DD.
    """
    known = {" ".join(query.text.lower().split()): query for query in judged if not query.device and not query.ticket}
    queries: dict[str, JudgedQuery] = {}
    graded: list[Judgment] = []
    for one in found:
        grade = one.grade(fewest_shown)
        if grade is None or one.part not in parts:
            continue
        query = known.get(one.query) or JudgedQuery(_id(one.query), _segment(one.query), one.query)
        queries[query.id] = query
        graded.append(Judgment(query.id, *parts[one.part], grade, WHO, day))
    return list(queries.values()), graded


def write(folder: Path, queries: Sequence[JudgedQuery], graded: Sequence[Judgment]) -> None:
    """Write `queries.tsv` and `qrels.tsv` into `folder`. Raises SetupError when they cannot be written."""
    rows = [(one.id, one.segment, one.text, one.device, one.ticket, one.viewer, "") for one in queries]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "queries.tsv").write_text("\n".join("\t".join(row) for row in (QUERY_COLUMNS, *rows)) + "\n", encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{folder} cannot be written: {error.strerror}.") from error
    write_judgments(folder / "qrels.tsv", graded)


def _id(text: str) -> str:
    return f"click-{blake2b(text.encode(), digest_size=5).hexdigest()}"


def _segment(text: str) -> str:
    """The segment of a query that nobody sorted: by its shape."""
    words = text.split()
    if len(words) == 1 and any(sign.isdigit() for sign in text):
        return "number"
    return "natural_language" if len(words) >= _SENTENCE_WORDS else "name"
