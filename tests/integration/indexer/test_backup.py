"""The `console` blocks of `docs/operations.md` that can be run here, as they stand there: backup, restore, workers and relays."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import redis

from local.postgres import binaries
from search.schema.names import read_alias
from tests.integration.indexer.conftest import ROOT, World
from tests.integration.indexer.test_operations_page import LEFT, run
from tests.integration.indexer.test_processes import Processes, eventually

VERIFY, REPAIR = "partwise index verify", "partwise index verify --repair"


def line_of(command: str) -> str:
    """The one line of the page that begins with this command."""
    (line,) = [line for line in LEFT if line.startswith(command)]
    return line


def shell(world: World, folder: Path, line: str) -> None:
    """Run the line by a shell that finds PostgreSQL's own tools, in `folder`. Fails with what it prints."""
    environment = os.environ | {"DATABASE_URL": world.resources.settings.database_url, "PATH": f"{binaries()}:{os.environ['PATH']}"}
    done = subprocess.run(["/bin/sh", "-c", line], env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def found(world: World, name: str) -> set[int]:
    """The parts that a search for a name finds."""
    query = {"bool": {"must": [{"match": {"name": name}}], "filter": [{"term": {"visible": True}}]}}
    world.resources.engine.indices.refresh(index=read_alias(world.resources.prefix))
    hits = world.resources.engine.search(index=read_alias(world.resources.prefix), body={"query": query, "size": 100})["hits"]["hits"]
    return {int(hit["_id"]) for hit in hits}


def test_after_a_restore_the_repair_brings_the_index_back_to_the_database(world: World, tmp_path: Path) -> None:
    part_ids = world.add_parts(12)
    renamed, again, deleted = part_ids[:3]
    world.execute("UPDATE part SET name = 'Gradient amplifier' WHERE id = :id", id=renamed)
    world.rebuild()
    shell(world, tmp_path, line_of("pg_dump"))

    world.execute("UPDATE part SET name = 'Helium valve' WHERE id = ANY (:ids)", ids=[renamed, again])
    world.execute("DELETE FROM part WHERE id = :id", id=deleted)
    later = world.add_parts(3)
    world.settle()
    assert (found(world, "helium"), found(world, "coil")) == ({renamed, again}, {*part_ids[3:], *later})

    world.resources.db.dispose()
    shell(world, tmp_path, line_of("pg_restore"))
    assert run(world, REPAIR).returncode == 1
    world.settle()
    clean = run(world, VERIFY)
    assert (clean.returncode, clean.stdout.splitlines()[:3]) == (0, ["compared: 15", "pending: 0", "differences: 0"])
    assert (found(world, "helium"), found(world, "gradient"), found(world, "coil")) == (set(), {renamed}, {*part_ids[1:]})

    world.execute("UPDATE part SET name = 'Magnet lead' WHERE id = :id", id=renamed)
    world.settle()
    assert found(world, "magnet") == {renamed}  # whatever versions the index had seen before the restore


def test_more_workers_and_relays_start_work_and_stop_as_the_page_says(world: World, redis_client: redis.Redis) -> None:
    lines = [line for line in LEFT if re.match(r"partwise (worker|relay)", line)]
    redis_client.flushdb()
    part_ids = world.add_parts(3)
    world.rebuild()
    environment = Processes(world).environment
    commands = [[sys.executable, "-m", "cli.main", *shlex.split(line)[1:]] for line in lines]
    started = [subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True) for command in commands]
    try:
        world.execute("UPDATE part SET name = 'First' WHERE id = ANY (:ids)", ids=part_ids)
        eventually(lambda: world.pending() == 0, 90.0)
        for process in started:
            assert process.poll() is None
            process.send_signal(signal.SIGTERM)
        assert [process.wait(60) for process in started] == [0, 0, 0]
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    assert {world.document(part_id)["name"] for part_id in part_ids} == {"First"}
