"""Each item of a bulk answer is sorted into done, try again, or parked."""

import pytest

from indexer.outcomes import OK, Outcome, Verdict, judge, worst


@pytest.mark.parametrize(
    ("status", "kind", "outcome"),
    [
        (200, "", Outcome.OK),
        (201, "", Outcome.OK),
        (409, "version_conflict_engine_exception", Outcome.STALE),
        (429, "rejected_execution_exception", Outcome.RETRY),
        (429, "cluster_block_exception", Outcome.RETRY),
        (403, "cluster_block_exception", Outcome.RETRY),
        (404, "index_not_found_exception", Outcome.RETRY),
        (400, "index_closed_exception", Outcome.RETRY),
        (500, "", Outcome.RETRY),
        (503, "unavailable_shards_exception", Outcome.RETRY),
        (400, "mapper_parsing_exception", Outcome.DEAD),
        (400, "strict_dynamic_mapping_exception", Outcome.DEAD),
        (413, "", Outcome.DEAD),
    ],
)
def test_status_and_error_decide(status: int, kind: str, outcome: Outcome) -> None:
    assert judge(status, {"type": kind, "reason": "because"} if kind else None).outcome is outcome


def test_the_reason_names_the_cause() -> None:
    error = {"type": "mapper_parsing_exception", "reason": "failed to parse", "caused_by": {"type": "number_format", "reason": "many"}}
    assert judge(400, error).reason == "400 mapper_parsing_exception: failed to parse / number_format: many"


def test_a_document_is_done_only_when_every_index_has_it() -> None:
    stale, retry, dead = (Verdict(outcome) for outcome in (Outcome.STALE, Outcome.RETRY, Outcome.DEAD))
    assert worst([OK, stale]).done
    assert worst([OK, retry]) is retry
    assert worst([dead, retry, OK]) is dead
