"""`partwise index …` as an operator types it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from indexer import aliases
from tests.integration.indexer.conftest import ROOT, World


def partwise(world: World, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and printed JSON of `partwise index …`."""
    settings = world.resources.settings
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "OPENSEARCH_URL": settings.opensearch_url,
        "PARTWISE_ENGINE__INDEX_PREFIX": settings.engine.index_prefix,
        "PARTWISE_ENCODER__ENGINE": "off",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli.main", "index", *arguments, "--json"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout or "{}")


def test_rebuild_then_status_tells_where_everything_stands(world: World) -> None:
    part_ids = world.add_parts(4)
    status, printed = partwise(world, "rebuild")
    assert status == 0
    world.execute("UPDATE part SET popularity = 1 WHERE id = :id", id=part_ids[0])
    status, found = partwise(world, "status")
    assert status == 0
    assert (found["read"], found["write"], found["documents"]) == (printed["live"], printed["live"], 4)
    assert (found["pending"], found["dead"], found["rebuild"]["state"]) == (1, 0, "swapped")
    assert found["lag_ms"] > 0


def test_verify_exits_with_1_while_something_differs(world: World) -> None:
    part_ids = world.add_parts(4)
    index = world.rebuild()
    assert partwise(world, "verify")[0] == 0
    world.resources.engine.delete(index=index, id=str(part_ids[2]))
    status, found = partwise(world, "verify", "--repair")
    assert (status, found["missing"], found["parts"]) == (1, 1, {str(part_ids[2]): "missing"})
    world.settle()
    assert partwise(world, "verify")[0] == 0


def test_parked_rows_are_listed_and_replayed(world: World) -> None:
    part_id = world.add_parts(1)[0]
    world.execute("UPDATE index_outbox SET dead_at = now(), reason = 'too large'")
    listed = partwise(world, "dead")[1]["dead"]
    assert [(row["part_id"], row["reason"]) for row in listed] == [(part_id, "too large")]
    assert partwise(world, "replay", "--all") == (0, {"replayed": 1})
    assert partwise(world, "dead")[1] == {"dead": []}


@pytest.mark.parametrize("arguments", [("replay",), ("rollback",), ("verify",)])
def test_what_cannot_be_done_is_refused_and_changes_nothing(world: World, arguments: tuple[str, ...]) -> None:
    assert partwise(world, *arguments) == (1, {})
    assert aliases.standing(world.resources.engine, world.resources.prefix).indexes == ()
