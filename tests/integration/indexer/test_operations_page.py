"""Every command of `docs/operations.md` that needs nothing but the services is run as it stands there; others in `test_backup`."""

import os
import re
import shlex
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.integration.indexer.conftest import ROOT, World

PAGE = (ROOT / "docs" / "operations.md").read_text()
SAFE = [line for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) for line in block.splitlines()]
LEFT: list[str] = [line for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) for line in block.splitlines()]


def test_the_page_has_commands_and_every_group_of_them() -> None:
    assert len(SAFE) >= 12
    assert {line.split()[2] for line in SAFE if line.startswith("partwise index")} == {"status", "rebuild", "rollback", "dead", "replay", "verify"}
    assert all(line.startswith("partwise ") for line in SAFE)


def run(world: World, line: str) -> subprocess.CompletedProcess[str]:
    settings = world.resources.settings
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "OPENSEARCH_URL": settings.opensearch_url,
        "PARTWISE_ENGINE__INDEX_PREFIX": settings.engine.index_prefix,
        "PARTWISE_ENCODER__ENGINE": "off",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli.main", *shlex.split(line)[1:]]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_commands_of_the_page_work_in_its_order(world: World) -> None:
    world.add_parts(3)
    world.rebuild()
    failed = {}
    for line in SAFE:
        done = run(world, line)
        if done.returncode:
            failed[line] = done.stdout + done.stderr
    assert failed == {}


@pytest.mark.parametrize("line", [line for line in LEFT if line.startswith("partwise ")])
def test_what_is_not_run_here_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)[1:]
    shown = CliRunner().invoke(app, [*[word for word in words if not word.startswith("-") and not word.isdigit()], "--help"])
    assert shown.exit_code == 0
    for option in (word.split("=")[0] for word in words if word.startswith("--")):
        assert option in shown.stdout


def test_the_targets_of_make_exist() -> None:
    targets = [line.split()[1] for line in LEFT if line.startswith("make ")]
    makefile = (ROOT / "Makefile").read_text()
    assert targets
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


def test_every_gauge_of_the_page_is_one() -> None:
    metrics = (ROOT / "core" / "metrics.py").read_text()
    named = set(re.findall(r"partwise_index_\w+", PAGE))
    assert named
    assert {name for name in named if f'"{name}"' not in metrics} == set()
