"""No number that moves the order of results is written in Python: each lives in relevance/config, with its `why`.

Neutral numbers stay (0 adds nothing, 1 multiplies by nothing). Where search only explains, times or limits itself, the place is listed.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, source_files

# Keys of the engine's query language by which scores are made.
RANKING_KEYS = frozenset(
    {
        "boost", "weight", "tie_breaker", "factor", "slop", "max_boost", "min_score", "fuzziness", "prefix_length", "max_expansions",
        "minimum_should_match", "cutoff_frequency", "modifier", "missing", "decay", "scale", "origin", "k", "rank_constant", "k1", "b",
    }
)  # fmt: skip
# Calls whose second argument is a score.
SCORING_CALLS = frozenset({"constant"})
NEUTRAL = (0, 1)
# File and text of an expression that is no matter of taste.
ALLOWED = {
    ("search/contributions.py", "1e-05"): "how far the engine's floats may be from the sum that explains them",
    ("catalog/fallback/score.py", "1e-06"): "what rounding may add to a bound that only spares work",
    ("search/rules/types.py", "2.5"): "the bound of a weight: what `most` of boosts.yml admits",
    ("search/rules/types.py", "0.5"): "an example for editors",
    ("search/rules/types.py", "0.3"): "an example for editors",
}
# Rooms that hold no order of results: bounds of the configuration's own values, a model's files, times.
LEFT_OUT = ("search/tuning/", "search/embedding/", "search/breaker.py", "search/guarded.py")


def ranking_files() -> list[Path]:
    """Everything that understands, builds, fuses and reads a search, and what falls back for it."""
    rooms = ("search/", "catalog/fallback/", "api/fallback")
    names = {path: str(path.relative_to(ROOT)) for path in source_files(".py")}
    return [path for path, name in names.items() if name.startswith(rooms) and not name.startswith(LEFT_OUT)]


def numbers_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each number that makes a score: any fraction, and any number at a ranking key or in a scoring call."""
    times = {id(constant) for constant in _times(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in times:
            yield node.lineno, repr(node.value)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in RANKING_KEYS:
                    yield from _whole_numbers(value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SCORING_CALLS:
            for argument in node.args[1:2]:
                yield from _whole_numbers(argument)


def _times(tree: ast.AST) -> Iterator[ast.AST]:
    """What is assigned to a name that says milliseconds or seconds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id.endswith(("_MS", "_S")) for target in node.targets):
            yield node.value


def _whole_numbers(value: ast.AST) -> Iterator[tuple[int, str]]:
    return ((node.lineno, repr(node.value)) for node in ast.walk(value) if isinstance(node, ast.Constant) and type(node.value) is int)


def test_no_number_that_moves_ranking_is_written_in_python() -> None:
    found = []
    for path in ranking_files():
        name = str(path.relative_to(ROOT))
        for line, text in numbers_in(ast.parse(path.read_text())):
            if float(text) not in NEUTRAL and (name, text) not in ALLOWED:
                found.append(f"{name}:{line} has {text}: put it into relevance/config with its why")
    assert found == []


def test_every_exception_is_still_needed() -> None:
    written = {(str(path.relative_to(ROOT)), text) for path in ranking_files() for _, text in numbers_in(ast.parse(path.read_text()))}
    assert set(ALLOWED) <= written


def test_the_rooms_that_rank_are_looked_at() -> None:
    names = {str(path.relative_to(ROOT)) for path in ranking_files()}
    assert {"search/query/relevance.py", "search/query/rules.py", "search/fusion.py", "search/similar.py", "catalog/fallback/find.py"} <= names


def test_a_number_is_seen_wherever_it_is_hidden() -> None:
    code = 'a = {"boost": 3}\nb = {"function_score": {"weight": points * 2}}\nc = constant(clause, 7, "name")\nd = 0.25 * score\ne = {"size": 5}'
    assert sorted(line for line, _ in numbers_in(ast.parse(code))) == [1, 2, 3, 4]
