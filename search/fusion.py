"""Where meaning joins the words: what sentence vectors add to a search. Pure.

The rule for what is a match: a part matches when the words (or a number tier) find it. Vectors change the order of matches only.
When the words find fewer than `sparse` parts (less than a page), a second attempt admits the nearest neighbours as matches, below
everything that the words find; when they find fewer than `few`, it forgives typos as well. Either way hits, total and facets come
from the one query that the attempt sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.query.clauses import Clause
from search.response import UnderstoodQuery
from search.tuning.types import FusionConfig

# Names of the clauses on a hit: reordered by meaning, or here by meaning alone.
REORDERED, NEIGHBOUR = "meaning", "semantic"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a search: with the query's vector if there is one; a generous one forgives typos and admits neighbours.

    `beside` admits neighbours to a page that the words have begun: they need not be as near as those that stand alone.
    `loose` takes any of the words, and none when a category is certain.
    `misspelt` are the part numbers, as asked, that nothing answers to; `guessing` looks for the words inside numbers.
    """

    vector: Sequence[float] | None = None
    generous: bool = False
    misspelt: tuple[str, ...] = ()
    guessing: bool = False
    beside: bool = False
    loose: bool = False

    def after(self, matched: int, understood: UnderstoodQuery, unanswered: tuple[str, ...], config: FusionConfig) -> "Attempt | None":
        """The second attempt when the first matched that many parts; None when the first is good enough."""
        few = is_few(matched, understood, config)
        beside = self.vector is not None and 0 < matched < config.sparse.count
        if not (few or beside or unanswered):
            return None
        return replace(self, generous=few, beside=beside, misspelt=unanswered, guessing=few and not matched)


def asks_for_meaning(understood: UnderstoodQuery) -> bool:
    """Whether a vector may help: not for numbers, not for mere filters."""
    return understood.intent == "text" or (understood.intent == "browse" and bool(understood.faults))


def is_few(matched: int, understood: UnderstoodQuery, config: FusionConfig) -> bool:
    """Whether what the words found calls for a generous attempt; a number that found anything is left alone."""
    if understood.intent == "browse" or not understood.text.strip():
        return False
    return matched < (1 if understood.intent == "number" else config.few.count)


def reordered(words: Clause, found: Clause, attempt: Attempt, config: FusionConfig, count: int, *, named: bool = True) -> Clause:
    """`words`, the scored clause of `count` units, with likeness added for the nearest among `found`, the same clause without names.

    The scores of words add up, likeness does not: it weighs as much beside five words as beside one only if multiplied by their count.
    """
    if attempt.vector is None:
        return words
    near: Clause = {"vector": list(attempt.vector), "k": config.reordered.count, "filter": found, "boost": config.meaning.weight * count}
    if named:
        near["_name"] = REORDERED
    return {"bool": {"must": [words], "should": [{"knn": {"vector": near}}]}}


def neighbours(attempt: Attempt, visible: Clause, config: FusionConfig) -> list[Clause]:
    """The way to match by meaning alone, for an attempt with a vector that admits neighbours."""
    if attempt.vector is None or not (attempt.generous or attempt.beside):
        return []
    least = config.least_beside if attempt.beside else config.least
    near = {"knn": {"vector": {"vector": list(attempt.vector), "k": config.admitted.count, "filter": visible}}}
    scaled = {
        "query": near,
        "functions": [{"weight": config.beneath.factor}],
        "boost_mode": "multiply",
        "min_score": least.likeness * config.beneath.factor,
        "_name": NEIGHBOUR,
    }
    return [{"function_score": scaled}]
