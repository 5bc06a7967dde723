"""What matches the query and how well: number tiers above words, or everything when nothing was asked. Pure."""

from search.fusion import Attempt, neighbours, reordered
from search.query import chips, text, tiers
from search.query.boosts import added, business, multiplied
from search.query.clauses import BESIDE, EVERYTHING, FAULT, KIND, Clause, any_of, every
from search.query.fit import by_fit, by_fit_within_tier
from search.query.lookups import lookups_of
from search.query.rules import boosts, buried, pinned
from search.query.units import units_of
from search.query.visibility import visible_parts
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.tuning.types import QueryConfig


def relevance(understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, attempt: Attempt) -> Clause:
    """The scored query. A part matches by a number tier or by enough words; a tier always scores above words. Pins stand above all.

    How meaning joins in, and what a generous attempt matches besides, is told in `search.fusion`.
    """
    return pinned(_found(understood, request, config, attempt), understood, request, config)


def _found(understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, attempt: Attempt) -> Clause:
    likely = [{"filter": clause, "weight": config.boosts.likely.weight} for clause in chips.likely(understood)]
    functions = [*business(request, config.boosts), *likely, *boosts(request)]
    everything = by_fit(buried(multiplied({"match_all": {"_name": EVERYTHING}}, functions, config.boosts), request), request.context, config.fit)
    ways: list[Clause] = []
    if number := tiers.tiers(lookups_of(understood, config.tiers, guessing=attempt.guessing), request, config.tiers, attempt.misspelt):
        ways.append(by_fit_within_tier(added(_beside(number, understood, config), functions, config.boosts), request.context, config.fit))
    units = units_of(chips.words(understood), config, forgiving=attempt.generous)
    if units:
        least = _least(len(units), understood, config, attempt)
        found = every([text.words(units, config.text, least, named=False), visible_parts()])
        scored = reordered(text.matching(units, config.text, least), found, attempt, config.fusion, len(units))
        bonus = [{"filter": text.every_word(units, config.text), "weight": config.text.all_words.factor}] if len(units) > config.text.minimum.all_up_to else []
        ways.append(by_fit(buried(multiplied(scored, [*bonus, *functions], config.boosts), request), request.context, config.fit))
        ways += _by_kind(understood, request, config, attempt, [*bonus, *functions])
        ways += [by_fit(buried(near, request), request.context, config.fit) for near in neighbours(attempt, visible_parts(), config.fusion)]
    if understood.faults and understood.intent != "number":
        meant = units_of(" ".join(fault.meaning for fault in understood.faults), config, forgiving=False)
        said = every([text.words(meant, config.text, 1, named=False), visible_parts()])
        scored = reordered(text.words(meant, config.text, 1, named=False), said, attempt, config.fusion, len(meant), named=False)
        ways.append(by_fit(buried({"bool": {"must": [scored], "_name": FAULT}}, request), request.context, config.fit))
    if understood.intent == "browse" and understood.chips:
        # Every word has become a filter: all that the filters leave matches, and a number that reads like the words still comes first.
        ways.append(everything)
    if ways:
        return any_of(ways)
    # Nothing was asked beyond filters, or nothing that has a letter or digit in it: the one shows all, the other finds nothing.
    nothing = understood.text.strip() and not understood.chips
    return {"match_none": {}} if nothing else everything


def _by_kind(understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, attempt: Attempt, functions: list[Clause]) -> list[Clause]:
    """A category that the words probably mean finds its parts when the words themselves find little."""
    if not (attempt.generous or attempt.beside or attempt.loose):
        return []
    alike = (
        {"constant_score": {"filter": clause, "boost": config.text.likely_category.weight, "_name": KIND}} for clause in chips.likely(understood, ("category",))
    )
    return [by_fit(buried(multiplied(clause, functions, config.boosts), request), request.context, config.fit) for clause in alike]


def _least(count: int, understood: UnderstoodQuery, config: QueryConfig, attempt: Attempt) -> int:
    """How many of `count` words a part must have. Loosely: one; none when the category says what the part is."""
    if not attempt.loose:
        return config.text.minimum.of(count)
    return 0 if any(chip.slot == "category" and chip.certain for chip in understood.chips) else 1


def _beside(number: Clause, understood: UnderstoodQuery, config: QueryConfig) -> Clause:
    """The words beside a number ("GE 2100018") order the hits within its tier."""
    units = units_of(understood.residual, config, forgiving=False)
    if understood.intent != "number" or not units:
        return number
    words = {"bool": {"should": [text.words(units, config.text, 1, named=False)], "_name": BESIDE}}
    return {"bool": {"must": [number], "should": [words]}}
