"""Nothing found, or little: asks the engine what would be found with less, and which spelling was meant.

Two round trips at most before the page itself: what each word finds and how it may be spelt; then everything that may be tried, counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from search.did_you_mean import proposals, spelling_body, suspects
from search.engine import Engine
from search.labels import Labels
from search.ladder import Candidate, candidates, loosely
from search.plan import Plan, Setting, count_body, counted, nearest_value, presence_body
from search.query import text
from search.query.chips import words
from search.query.units import Unit, units_of
from search.relaxed import MORE, NEAREST, QUOTE, QUOTE_WITHIN, Found, told
from search.response import UnderstoodQuery
from search.understand.words import Word

_BOTH_MEANT = 2  # of so few words each is meant: few parts with all of them are the answer
Relaxations = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What to search instead (None: nothing helps, or nothing is needed), what that gives up, and the spelling that was meant."""

    plan: Plan | None
    relaxations: Relaxations
    did_you_mean: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the first round found: the words of the query with how many parts have each, and other spellings."""

    units: tuple[Unit, ...]
    frequencies: dict[str, int]
    proposals: list[str]


class NothingFound:
    """Helps a search that found nothing, or too little as it was typed."""

    def __init__(self, engine: Engine, setting: Setting, labels: Labels, read: Callable[[str], UnderstoodQuery], spent_ms: Callable[[], float]) -> None:
        self._engine = engine
        self._setting = setting
        self._labels = labels
        self._read = read
        self._spent_ms = spent_ms

    def help(self, plan: Plan, *, found: int) -> Help:
        """How to go on from a plan with `found` hits: with some of the words when they are few, with less of anything when there are none.

        Raises EngineUnavailable.
        """
        known = self._known(plan)
        tried = [loosely(plan)] if found else candidates(plan, known.units, known.frequencies, self._setting.config, self._setting.usd_per_unit)
        respelt = [Plan(self._read(proposal), plan.request) for proposal in known.proposals]
        bodies = [count_body(one, self._setting) for one in respelt]
        bodies += [count_body(one.plan, self._setting, NEAREST.get(one.bounds[0]) if one.steps == ("bounds",) else None) for one in tried]
        answers = self._engine.searches(bodies, self._spent_ms())
        meant = next((one for one, answer in zip(known.proposals, answers, strict=False) if counted(answer)), None)
        helpful = self._first(tried, answers[len(respelt) :])
        if found:
            more = helpful is not None and helpful[1].count > found and len(known.units) > _BOTH_MEANT
            return Help(tried[0].plan, (MORE,), meant) if more else Help(None, (), meant)
        if helpful is None:
            return Help(None, (QUOTE_WITHIN if tried else QUOTE,), meant)
        candidate, result = helpful
        return Help(candidate.plan, told(candidate, plan, result, self._labels), meant)

    def _first(self, tried: list[Candidate], answers: list[dict[str, Any]]) -> tuple[Candidate, Found] | None:
        """The first that finds anything; one that finds as good as nothing without a word stands back behind one with some of the words."""
        pairs = [(one, Found(counted(answer), nearest_value(answer))) for one, answer in zip(tried, answers, strict=True)]
        few = self._setting.config.fusion.few.count
        loosely = any(one.steps[0] == "some_words" and result.count for one, result in pairs)
        return next(((one, result) for one, result in pairs if result.count >= (few if loosely and one.steps[0] == "words" else 1)), None)

    def _known(self, plan: Plan) -> _Known:
        config = self._setting.config
        units = units_of(words(plan.understood), config, forgiving=plan.attempt.generous)
        doubted = suspects(plan.understood, config, self._labels)
        bodies = [presence_body(text.words([unit], config.text, 1, named=False)) for unit in units]
        bodies += [presence_body(text.words(_one(word), config.text, 1, named=False)) for word in doubted]
        bodies += [spelling_body(doubted, config)] if doubted else []
        answers = self._engine.searches(bodies, self._spent_ms())
        frequencies = {unit.text: counted(answer) for unit, answer in zip(units, answers, strict=False)}
        present = [counted(answer) > 0 for answer in answers[len(units) : len(units) + len(doubted)]]
        return _Known(units, frequencies, proposals(plan.understood.text, doubted, present, answers[-1]) if doubted else [])


def _one(word: Word) -> list[Unit]:
    return [Unit(word.text, (), 0)]
