"""Proxy, schedule and checker do what they say: a harness that breaks nothing, or sees nothing, would pass everything."""

import asyncio
import itertools
import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException, TransportError

from tests.chaos import schedule
from tests.chaos.history import History
from tests.chaos.http_proxy import HttpProxy
from tests.chaos.proxy import Fault, Kind, Loop, Proxy
from tests.chaos.readers import Reader, Sessions
from tests.chaos.workload import Ids

ITEMS = {"items": [{"index": {"status": 200}} for _ in range(20)]}


class Engine(BaseHTTPRequestHandler):
    """Takes any request and says that twenty items went well; `taken` counts."""

    taken = 0

    def do_POST(self) -> None:
        type(self).taken += 1
        self.rfile.read(int(self.headers["content-length"]))
        body = orjson.dumps(ITEMS)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def proxy(loop: Loop) -> Iterator[HttpProxy]:
    Engine.taken = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield HttpProxy(loop, server.server_port, 1)
    server.shutdown()
    server.server_close()


def bulk(proxy: Proxy) -> list[int]:
    """The statuses of a bulk request's items."""
    client = OpenSearch(f"http://127.0.0.1:{proxy.port}", max_retries=0, timeout=3)
    return [item["index"]["status"] for item in client.bulk(body=b"{}\n")["items"]]


def test_without_a_fault_everything_passes(proxy: HttpProxy) -> None:
    assert bulk(proxy) == [200] * 20


@pytest.mark.parametrize(("kind", "applied"), [(Kind.CUT_BEFORE, 0), (Kind.CUT_AFTER, 1), (Kind.TRUNCATE, 1)])
def test_a_cut_is_an_error_before_or_after_the_engine_has_taken_the_request(proxy: HttpProxy, kind: Kind, applied: int) -> None:
    proxy.fault = Fault(kind, share=1.0)
    with pytest.raises((OpenSearchException, ValueError)):
        bulk(proxy)
    assert Engine.taken == applied


@pytest.mark.parametrize(("kind", "status"), [(Kind.STATUS_429, 429), (Kind.STATUS_503, 503)])
def test_a_refusal_never_reaches_the_engine(proxy: HttpProxy, kind: Kind, status: int) -> None:
    proxy.fault = Fault(kind, share=1.0)
    with pytest.raises(TransportError) as caught:
        bulk(proxy)
    assert (caught.value.status_code, Engine.taken) == (status, 0)


def test_a_fault_for_one_path_leaves_the_others_alone(proxy: HttpProxy) -> None:
    proxy.fault = Fault(Kind.STATUS_503, share=1.0, path=b"/_search")
    assert bulk(proxy) == [200] * 20


def test_items_are_called_rejected_though_they_were_taken(proxy: HttpProxy) -> None:
    proxy.fault = Fault(Kind.ITEMS, share=1.0)
    assert set(bulk(proxy)) <= {429, 503}
    assert Engine.taken == 1


def test_a_black_hole_holds_a_request_until_it_is_healed(proxy: HttpProxy) -> None:
    proxy.fault = Fault(Kind.BLACK_HOLE, share=1.0)
    proxy.dice = random.Random(0)  # the first throw is above a half: the request goes on
    threading.Timer(0.3, lambda: setattr(proxy, "fault", None)).start()
    assert bulk(proxy) == [200] * 20


@pytest.mark.parametrize("kind", [Kind.CUT_BEFORE, Kind.CUT_AFTER, Kind.TRUNCATE])
def test_a_stream_is_cut(loop: Loop, kind: Kind) -> None:
    stream = Proxy(loop, 0, 1)
    stream.fault = Fault(kind, share=1.0)

    async def talk() -> bytes:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.read(100))

        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        stream.upstream_port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", stream.port)
        writer.write(b"0123456789")
        received = await asyncio.wait_for(reader.read(-1), 5)
        writer.close()
        return received

    assert loop.run(talk()) == (b"01234" if kind is Kind.TRUNCATE else b"")


def test_a_seed_is_a_schedule() -> None:
    assert schedule.make(5, 60, schedule.FULL) == schedule.make(5, 60, schedule.FULL) != schedule.make(6, 60, schedule.FULL)


@pytest.mark.parametrize("seed", range(20))
def test_a_schedule_has_every_misfortune_and_lanes_do_not_overlap(seed: int) -> None:
    episodes = schedule.make(seed, 60, schedule.FULL)
    for lane, kinds in schedule.FULL.items():
        mine = [episode for episode in episodes if episode.lane == lane]
        assert sorted(episode.kind for episode in mine) == sorted(kinds)
        assert all(one.at + one.seconds <= other.at for one, other in itertools.pairwise(mine))
        assert mine[-1].at + mine[-1].seconds < 60


def test_a_reader_notes_an_older_version_and_one_that_vanished() -> None:
    reader = Reader("r", OpenSearch(), "p", Ids([1]), History(), Sessions(), by_search=True)
    for version in (3, 5, 4, None, 2):
        reader._note(1, None if version is None else {"_version": version, "_source": {"name": "Ghost of 9"}})
    assert [(one.seen, one.then) for one in reader.history.backwards] == [(5, 4), (4, None)]
    assert reader.history.ghosts == {1}
