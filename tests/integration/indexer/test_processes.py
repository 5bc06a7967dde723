"""Relay, worker and Redis as they run: from a commit to the index, and what a kill costs."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import redis
import sqlalchemy as sa
from kombu.exceptions import OperationalError

from indexer import reconcile, sync
from indexer.relay import IDLE_POLL_MS, Relay
from tests.integration.indexer.conftest import ROOT, World

BROKER_AWAY = OperationalError("refused")


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds. Fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.05)


class Processes:
    """The commands of the product, started and killed by the test, over the test's world."""

    def __init__(self, world: World) -> None:
        settings = world.resources.settings
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = os.environ | {
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "OPENSEARCH_URL": settings.opensearch_url,
            "PARTWISE_ENGINE__INDEX_PREFIX": settings.engine.index_prefix,
            "PARTWISE_ENCODER__ENGINE": "off",
            "PARTWISE_INDEXER__LEASE_S": "2",
            "PARTWISE_INDEXER__SWEEP_S": "1",
            "PARTWISE_LOG__LEVEL": "warning",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, name: str) -> None:
        """Start `partwise <name>` in a process group of its own."""
        self.running[name] = subprocess.Popen([sys.executable, "-m", "cli.main", name], env=self.environment, cwd=ROOT, start_new_session=True)

    def kill(self, name: str) -> None:
        """Kill the process and its children at once."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def processes(world: World, redis_client: redis.Redis) -> Iterator[Processes]:  # noqa: ARG001 - an empty broker
    started = Processes(world)
    yield started
    for name in list(started.running):
        started.kill(name)


def test_a_commit_arrives_by_itself_also_after_worker_and_queue_were_lost(world: World, processes: Processes, redis_client: redis.Redis) -> None:
    part_ids = world.add_parts(400)
    world.rebuild()
    for name in ("worker", "relay"):
        processes.start(name)
    world.execute("UPDATE part SET name = 'First' WHERE id = :id", id=part_ids[0])
    eventually(lambda: world.pending() == 0)
    assert world.document(part_ids[0])["name"] == "First"

    world.execute("UPDATE part SET name = 'Second' WHERE id = ANY (:ids)", ids=part_ids)
    processes.kill("worker")
    redis_client.flushdb()
    processes.kill("relay")
    world.execute("UPDATE part SET popularity = 3 WHERE id = ANY (:ids)", ids=part_ids[::2])
    for name in ("worker", "relay"):
        processes.start(name)
    eventually(lambda: world.pending() == 0)
    assert {document["name"] for document in world.documents(part_ids).values()} == {"Second"}  # type: ignore[index]
    assert reconcile.verify(world.resources, repair=False).differences == 0


def test_two_relays_and_a_broker_that_fails_now_and_then_lose_nothing(world: World) -> None:
    part_ids = world.add_parts(200)
    world.rebuild()
    calls = iter(range(10**6))
    offered: list[int] = []

    def send(ids: list[int]) -> None:
        if next(calls) % 3 == 0:
            raise BROKER_AWAY
        offered.extend(ids)
        sync.index_parts(world.resources, ids)

    relays = [Relay(world.resources, send, lambda: 0) for _ in range(2)]  # type: ignore[arg-type]
    stop = threading.Event()
    threads = [threading.Thread(target=relay.run, args=(stop.is_set,)) for relay in relays]
    for thread in threads:
        thread.start()
    try:
        for number in range(10):
            world.execute("UPDATE part SET popularity = :number WHERE id = ANY (:ids)", number=number, ids=part_ids)
        eventually(lambda: world.pending() == 0)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert set(offered) == set(part_ids)
    assert reconcile.verify(world.resources, repair=False).differences == 0


def test_a_full_queue_is_not_filled_further(world: World) -> None:
    world.add_parts(10)
    sent: list[int] = []
    relay = Relay(world.resources, sent.extend, lambda: world.resources.settings.indexer.concurrency)
    assert relay.offer(3600) == 0
    assert sent == []


def test_an_idle_relay_looks_less_often_but_never_rarely(world: World) -> None:
    relay = Relay(world.resources, lambda _ids: None, lambda: 0)
    pauses = [relay.pause_s(idle) for idle in (0, 10, 1000)]
    assert pauses == sorted(pauses)
    assert pauses[0] == world.resources.settings.indexer.poll_ms / 1000
    assert pauses[-1] == IDLE_POLL_MS / 1000


def test_what_an_outage_left_is_offered_without_a_pause_between_two_batches(world: World) -> None:
    part_ids = world.add_parts(60)
    world.rebuild()
    world.execute("UPDATE part SET popularity = 5 WHERE id = ANY (:ids)", ids=part_ids)
    world.execute("UPDATE index_outbox SET due_at = now() - interval '1 hour'")
    small = world.resources.settings.model_copy(update={"indexer": world.resources.settings.indexer.model_copy(update={"batch": 20})})
    queue: list[list[int]] = []
    relay = Relay(replace(world.resources, settings=small), lambda ids: queue.append(list(ids)), lambda: len(queue))
    offered: set[int] = set()
    with world.resources.db.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(3):
            relay.turn(connection)
            offered.update(queue.pop())
    assert offered == set(part_ids)


def test_a_part_that_a_writer_holds_keeps_its_fan_out_waiting_but_nothing_else(world: World) -> None:
    held, other = world.add_parts(2)
    world.rebuild()
    world.execute("UPDATE manufacturer SET name = 'Acme Ltd' WHERE slug = 'acme'")
    offered: list[int] = []
    relay = Relay(world.resources, offered.extend, lambda: 0)
    with world.resources.db.connect() as writer, world.resources.db.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        writer.execute(sa.text("UPDATE part SET popularity = 1 WHERE id = :id"), {"id": held})
        world.execute("UPDATE part SET popularity = 2 WHERE id = :id", id=other)
        begun = time.monotonic()
        relay.turn(connection)
        assert time.monotonic() - begun < 2
        assert offered == [other]
        writer.rollback()
        relay.turn(connection)
    assert set(offered) == {held, other}


def test_the_many_rows_of_a_busy_part_do_not_make_many_messages(world: World) -> None:
    busy, *others = world.add_parts(4)
    world.rebuild()
    for number in range(30):
        world.execute("UPDATE part SET popularity = :number WHERE id = :id", number=number, id=busy)
    world.execute("UPDATE part SET popularity = 1 WHERE id = ANY (:ids)", ids=others)
    small = world.resources.settings.model_copy(update={"indexer": world.resources.settings.indexer.model_copy(update={"batch": 10})})
    messages: list[list[int]] = []
    Relay(replace(world.resources, settings=small), lambda ids: messages.append(list(ids)), lambda: len(messages)).offer(3600)
    assert messages == [[busy, *others]]
