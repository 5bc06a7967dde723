"""A real engine of its own, killed under load: who notices, for how long, and how soon it is over."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import quantiles
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opensearchpy import OpenSearch
from opensearchpy.helpers import bulk, scan

from api.app import create_app
from core.opensearch import make_client
from core.settings import Settings
from local import opensearch, process
from search.guarded import GuardedEngine
from search.schema.names import read_alias
from search.tuning.loader import load_index_config

Sql = Callable[..., list[tuple[Any, ...]]]
THREADS = 4
HEAP = "256m"


@dataclass(frozen=True)
class Answer:
    at: float
    took: float
    status: int
    degraded: bool


@pytest.fixture
def own(web_settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings with an engine in its own folder that holds a copy of the index."""
    for folder in ("log", "run"):
        (tmp_path / folder).mkdir()
    url = opensearch.start(tmp_path, HEAP, lambda _text: None)
    engine = web_settings.engine.model_copy(update={"timeout_ms": 4_000})
    guard = web_settings.fallback.model_copy(update={"reserve_ms": 2_000, "statement_timeout_ms": 3_000, "concurrency": THREADS})
    settings = web_settings.model_copy(update={"opensearch_url": url, "engine": engine, "fallback": guard})
    copy(make_client(web_settings), make_client(settings), read_alias(engine.index_prefix))
    yield settings
    if process.running(tmp_path, opensearch.NAME) is not None:
        process.stop(tmp_path, opensearch.NAME, opensearch.STOP_SIGNAL, opensearch.STOP_GRACE_S)


def copy(source: OpenSearch, target: OpenSearch, alias: str) -> None:
    config = load_index_config()
    body = {"settings": {"index": {**config.settings, "number_of_replicas": 0}}, "mappings": config.mappings, "aliases": {alias: {}}}
    target.indices.create(index="parts_1", body=body)
    bulk(target, ({"_index": "parts_1", "_id": hit["_id"], "_source": hit["_source"]} for hit in scan(source, index=alias, size=500)), chunk_size=500)
    target.indices.refresh(index="parts_1")


def ask(web: TestClient, queries: list[str], stop: Event) -> list[Answer]:
    answers: list[Answer] = []
    for turn in count():
        if stop.is_set():
            return answers
        begun = time.monotonic()
        response = web.get("/api/v1/search", params={"q": queries[turn % len(queries)]})
        took = time.monotonic() - begun
        answers.append(Answer(begun, took, response.status_code, response.status_code == 200 and response.json()["degraded"]))
        time.sleep(0.1)
    raise AssertionError


def wait_until(true: Callable[[], bool], seconds: float) -> float:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)
    return time.monotonic()


def is_healthy(client: OpenSearch, alias: str) -> bool:
    try:
        return bool(client.search(index=alias, body={"size": 1}, params={"request_timeout": 1, "allow_partial_search_results": "false"})["hits"]["hits"])
    except Exception:  # noqa: BLE001 - whatever it is, it is not healthy yet
        return False


def test_a_killed_engine_is_noticed_by_few_and_taken_back_by_itself(own: Settings, rows: Sql, tmp_path: Path) -> None:
    queries = [str(row[0]) for row in rows("SELECT part_number FROM part ORDER BY id LIMIT 40")] + ["battery", "ecg cable", "flow sensor"]
    stop = Event()
    with TestClient(create_app(own), raise_server_exceptions=False) as web, ThreadPoolExecutor(THREADS) as pool:
        guarded = web.app.state.wiring.guarded  # type: ignore[attr-defined]
        wait_until(lambda: not web.get("/api/v1/search?q=battery").json()["degraded"], 20)
        running = [pool.submit(ask, web, queries[thread:] + queries[:thread], stop) for thread in range(THREADS)]
        try:
            killed, healthy, back = outage(own, tmp_path, guarded)
        finally:
            stop.set()
        answers = [answer for one in running for answer in one.result()]
    report(answers, killed, healthy, back)


def outage(own: Settings, home: Path, guarded: GuardedEngine) -> tuple[float, float, float]:
    """Kill the engine, start it again; when it was killed, when it was healthy again, and when searches went to it again."""
    time.sleep(1.5)
    pid = process.running(home, opensearch.NAME)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    wait_until(lambda: guarded.is_away, 10)
    time.sleep(2)
    opensearch.start(home, HEAP, lambda _text: None)
    with make_client(own) as client:
        healthy = wait_until(lambda: is_healthy(client, read_alias(own.engine.index_prefix)), 60)
    back = wait_until(lambda: not guarded.is_away, 20)
    time.sleep(1)
    return killed, healthy, back


def report(answers: list[Answer], killed: float, healthy: float, back: float) -> None:
    """Figures, and what must hold of them on a machine that does other things besides."""
    away = sorted((answer for answer in answers if killed <= answer.at < back), key=lambda answer: answer.at)
    answered = [answer for answer in away if answer.status == 200]
    first = next(answer for answer in away if answer.degraded)
    cuts = quantiles([answer.took * 1000 for answer in away], n=100)
    print(f"first degraded answer after {first.took * 1000:.0f} ms; away {back - killed:.1f} s, {len(away)} searches, {len(answered)} answered")
    print(f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms; back {max(0.0, back - healthy):.2f} s after healthy")
    assert len(away) > 20
    assert len(answered) >= 0.999 * len(away)
    assert sum(answer.took > 2 for answer in away) <= THREADS
    assert back - healthy < 4
    assert not any(answer.degraded for answer in answers if answer.at > back + 0.9)
