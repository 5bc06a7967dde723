"""What each reason adds to a hit's score, from the scores of the named clauses that it matched. Pure.

The engine's score is: a number's tier and the words beside it, plus boosts; plus, for words, (words + phrase + meaning) x (1 + boosts);
plus nearness in meaning alone. The same sum is made here from its parts, so that the parts can be shown: floats of the engine have
24 bits, so parts and score agree to about one in a million of the largest part. What equipment does to the order is the difference.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log1p
from typing import Any, NamedTuple, get_args

from search.fusion import NEIGHBOUR, REORDERED
from search.query.clauses import AVAILABLE, BESIDE, ENOUGH, EVERY_WORD, EVERYTHING, FAULT, KIND, LIKELY, PHRASE, RULE, WORD
from search.response import Evidence
from search.tuning.types import BoostConfig, QueryConfig, TierName

# Relative: the engine's floats against ours.
TOLERANCE = 1e-5
_DIGITS = 4  # of a share
TIER_NAMES = frozenset(get_args(TierName))
FIELD_KINDS = {
    "name": "name",
    "category_text": "category",
    "manufacturer_text": "manufacturer",
    "model_text": "equipment",
    "specification_text": "specification",
    "description": "description",
}

# Clauses that find a part without any word of the query: name -> kind and words.
_WITHOUT_WORDS = {
    NEIGHBOUR: ("meaning", "near in meaning"),
    FAULT: ("error_code", "named by what the error code means"),
}


class Contribution(NamedTuple):
    """One reason: what kind, in words, and how many points of the score it adds."""

    kind: str
    text: str
    points: float


class Matched(NamedTuple):
    """What is known of one hit: scores by clause name, the tier's points, and what the boosts look at."""

    scores: Mapping[str, float]
    tier_points: float  # 0 for a hit by words
    popularity: int
    lifecycle: str
    score: float | None  # None when the order did not need it


def _matched(hit: Mapping[str, Any]) -> Matched:
    scores: dict[str, float] = hit.get("matched_queries", {})
    tiers = [points for name, points in scores.items() if _is_tier(name)]
    source = hit["_source"]
    return Matched(scores, max(tiers, default=0.0), source.get("popularity", 0), source["card"].get("lifecycle", ""), hit.get("_score"))


@lru_cache(maxsize=1024)  # few names, each on many hits
def _is_tier(name: str) -> bool:
    return name.partition(":")[0] in TIER_NAMES


def contributions(hit: Mapping[str, Any], number: str, units: Sequence[str], config: QueryConfig) -> tuple[Contribution, ...]:
    """Every reason for a hit of the engine with its points, in the order in which they are told; they sum to the score within TOLERANCE.

    `number` says how its number matched, if it did; `units` are the words of the query in the order of their names.
    """
    found = _matched(hit)
    if pins := [(points, name) for name, points in found.scores.items() if name.startswith(f"{RULE}:pin:")]:
        points, name = max(pins)
        return (Contribution(f"{RULE}:{_rule(name)}", f"put here by the rule {_rule(name)}", points),)
    tier = [Contribution("number", number, found.tier_points)] if found.tier_points else []
    if beside := found.scores.get(BESIDE):
        tier.append(Contribution("beside", "words beside the number", beside))
    # The engine names words also of a part that has too few of them, and that is found without them.
    without_words = any(name in found.scores for name in (KIND, *_WITHOUT_WORDS))
    words = _words(found, units) if ENOUGH in found.scores or not without_words else []
    if KIND in found.scores:
        words.append(Contribution("kind", "of the kind that the words probably mean", found.scores[KIND]))
    besides = [Contribution(kind, text, found.scores[name]) for name, (kind, text) in _WITHOUT_WORDS.items() if name in found.scores]
    base = sum(part.points for part in words) or (1.0 if EVERYTHING in found.scores or not (tier or besides) else 0.0)
    boosts = _boosts(found, config.boosts)
    earned = [(Contribution("every_word", "every word is there", config.text.all_words.factor), False)] if EVERY_WORD in found.scores else []
    beside_number = _capped(boosts, config.boosts.most.factor) if tier else {}
    factors = [boost for boost, _ in earned] + boosts
    within_words = _capped(factors, config.boosts.most.factor - 1.0) if base else {}
    added = [Contribution(one.kind, one.text, beside_number.get(one.kind, 0.0) + base * within_words.get(one.kind, 0.0)) for one in factors]
    alone = [Contribution("everything", "nothing was asked that could score", base)] if base and not words else []
    lowered = _lowered(found, base + sum(base * share for share in within_words.values()) + sum(one.points for one in besides))
    return _with_difference([*tier, *words, *besides, *alone, *(one for one in added if one.points), *lowered], found.score)


def rules_of(hit: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the rules that moved a hit of the engine."""
    return tuple(dict.fromkeys(_rule(name) for name in hit.get("matched_queries", ()) if name.startswith(f"{RULE}:")))


def _rule(name: str) -> str:
    """The id of the rule in the name of a clause."""
    return name.split(":")[3]


def _lowered(found: Matched, points: float) -> list[Contribution]:
    """What the rule that buries the part most takes from what words and meaning have given it."""
    buries = [(float(name.split(":")[4]), name) for name in found.scores if name.startswith(f"{RULE}:bury:")]
    if not buries or not points:
        return []
    factor, name = min(buries)
    return [Contribution(f"{RULE}:{_rule(name)}", f"put further down by the rule {_rule(name)}", points * (factor - 1.0))]


def _raised(found: Matched) -> list[Contribution]:
    """What the rules that boost the part add, each rule once."""
    weights: dict[str, float] = {}
    for name in sorted(found.scores):
        if name.startswith(f"{RULE}:boost:"):
            weights[_rule(name)] = weights.get(_rule(name), 0.0) + float(name.split(":")[4])
    return [Contribution(f"{RULE}:{rule}", f"put further up by the rule {rule}", weight) for rule, weight in weights.items()]


def evidence(parts: Sequence[Contribution]) -> tuple[Evidence, ...]:
    """The contributions as shares that sum to 1; what rounds to nothing is left out."""
    points = [part.points for part in parts]
    total = sum(points)
    if total <= 0:
        return ()
    shares = [round(own / total, _DIGITS) for own in points]
    largest = shares.index(max(shares))
    shares[largest] = round(shares[largest] + 1 - sum(shares), _DIGITS)
    return tuple(Evidence(part.kind, part.text, share) for part, share in zip(parts, shares, strict=True) if share)


def _words(found: Matched, units: Sequence[str]) -> list[Contribution]:
    """The words by the fields in which they stand. A word's score is its best field's and a share of the others'; it is told by their proportions."""
    points: dict[str, float] = {}
    texts: dict[str, list[str]] = {}
    for position, unit in enumerate(units):
        whole = found.scores.get(f"{WORD}:{position}")
        if whole is None:
            continue
        fields = [(kind, score) for name, kind in _field_names(position) if (score := found.scores.get(name))] or [("words", 1.0)]
        all_fields = sum(score for _, score in fields)
        for kind, score in fields:
            points[kind] = points.get(kind, 0.0) + whole * score / all_fields
            texts.setdefault(kind, []).append(unit)
    told = [Contribution(kind, ", ".join(texts[kind]), points[kind]) for kind in (*FIELD_KINDS.values(), "words") if kind in points]
    if PHRASE in found.scores:
        told.append(Contribution("phrase", "the words stand together in the name", found.scores[PHRASE]))
    if REORDERED in found.scores:
        told.append(Contribution("meaning", "near in meaning", found.scores[REORDERED]))
    return told


@lru_cache(maxsize=64)
def _field_names(position: int) -> tuple[tuple[str, str], ...]:
    """The names of a word's clauses by field, with what each field is called."""
    return tuple((f"{WORD}:{position}:{field}", kind) for field, kind in FIELD_KINDS.items())


def _boosts(found: Matched, config: BoostConfig) -> list[Contribution]:
    """The boosts with their values as configured; they add up."""
    boosts = [Contribution("popularity", "often ordered", config.popularity.weight * log1p(found.popularity))]
    if AVAILABLE in found.scores:
        boosts.append(Contribution("available", "in stock", config.available.weight))
    boosts += [Contribution("lifecycle", name, weight.weight) for name, weight in config.lifecycle.items() if name == found.lifecycle]
    meant = sorted(name for name in found.scores if name.startswith(f"{LIKELY}:"))
    boosts += [Contribution(name, f"probably the {name.split(':')[1]} that was meant", config.likely.weight) for name in meant]
    return [boost for boost in (*boosts, *_raised(found)) if boost.points]


def _capped(boosts: Sequence[Contribution], most: float) -> dict[str, float]:
    """The value of each boost by its kind, all scaled down when their sum is above `most`."""
    total = sum(boost.points for boost in boosts)
    scale = min(1.0, most / total) if total > 0 else 1.0
    return {boost.kind: boost.points * scale for boost in boosts}


def _with_difference(parts: Sequence[Contribution], score: float | None) -> tuple[Contribution, ...]:
    """The parts, and beyond tolerance what the equipment of the search adds or takes."""
    total = sum(part.points for part in parts)
    if score is None or abs(score - total) <= TOLERANCE * max(abs(score), abs(total), 1.0):
        return tuple(parts)
    return (*parts, Contribution("fit", "how it fits the equipment of the search", score - total))
