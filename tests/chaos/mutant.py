"""The product with one safeguard taken away, to see whether a run notices: `python -m tests.chaos.mutant NAME worker …`."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson
import sqlalchemy as sa
from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from indexer import bulk, claims, plan
from search.schema.document import PartDocument


def without_versions() -> None:
    """Documents overwrite each other in the order in which they arrive."""

    def item(target: str, document: PartDocument) -> bulk._Item:
        action = {"index": {"_index": target, "_id": document["id"]}}
        return bulk._Item(int(document["id"]), b"\n".join((orjson.dumps(action), orjson.dumps(document), b"")))

    bulk._item = item


def settle_unseen() -> None:
    """A part's rows are settled whether their change was in the document or came since."""

    def settle(session: Session, rows: Sequence[int]) -> None:
        parts = "SELECT part_id FROM index_outbox WHERE id = ANY (:rows)"
        session.execute(sa.text(f"DELETE FROM index_outbox WHERE part_id IN ({parts})"), {"rows": list(rows)})

    claims.settle = settle


def without_hidden_documents() -> None:
    """A deleted part's document is deleted; the engine forgets its version."""
    original = bulk._item

    def item(target: str, document: PartDocument) -> bulk._Item:
        if document["visible"]:
            return original(target, document)
        action = {"delete": {"_index": target, "_id": document["id"], "version": document["version"], "version_type": "external_gte"}}
        return bulk._Item(int(document["id"]), orjson.dumps(action) + b"\n")

    sent = bulk._send

    def send(engine: Any, items: Any, *, refresh: bool) -> Any:
        return sent(cast("OpenSearch", _Renaming(engine)), items, refresh=refresh)

    bulk._item, bulk._send = item, send


class _Renaming:
    """An engine whose answers call every item `index`."""

    def __init__(self, engine: Any) -> None:
        self._engine: Any = engine._engine if isinstance(engine, _Renaming) else engine

    def bulk(self, **values: Any) -> dict[str, Any]:
        """A bulk request; a document that is not there is deleted well enough."""
        answer = self._engine.bulk(**values)
        items = [next(iter(item.values())) for item in answer["items"]]
        return {"items": [{"index": item | ({"status": 200} if item["status"] == 404 else {})} for item in items]}


def one_target() -> None:
    """During a rebuild only the live index is written."""
    original = plan.targets
    plan.targets = lambda write_indexes, rebuild: original(write_indexes, rebuild if not write_indexes else None)


def without_skip_locked() -> None:
    """A claim waits for rows that somebody else holds."""
    claims._CLAIM = claims._CLAIM.replace(" SKIP LOCKED", "")


MUTATIONS: dict[str, Callable[[], None]] = {
    "without_versions": without_versions,
    "settle_unseen": settle_unseen,
    "without_hidden_documents": without_hidden_documents,
    "one_target": one_target,
    "without_skip_locked": without_skip_locked,
}


def main() -> None:
    """Plant the mutation, then be `partwise`."""
    MUTATIONS[sys.argv.pop(1)]()
    from cli.main import main as partwise

    partwise()


if __name__ == "__main__":
    main()
