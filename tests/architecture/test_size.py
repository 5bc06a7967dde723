"""Files and functions stay small enough to be read in one go."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, source_files

FUNCTION_LINES = 40


def limit(path: Path) -> int:
    """The most lines that a file may have."""
    return {"tests": 400, "migrations": 500}.get(path.relative_to(ROOT).parts[0], 300)


@pytest.mark.parametrize("suffix", [".py", ".js", ".html"])
def test_no_file_is_longer_than_its_room_allows(suffix: str) -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in source_files(suffix)}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > limit(path)} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = {}
    for path in source_files(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = length
    assert long == {}


def test_a_hundred_files_are_looked_at() -> None:
    assert len(source_files(".py")) > 100
