"""An engine that refuses, hangs or answers 503: who waits how long, what is said, and that it ends by itself."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from api.app import create_app
from core.settings import Settings

ROW = {"statement_timeout_ms": 10_000, "concurrency": 8, "wait_ms": 5_000}


class Ill(ThreadingHTTPServer):
    """An engine that answers 503, or passes on to the real one once it is well."""

    daemon_threads = True
    url_when_well: str | None = None
    asked = 0


class _Handler(BaseHTTPRequestHandler):
    server: Ill

    def do_POST(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        status, answer = 503, b'{"error": {"type": "cluster_block_exception", "reason": "no master"}, "status": 503}'
        if self.server.url_when_well is not None:
            import httpx

            real = httpx.post(self.server.url_when_well + self.path, content=body, headers={"content-type": "application/json"}, timeout=30)
            status, answer = real.status_code, real.content
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def ill() -> Iterator[Ill]:
    server = Ill(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def swallowing() -> Iterator[str]:
    """A host that swallows packets: its queue of connections is full, and whoever comes next hears nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for one in waiting:
            one.close()


def client(web_settings: Settings, url: str, *, timeout_ms: int = 20_000, **fallback: Any) -> TestClient:
    engine = web_settings.engine.model_copy(update={"timeout_ms": timeout_ms})
    guard = web_settings.fallback.model_copy(update={**ROW, **fallback})
    return TestClient(create_app(web_settings.model_copy(update={"opensearch_url": url, "engine": engine, "fallback": guard})), raise_server_exceptions=False)


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_an_engine_that_refuses_is_replaced_at_once_in_the_same_shape(web_settings: Settings, web: TestClient) -> None:
    with client(web_settings, closed_port()) as lame:
        found, normal = lame.get("/api/v1/search?q=battery"), web.get("/api/v1/search?q=battery")
        assert found.status_code == 200
        body = found.json()
        assert body["degraded"] is True
        assert "search engine is away" in body["notes"][0]
        assert set(body) == set(normal.json())
        assert set(body["hits"][0]) == set(normal.json()["hits"][0])
        assert body["facets"] == []
        assert body["query"] == normal.json()["query"]
        page = lame.get("/search?q=battery")
        assert page.status_code == 200
        assert "search engine is away" in page.text
        assert lame.get("/").status_code == 200


def test_readiness_and_metrics_say_degraded(web_settings: Settings, web: TestClient) -> None:
    assert web.get("/readyz").json()["degraded"] is False
    with client(web_settings, closed_port()) as lame:
        for _ in range(2):
            lame.get("/api/v1/search?q=battery")
        ready = lame.get("/readyz")
        assert (ready.status_code, ready.json()["degraded"], ready.json()["opensearch"]["ok"]) == (200, True, False)
        assert "partwise_search_engine_away 1.0" in lame.get("/metrics").text
        assert 'partwise_search_fallback_total{outcome="answered"}' in lame.get("/metrics").text


def test_an_engine_that_never_answers_costs_few_requests_their_share_and_the_others_nothing(web_settings: Settings, silent: str) -> None:
    with client(web_settings, silent, timeout_ms=2_000, reserve_ms=1_000) as lame:
        took = []
        for _ in range(12):
            begun = time.perf_counter()
            body = lame.get("/api/v1/search?q=battery").json()
            took.append(time.perf_counter() - begun)
            assert body["degraded"] is True
        waited = [seconds for seconds in took if seconds >= 1.0]
        assert len(waited) <= 3
        assert took[0] < 3.0, "the first waits for its share of the deadline and no longer"
        assert sorted(took)[len(took) // 2] < 1.0


def test_many_at_once_are_held_up_once(web_settings: Settings, silent: str) -> None:
    with client(web_settings, silent, timeout_ms=4_000, reserve_ms=2_000) as lame, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: lame.get("/api/v1/search?q=2100018"), range(24)))
    assert {answer.status_code for answer in answers} == {200}


def test_a_sick_engine_is_asked_once_a_second_and_taken_back_when_it_is_well(web_settings: Settings, ill: Ill) -> None:
    with client(web_settings, f"http://127.0.0.1:{ill.server_port}", probe_s=0.5) as lame, capture_logs() as logs:
        for _ in range(10):
            assert lame.get("/api/v1/search?q=battery").json()["degraded"] is True
        assert ill.asked <= 8, "two failures, then probes alone"
        ill.url_when_well = web_settings.opensearch_url
        deadline = time.monotonic() + 20
        while lame.get("/api/v1/search?q=battery").json()["degraded"] and time.monotonic() < deadline:
            time.sleep(0.05)
        body = lame.get("/api/v1/search?q=battery").json()
        assert (body["degraded"], body["notes"] == [], bool(body["facets"])) == (False, True, True)
    changes = [entry["event"] for entry in logs if entry["event"].startswith("search_engine_")]
    assert changes == ["search_engine_away", "search_engine_back"], "one event a change, none a request"


def test_beyond_the_cap_searches_are_told_to_come_back(web_settings: Settings) -> None:
    with client(web_settings, closed_port(), concurrency=1, wait_ms=0) as lame:
        fallback = lame.app.state.wiring.search._fallback  # type: ignore[attr-defined]
        assert fallback._turns.free.acquire(blocking=False)
        refused = lame.get("/api/v1/search?q=battery")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert "Try again" in refused.json()["detail"]
        fallback._turns.free.release()
        assert lame.get("/api/v1/search?q=battery").status_code == 200


def test_a_statement_that_takes_too_long_is_ended_and_said(web_settings: Settings) -> None:
    with client(web_settings, closed_port(), statement_timeout_ms=1) as lame:
        slow = lame.get("/api/v1/search?q=battery+cable&sort=price_asc")
        assert slow.status_code == 503
        assert "Narrow it" in json.loads(slow.content)["detail"]


def test_a_host_that_swallows_packets_is_noticed_long_before_the_deadline(web_settings: Settings, swallowing: str) -> None:
    with client(web_settings, swallowing, timeout_ms=30_000, reserve_ms=1_000) as lame:
        begun = time.perf_counter()
        body = lame.get("/api/v1/search?q=battery").json()
        assert body["degraded"] is True
        assert time.perf_counter() - begun < 15, "a quarter of a second for the connection, not 29 seconds"
