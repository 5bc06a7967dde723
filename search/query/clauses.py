"""The few shapes that every component is made of. Pure."""

from collections.abc import Sequence
from typing import Any

Clause = dict[str, Any]

# Names of clauses on a hit, by which it is told what matched and how much it adds: "word:0", "word:0:name", "likely:category:12".
WORD, PHRASE, EVERY_WORD, BESIDE, AVAILABLE, LIKELY = "word", "phrase", "every_word", "beside", "available", "likely"
# "rule:pin:0:<id>", "rule:boost:0:<id>:<weight>", "rule:bury:0:<id>:<factor>": the engine knows a clause by its name, so each has its own.
RULE = "rule"


def every(clauses: Sequence[Clause]) -> Clause:
    """All of the clauses, unscored; everything when there are none."""
    return {"bool": {"filter": list(clauses)}} if clauses else {"match_all": {}}


# Names of clauses that find a part without the words of the query: its probable category, and what an error code means.
KIND, FAULT = "kind", "fault"
ENOUGH = "enough"  # as many words as a part must have
EVERYTHING = "everything"  # nothing that scores was asked


def any_of(clauses: Sequence[Clause]) -> Clause:
    """At least one of the clauses."""
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def named(clause: Clause, name: str) -> Clause:
    """The clause, unscored, recognisable on the hit by its name."""
    return {"bool": {"filter": [clause], "_name": name}}


def constant(clause: Clause, points: float, name: str) -> Clause:
    """The clause as a fixed score, recognisable on the hit by its name."""
    return {"constant_score": {"filter": clause, "boost": points, "_name": name}}
