"""Bulk requests are split until the document at fault stands alone."""

from typing import Any, cast

import orjson
import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as EngineConnectionError
from opensearchpy.exceptions import TransportError

from indexer import bulk
from indexer.document import hidden
from indexer.outcomes import Outcome


class FakeEngine:
    """Answers like the engine: refuses whole any request that has a document of `poison`, and conflicts on `stale`."""

    def __init__(self, *, poison: int = 0, stale: int = 0, refusal: Exception | None = None) -> None:
        self.poison, self.stale, self.refusal = poison, stale, refusal
        self.requests: list[list[dict[str, Any]]] = []
        self.refreshed: list[bool] = []

    def bulk(self, *, body: bytes, params: dict[str, str]) -> dict[str, Any]:
        assert params["filter_path"]
        actions = [orjson.loads(line)["index"] for line in body.splitlines()[::2]]
        self.requests.append(actions)
        self.refreshed.append("refresh" in params)
        if self.refusal and any(action["_id"] == str(self.poison) for action in actions):
            raise self.refusal
        return {"items": [{"index": {"status": 409 if action["_id"] == str(self.stale) else 200}} for action in actions]}

    def client(self) -> OpenSearch:
        return cast("OpenSearch", self)


def test_each_document_goes_to_each_target_with_its_version() -> None:
    engine = FakeEngine()
    bulk.write(engine.client(), ("a", "b"), [hidden(1, 7)])
    assert engine.requests == [[{"_index": index, "_id": "1", "version": 7, "version_type": "external_gte"}] for index in ("a", "b")]


def test_what_an_outage_kept_out_of_the_new_index_is_not_shown_by_the_old_one() -> None:
    engine = FakeEngine(poison=1, refusal=TransportError(503, "busy", {}))
    assert bulk.write(engine.client(), ("new", "old"), [hidden(1, 7)])[1].outcome is Outcome.RETRY
    assert [request[0]["_index"] for request in engine.requests] == ["new"]


def test_only_the_index_that_is_about_to_go_live_is_refreshed() -> None:
    engine = FakeEngine()
    bulk.write(engine.client(), ("new", "old"), [hidden(1, 7)], shown_at_once="new")
    assert engine.refreshed == [True, False]


def test_an_older_version_than_the_index_has_counts_as_done() -> None:
    verdicts = bulk.write(FakeEngine(stale=2).client(), ("a",), [hidden(1, 1), hidden(2, 1)])
    assert [verdicts[part_id].outcome for part_id in (1, 2)] == [Outcome.OK, Outcome.STALE]
    assert verdicts[2].done


def test_a_document_that_the_engine_refuses_whole_is_found_in_few_requests() -> None:
    engine = FakeEngine(poison=70, refusal=TransportError(413, "too large", {}))
    verdicts = bulk.write(engine.client(), ("a",), [hidden(number, 1) for number in range(1, 129)])
    assert [part_id for part_id, verdict in verdicts.items() if verdict.outcome is Outcome.DEAD] == [70]
    assert len(engine.requests) <= 1 + 2 * 7


@pytest.mark.parametrize(
    "refusal", [EngineConnectionError("N/A", "refused", OSError()), TransportError(503, "busy", {}), TransportError(401, "who are you", {})]
)
def test_an_outage_or_a_lack_of_rights_is_no_fault_of_the_documents(refusal: Exception) -> None:
    verdicts = bulk.write(FakeEngine(poison=1, refusal=refusal).client(), ("a",), [hidden(1, 1), hidden(2, 1)])
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.RETRY}


def test_requests_stay_below_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 600)
    engine = FakeEngine()
    bulk.write(engine.client(), ("a",), [hidden(number, 1) for number in range(10)])
    assert [len(request) for request in engine.requests] == [3, 3, 3, 1]
