"""Sends documents to the engine: the one place that writes parts into an index.

Always to versioned indexes by name, never through an alias (a rebuild writes to two), with the part's version as
external version: what comes late, twice or out of order is refused by the engine item by item.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson
from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from core.errors import EngineRefused, EngineUnavailable
from core.metrics import INDEX_ITEMS
from core.opensearch import translated
from indexer.outcomes import Outcome, Verdict, judge, worst
from search.schema.document import PartDocument

# Larger requests gain nothing (measured flat from 2 MB on) and cost the engine memory.
REQUEST_BYTES = 4 * 2**20
# Statuses of a whole request that a single document can be the cause of: malformed, too large.
_DOCUMENTS_OWN = (400, 413)
_GONE = "index_not_found_exception"


@dataclass(frozen=True, slots=True)
class _Item:
    """One document, ready to be sent."""

    part_id: int
    payload: bytes


def write(engine: OpenSearch, targets: Sequence[str], documents: Sequence[PartDocument], *, shown_at_once: str = "") -> dict[int, Verdict]:
    """Write each document to each index; the verdict by part id says what became of it in the worst of them.

    One index after the other, and a document that an outage kept out of one is not sent to the next: what the live index
    shows, the index that will replace it has had before. `shown_at_once` names an index whose writes are refreshed at once.
    """
    results: dict[int, list[Verdict]] = {}
    going = list(documents)
    for target in targets:
        verdicts: dict[int, Verdict] = {}
        for chunk in _chunks([_item(target, document) for document in going]):
            verdicts.update(_send(engine, chunk, refresh=target == shown_at_once))
        for part_id, verdict in verdicts.items():
            results.setdefault(part_id, []).append(verdict)
        going = [document for document in going if not _kept_out(verdicts[int(document["id"])])]
    judged = {part_id: worst(verdicts) for part_id, verdicts in results.items()}
    for verdict in judged.values():
        INDEX_ITEMS.labels(verdict.outcome.value).inc()
    return judged


def _kept_out(verdict: Verdict) -> bool:
    """Whether an outage kept a document out of an index. A target that is gone (its rebuild was cut short) must not hold up the live one."""
    return verdict.outcome is Outcome.RETRY and _GONE not in verdict.reason


def _item(target: str, document: PartDocument) -> _Item:
    """The document's pair of lines in a bulk request."""
    action = {"_index": target, "_id": document["id"], "version": document["version"], "version_type": "external_gte"}
    return _Item(int(document["id"]), b"\n".join((orjson.dumps({"index": action}), orjson.dumps(document), b"")))


def _chunks(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Items in requests of at most `REQUEST_BYTES`, a larger item alone."""
    chunk: list[_Item] = []
    size = 0
    for item in items:
        if chunk and size + len(item.payload) > REQUEST_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += len(item.payload)
    if chunk:
        yield chunk


def _send(engine: OpenSearch, items: Sequence[_Item], *, refresh: bool) -> dict[int, Verdict]:
    """One request; when the engine refuses it whole, its halves, until the document at fault stands alone."""
    params = {"filter_path": "items.*.status,items.*.error"} | ({"refresh": "true"} if refresh else {})
    try:
        with translated():
            answer = engine.bulk(body=b"".join(item.payload for item in items), params=params)
    except EngineUnavailable as error:
        return dict.fromkeys((item.part_id for item in items), Verdict(Outcome.RETRY, error.internal or error.detail))
    except EngineRefused as error:
        cause = error.__cause__
        if not isinstance(cause, TransportError) or cause.status_code not in _DOCUMENTS_OWN:
            return dict.fromkeys((item.part_id for item in items), Verdict(Outcome.RETRY, error.internal or error.detail))
        if len(items) == 1:
            return {items[0].part_id: Verdict(Outcome.DEAD, error.internal or error.detail)}
        middle = len(items) // 2
        return _send(engine, items[:middle], refresh=refresh) | _send(engine, items[middle:], refresh=refresh)
    results = [judge(result["index"]["status"], result["index"].get("error")) for result in answer["items"]]
    return {item.part_id: result for item, result in zip(items, results, strict=True)}
