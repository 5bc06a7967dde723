"""What counts as an answer of the engine, and which errors mean "try again later"."""

import pytest
from opensearchpy.exceptions import ConnectionError as EngineConnectionError
from opensearchpy.exceptions import TransportError

from core import opensearch
from core.errors import EngineRefused, EngineUnavailable


def test_an_answer_of_all_shards_in_time_is_returned_as_it_is() -> None:
    response = {"timed_out": False, "_shards": {"failed": 0}, "hits": {}}
    assert opensearch.whole(response) is response


@pytest.mark.parametrize("response", [{"_shards": {"failed": 1}}, {"timed_out": True, "_shards": {"failed": 0}}])
def test_an_answer_that_lost_a_shard_or_its_time_is_no_answer(response: dict[str, object]) -> None:
    with pytest.raises(EngineUnavailable):
        opensearch.whole(response)


@pytest.mark.parametrize(
    ("status", "reason", "outage"),
    [
        (429, "", True),
        (503, "", True),
        ("N/A", "", True),
        (403, "index [parts] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)]", True),
        (400, "mapper_parsing_exception", False),
        (409, "version_conflict_engine_exception", False),
        (404, "index_not_found_exception", False),
    ],
)
def test_outages_are_told_from_faults_of_our_own(status: int | str, reason: str, outage: bool) -> None:
    assert opensearch.is_outage(status, reason) is outage


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (EngineConnectionError("N/A", "refused", OSError("refused")), EngineUnavailable),
        (TransportError(503, "unavailable_shards_exception", {}), EngineUnavailable),
        (TransportError(403, "cluster_block_exception", "index read-only / allow delete"), EngineUnavailable),
        (TransportError(400, "parsing_exception", {}), EngineRefused),
    ],
)
def test_client_exceptions_become_errors_of_the_tree(raised: Exception, expected: type[Exception]) -> None:
    with pytest.raises(expected), opensearch.translated():
        raise raised
