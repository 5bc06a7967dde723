"""BM25 as the engine gives it: every word of the query in every field, nothing weighted, nothing understood.

Each document counts with its best field and a part of the others: of the plain forms (sum of fields, best field alone) the strongest on the judged queries.
"""

from relevance.baselines.index import RawIndex
from relevance.judged import JudgedQuery
from relevance.run import Ranking

FIELDS = ["name", "description", "manufacturer_text", "category_text", "specification_text", "model_text"]
_NUMBERS = ["number", "aliases", "gtin"]
_OTHER_FIELDS = 0.3


def rank(index: RawIndex, query: JudgedQuery) -> Ranking:
    """The ranking for the query's text. A number is a word like any other: it counts when it is typed as it is written."""
    text = {"multi_match": {"query": query.text, "fields": FIELDS, "type": "best_fields", "tie_breaker": _OTHER_FIELDS}}
    words = list(dict.fromkeys([query.text, *query.text.split()]))
    numbers = [{"terms": {field: words}} for field in _NUMBERS]
    return index.rank({"bool": {"should": [text, *numbers]}})
