"""Readers of the read alias: each remembers what it has seen and notes when it sees something older."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from search.schema.names import read_alias
from tests.chaos.history import Backwards, History
from tests.chaos.workload import GHOST, Ids

_AT_ONCE = 60
_PAUSE_S = 0.05


@dataclass(slots=True)
class Sessions:
    """How often the engine was killed: it forgets what it has shown but not yet confirmed, so a reader begins anew."""

    number: int = 0


@dataclass(slots=True)
class Reader:
    """One reader; `by_search` sees what is searchable, otherwise what is stored."""

    name: str
    engine: OpenSearch
    prefix: str
    ids: Ids
    history: History
    sessions: Sessions
    by_search: bool
    seen: dict[int, int] = field(default_factory=dict)

    def run(self, stopped: Callable[[], bool]) -> None:
        """Read until stopped."""
        dice = random.Random(self.name)
        while not stopped():
            session = self.sessions.number
            asked = self.ids.some(dice, _AT_ONCE) + dice.sample(sorted(self.seen), min(20, len(self.seen)))
            try:
                found = self._search(asked) if self.by_search else self._get(asked)
            except OpenSearchException:
                self.history.read("fail")
                time.sleep(0.2)
                continue
            if session != self.sessions.number:
                self.seen.clear()
                continue
            self.history.read("ok")
            for part_id in asked:
                self._note(part_id, found.get(part_id))
            time.sleep(_PAUSE_S)

    def _note(self, part_id: int, hit: dict[str, Any] | None) -> None:
        """Compare with what was seen before."""
        version = None if hit is None else int(hit["_version"])
        before = self.seen.get(part_id)
        if before is not None and (version is None or version < before):
            self.history.backwards.append(Backwards(self.name, part_id, before, version, time.monotonic()))
        if hit is None or version is None:
            self.seen.pop(part_id, None)
            return
        self.seen[part_id] = version
        source = hit["_source"]
        if source.get("name", "").startswith(GHOST) or any(alias.startswith(GHOST) for alias in source.get("aliases", ())):
            self.history.ghosts.add(part_id)

    def _search(self, asked: list[int]) -> dict[int, dict[str, Any]]:
        body = {"query": {"ids": {"values": [str(one) for one in asked]}}, "_source": ["name", "aliases"], "version": True, "size": 2 * _AT_ONCE}
        params = {"request_timeout": 3, "allow_partial_search_results": "false", "request_cache": "false"}
        hits = self.engine.search(index=read_alias(self.prefix), body=body, params=params)["hits"]["hits"]
        return {int(hit["_id"]): hit for hit in hits}

    def _get(self, asked: list[int]) -> dict[int, dict[str, Any]]:
        body = {"ids": [str(one) for one in dict.fromkeys(asked)]}
        docs = self.engine.mget(index=read_alias(self.prefix), body=body, params={"request_timeout": 3, "_source_includes": "name,aliases"})["docs"]
        if any("error" in doc for doc in docs):
            raise OpenSearchException("a part could not be read")
        return {int(doc["_id"]): doc for doc in docs if doc.get("found")}
