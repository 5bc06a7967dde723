"""BM25 as the engine gives it: every word of the query in every field, nothing weighted, nothing understood."""

from relevance.baselines.index import RawIndex
from relevance.judged import JudgedQuery
from relevance.run import Ranking

FIELDS = ["name", "description", "manufacturer_text", "category_text", "specification_text", "model_text"]
_NUMBERS = ["number", "aliases", "gtin"]


def rank(index: RawIndex, query: JudgedQuery) -> Ranking:
    """The ranking for the query's text. A number is a word like any other: it counts when it is typed as it is written."""
    text = {"multi_match": {"query": query.text, "fields": FIELDS, "type": "most_fields"}}
    words = list(dict.fromkeys([query.text, *query.text.split()]))
    numbers = [{"terms": {field: words}} for field in _NUMBERS]
    return index.rank({"bool": {"should": [text, *numbers]}})
