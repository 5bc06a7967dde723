import json
import shutil
from pathlib import Path
from time import process_time

import pytest
from typer.testing import CliRunner

from cli.main import app
from search.tuning.loader import CONFIG


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the configuration that a test may break."""
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["relevance", "check", "--no-catalogue", *arguments])
    return result.exit_code, result.stdout


def spoil(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_right_configuration_passes_and_says_what_was_not_looked_at(folder: Path) -> None:
    status, said = run(str(folder))
    assert status == 0
    assert said.splitlines() == ["What needs the catalogue was not checked: --no-catalogue.", "0 errors, 0 warnings."]


def test_all_errors_are_told_at_once_and_the_status_is_one(folder: Path) -> None:
    spoil(folder, "query/text.yml", "slop: 2", "slop: 99")
    spoil(folder, "query/boosts.yml", "available: {weight: 0.2", "available: {wait: 0.2")
    spoil(folder, "index/mapping.yml", "dynamic: strict", "dynamic: loose")
    status, said = run(str(folder))
    assert status == 1
    assert [line.split("/config/")[1].split(":")[0] for line in said.splitlines()[:3]] == ["index/mapping.yml", "query/boosts.yml", "query/text.yml"]
    assert said.splitlines()[-1] == "3 errors, 0 warnings."


def test_a_warning_alone_leaves_the_status_at_zero(folder: Path) -> None:
    spoil(folder, "query/boosts.yml", "available: {weight: 0.2", "available: {weight: 0")
    status, said = run(str(folder))
    assert status == 0
    assert said.splitlines()[-1] == "0 errors, 1 warning."


def test_machines_get_the_same_as_json(folder: Path) -> None:
    spoil(folder, "query/text.yml", "slop: 2", "slop: 99")
    status, said = run(str(folder), "--json")
    found = json.loads(said)
    assert status == 1
    assert found["catalogue"] is False
    assert found["warnings"] == []
    [fault] = found["errors"]
    assert fault["kind"] == "out-of-range"
    assert fault["where"] == "phrase.slop"
    assert fault["example"] == "slop: 1"
    text = (folder / "query" / "text.yml").read_text(encoding="utf-8")
    assert (fault["line"], fault["column"]) == (text[: text.index("slop: 99")].count("\n") + 1, 9)


def test_a_check_costs_less_than_two_seconds_of_cpu(folder: Path) -> None:
    begun = process_time()
    run(str(folder))
    assert process_time() - begun < 2
