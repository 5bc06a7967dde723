"""Loads every part into the target of a rebuild, range by range, so that a killed run goes on where it was."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from core.db import snapshot, transaction
from core.errors import EngineUnavailable
from indexer import aliases, bulk, claims, runs, vectors
from indexer.outcomes import Outcome
from indexer.plan import Rebuild
from indexer.resources import Resources
from indexer.sync import Loaded, load_parts
from search.schema.document import PartDocument

_RANGE = "SELECT id FROM part WHERE id > :after ORDER BY id LIMIT :most"
_OFFER = (
    "INSERT INTO index_outbox (part_id, version) SELECT id, version FROM part WHERE id = ANY (:ids) "
    "AND NOT EXISTS (SELECT FROM index_outbox o WHERE o.part_id = part.id) ORDER BY id"
)
# How long the engine may stay away before the run is left for another call to go on with.
_PATIENCE_S = 60.0
_WAIT_S = 1.0


def load(resources: Resources, run: Rebuild, report: Callable[[str], None]) -> int:
    """Write every part after `run.after_part_id` to the run's target; returns how many documents were refused.

    The next range is read while the engine takes the present one. What is refused is offered through the outbox, where
    it will be parked with its reason. Raises EngineUnavailable.
    """
    refused = written = 0
    with ThreadPoolExecutor(max_workers=1) as reader:
        upcoming = reader.submit(_read, resources, run.after_part_id)
        while True:
            part_ids, loaded = upcoming.result()
            if not part_ids:
                return refused
            upcoming = reader.submit(_read, resources, part_ids[-1])
            faulty = _write(resources, run.target, loaded.documents) + list(loaded.broken)
            _note(resources, run, part_ids[-1], loaded, faulty)
            refused += len(faulty)
            written += len(part_ids)
            report(f"{written} parts loaded")


def _read(resources: Resources, after: int) -> tuple[list[int], Loaded]:
    """The next range of part ids, and the parts' documents with the outbox rows that they cover."""
    with snapshot(resources.db) as session:
        part_ids = list(session.execute(sa.text(_RANGE), {"after": after, "most": resources.settings.indexer.batch}).scalars())
        loaded = load_parts(session, resources, part_ids)
        for row in claims.seen(session, part_ids):
            loaded.rows[row.part_id].append(row.id)
    return part_ids, loaded


def _write(resources: Resources, target: str, documents: Sequence[PartDocument]) -> list[int]:
    """Write the documents, waiting out an outage; returns the parts that the engine refused."""
    deadline = time.monotonic() + _PATIENCE_S
    faulty: list[int] = []
    while documents:
        verdicts = bulk.write(resources.engine, (target,), documents)
        faulty += [part_id for part_id, verdict in verdicts.items() if verdict.outcome is Outcome.DEAD]
        documents = [one for one in documents if verdicts[int(one["id"])].outcome is Outcome.RETRY]
        if documents and time.monotonic() > deadline:
            reason = verdicts[int(documents[0]["id"])].reason
            raise EngineUnavailable(f"The rebuild stops here and goes on at the next `partwise index rebuild`: {reason}")
        if documents:
            time.sleep(_WAIT_S)
    return faulty


def _note(resources: Resources, run: Rebuild, after: int, loaded: Loaded, faulty: Sequence[int]) -> None:
    """Note progress. While there is no live index, what is loaded here is confirmed everywhere, so its rows may go."""
    alone = not aliases.standing(resources.engine, resources.prefix).writing
    with transaction(resources.db) as session:
        if alone:
            done = loaded.rows.keys() - set(faulty)
            claims.settle(session, [row for part_id in done for row in loaded.rows[part_id]])
        if faulty:
            session.execute(sa.text(_OFFER), {"ids": list(faulty)})
        vectors.ask(session, loaded.without_vector)
        runs.advance(session, run.id, after)
