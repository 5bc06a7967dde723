"""Looks for better weights: tries on one half of the judged queries, reports on the other, and claims nothing that chance could give.

The optimiser is Optuna's tree-structured Parzen estimator (see docs/adr): few trials, each of which is a run over hundreds of queries.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from core.errors import InvalidInput, SetupError
from relevance.compare import Comparison, compare
from relevance.evaluate import MAIN, OVERALL, Qrels, evaluate
from relevance.judged import SEGMENTS, JudgedQuery
from relevance.knobs import Knob, turned
from relevance.run import Run
from search.tuning.loader import load

Texts = Mapping[str, str]
# The run of a configuration over some queries.
Runner = Callable[[Texts, Sequence[JudgedQuery]], Run]

SEED = 11
# A segment may lose this share of its held-out nDCG@10 before a proposal is refused: the limit of the gate.
_MOST_LOSS = 0.01


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was found: the values, the train score before and after, and both configurations on the queries that the search never saw."""

    values: Mapping[str, float]
    train: tuple[float, float]
    held_out: Comparison
    texts: Texts

    @property
    def refusal(self) -> str:
        """Why this is no gain; empty when it is one."""
        overall = next(one for one in self.held_out.segments if one.name == OVERALL)
        if overall.difference.mean <= 0 or not overall.difference.sure:
            change = f"{overall.difference.mean:+.4f} nDCG@10, p = {overall.difference.p_value:.3f}"
            return f"On the queries held out the difference is within chance ({change}): nothing is proposed."
        lost = [one.name for one in self.held_out.segments if one.after < one.before * (1 - _MOST_LOSS)]
        return f"Better over all, but worse on {', '.join(lost)}: nothing is proposed." if lost else ""


def split(queries: Sequence[JudgedQuery]) -> tuple[list[JudgedQuery], list[JudgedQuery]]:
    """(train, held out): every second query of each segment, in an order that only the ids decide, so that the halves stay the same."""
    train: list[JudgedQuery] = []
    held_out: list[JudgedQuery] = []
    for segment in SEGMENTS:
        ordered = sorted((query for query in queries if query.segment == segment), key=lambda query: hashlib.sha256(query.id.encode()).digest())
        train += ordered[::2]
        held_out += ordered[1::2]
    return train, held_out


def tune(texts: Texts, knobs: Sequence[Knob], queries: Sequence[JudgedQuery], qrels: Qrels, runner: Runner, trials: int) -> Tuned:
    """Search `trials` settings of the knobs. Raises InvalidInput for fewer than 2 queries on a side, SetupError without the optimiser."""
    train, held_out = split(queries)
    if min(len(train), len(held_out)) < 2:
        raise InvalidInput("There are too few judged queries to hold half of them out.")

    def score(values: Mapping[str, float]) -> float:
        run = runner(turned(texts, knobs, values), train)
        return fmean(one.values[MAIN] for one in evaluate(run, train, qrels))

    now = {knob.name: knob.now for knob in knobs}
    before = score(now)
    values, after = _search(texts, knobs, score, trials)
    if after <= before:
        values, after = now, before
    found = turned(texts, knobs, values)
    runs = runner(texts, held_out), runner(found, held_out)
    scored = evaluate(runs[0], held_out, qrels), evaluate(runs[1], held_out, qrels)
    return Tuned(values, (before, after), compare(("now", "tuned"), runs, scored), found)


def _search(texts: Texts, knobs: Sequence[Knob], score: Callable[[Mapping[str, float]], float], trials: int) -> tuple[dict[str, float], float]:
    try:
        import optuna
    except ImportError as error:
        raise SetupError("The optimiser is not installed: pip install 'partwise[tune]'.") from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=SEED, multivariate=True))
    study.enqueue_trial({knob.name: knob.now for knob in knobs})

    def objective(trial: optuna.Trial) -> float:
        values = {knob.name: _short(trial.suggest_float(knob.name, knob.low, knob.high)) for knob in knobs}
        try:
            load(turned(texts, knobs, values))
        except InvalidInput as broken:
            # Weights that the loader refuses, such as words that could reach a number tier.
            raise optuna.TrialPruned from broken
        return score(values)

    study.optimize(objective, n_trials=trials)
    return {name: _short(value) for name, value in study.best_params.items()}, float(study.best_value)


def _short(value: float) -> float:
    """Three digits are more than judgments can tell apart."""
    return float(f"{value:.3g}")
