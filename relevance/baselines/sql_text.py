"""PostgreSQL's own full-text search over the texts of the same documents, in a table that lives as long as the connection."""

import sqlalchemy as sa

from relevance.baselines.index import RawIndex
from relevance.judged import JudgedQuery, part_key
from relevance.run import DEPTH, Ranking

_FIELDS = ["card.part_number", "card.manufacturer", "name", "description", "manufacturer_text", "category_text", "specification_text", "model_text", "aliases"]
_TABLE = "CREATE TEMPORARY TABLE baseline_part (part text PRIMARY KEY, words tsvector)"
_ADD = """
    INSERT INTO baseline_part VALUES (:part,
        setweight(to_tsvector('english', :name), 'A') || setweight(to_tsvector('simple', :numbers), 'A')
        || setweight(to_tsvector('english', :kind), 'B') || to_tsvector('english', :text))
"""
# Any of the words, best first: all of them at once would leave most long queries without a result.
_SEARCH = """
    WITH asked AS (
        SELECT replace(plainto_tsquery('english', :text)::text, ' & ', ' | ')::tsquery || replace(plainto_tsquery('simple', :text)::text, ' & ', ' | ')::tsquery
            AS words
    )
    SELECT part FROM baseline_part, asked WHERE baseline_part.words @@ asked.words ORDER BY ts_rank(baseline_part.words, asked.words) DESC, part LIMIT :depth
"""


class SqlText:
    """The baseline, filled from the index when it is made; `connection` stays the caller's."""

    def __init__(self, connection: sa.Connection, index: RawIndex) -> None:
        self._connection = connection
        connection.execute(sa.text(_TABLE))
        rows = [_row(document) for document in index.documents(_FIELDS)]
        if rows:
            connection.execute(sa.text(_ADD), rows)
        connection.execute(sa.text("CREATE INDEX ON baseline_part USING gin (words)"))
        connection.execute(sa.text("ANALYZE baseline_part"))

    def rank(self, query: JudgedQuery) -> Ranking:
        """The ranking for the query's text."""
        return list(self._connection.execute(sa.text(_SEARCH), {"text": query.text, "depth": DEPTH}).scalars())


def _row(document: dict[str, object]) -> dict[str, str]:
    card = document["card"]
    assert isinstance(card, dict)
    number = card["part_number"]
    return {
        "part": part_key(card["manufacturer"]["name"], number),
        "name": _text(document.get("name")),
        "numbers": f"{number} {_text(document.get('aliases'))}",
        "kind": f"{_text(document.get('manufacturer_text'))} {_text(document.get('category_text'))} {_text(document.get('model_text'))}",
        "text": f"{_text(document.get('description'))} {_text(document.get('specification_text'))}",
    }


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
