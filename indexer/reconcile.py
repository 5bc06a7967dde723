"""Compares the whole index with PostgreSQL, both ways, and heals what differs through the outbox.

One pass walks the index and compares page after page (`indexer.comparers`); a second streams part ids and finds those that
no page had. Writers go on meanwhile, so a difference counts only when it is still there at a second and third look, and
not while an outbox row of the part waits, or a change of a shared row that has not reached the part yet.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.clock import now
from core.db import transaction
from core.errors import Conflict
from indexer import aliases, stored
from indexer.comparers import comparers, differing, under_fanout
from indexer.comparison import Difference
from indexer.resources import Resources

PAGE = stored.PAGE
_LOOKS = 3
_BETWEEN_LOOKS_S = 0.4
# Documents for which one more process repays its start of about a second.
WORTH_A_PROCESS = 5000

_IDS = "SELECT id FROM part WHERE id > :after ORDER BY id LIMIT :most"
_PENDING = "SELECT count(*) FROM (SELECT part_id FROM index_outbox WHERE dead_at IS NULL UNION SELECT unnest(CAST(:others AS bigint[]))) AS waiting"
_NOTE = (
    "INSERT INTO index_check (started_at, compared, missing, stale, orphaned, corrupted, repaired) "
    "VALUES (:started_at, :compared, :missing, :stale, :orphaned, :corrupted, :repaired)"
)
# A version above the sequence (a database restored from a backup) would refuse every later write of the part.
_RAISE = "SELECT setval('part_version', greatest(last_value, :version)) FROM part_version"
_TOUCH = "SELECT touch_parts(CAST(:ids AS bigint[]))"
_HIDE = (
    "INSERT INTO index_outbox (part_id, version) SELECT id, nextval('part_version') FROM unnest(CAST(:ids AS bigint[])) AS gone(id) "
    "WHERE NOT EXISTS (SELECT FROM part WHERE part.id = gone.id)"
)


@dataclass(slots=True)
class Found:
    """What a comparison found: parts compared, differing parts by kind, and parts whose change is on its way and so do not count.

    `pending`: parts with an outbox row that waits, and those that differ but are still to be reached by a waiting fan-out.
    """

    compared: int = 0
    pending: int = 0
    by_part: dict[int, Difference] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        """How many parts differ."""
        return len(self.by_part)

    def counts(self) -> dict[str, int]:
        """Number of parts by kind of difference, each kind named."""
        found = Counter(self.by_part.values())
        return {kind.value: found[kind] for kind in Difference}


def verify(resources: Resources, *, repair: bool, processes: int = 1) -> Found:
    """Compare everything; with `repair`, offer what differs to the index again. Notes the result in `index_check`.

    At most `processes` do the work, fewer when there is little. Raises Conflict when there is no live index, EngineUnavailable.
    """
    live = aliases.standing(resources.engine, resources.prefix).reading
    if not live:
        raise Conflict("There is no live index to verify: run `partwise index rebuild`.")
    started_at = now()
    found = Found()
    suspects = _suspects(resources, live[0], found, processes)
    on_their_way = under_fanout(resources, suspects)
    found.by_part = confirmed(resources, live[0], [part_id for part_id in suspects if part_id not in on_their_way])
    with transaction(resources.db) as session:
        found.pending = int(session.execute(sa.text(_PENDING), {"others": sorted(on_their_way)}).scalar_one())
    if repair:
        heal(resources, live[0], found.by_part)
    _note(resources, started_at, found, repair=repair)
    return found


def _suspects(resources: Resources, index: str, found: Found, processes: int) -> list[int]:
    """Parts that differ at first look."""
    seen: set[int] = set()
    suspects: list[int] = []

    def walk(point: str) -> Iterator[stored.Page]:
        for page, part_ids in stored.pages(resources.engine, point):
            seen.update(part_ids)
            yield page

    processes = min(processes, 1 + stored.count(resources.engine, index) // WORTH_A_PROCESS)
    with stored.point_in_time(resources.engine, index) as point, comparers(resources, processes) as compare_pages:
        for part_ids in compare_pages(walk(point)):
            suspects += part_ids
    found.compared = len(seen)
    for part_ids in _part_ids(resources):
        absent = [part_id for part_id in part_ids if part_id not in seen]
        found.compared += len(absent)
        for start in range(0, len(absent), PAGE):
            suspects += differing(resources, dict.fromkeys(absent[start : start + PAGE]))
    return suspects


def confirmed(resources: Resources, index: str, part_ids: Sequence[int]) -> dict[int, Difference]:
    """Those of `part_ids` that differ at each of several looks and that no fan-out has still to reach, by kind."""
    found: dict[int, Difference] = {}
    for look in range(_LOOKS):
        if look and part_ids:
            time.sleep(_BETWEEN_LOOKS_S)
        found = {}
        for start in range(0, len(part_ids), PAGE):
            found.update(differing(resources, stored.fetch(resources.engine, index, part_ids[start : start + PAGE])))
        on_their_way = under_fanout(resources, list(found))
        found = {part_id: difference for part_id, difference in found.items() if part_id not in on_their_way}
        part_ids = list(found)
    return found


def heal(resources: Resources, index: str, differing: dict[int, Difference]) -> None:
    """Offer differing parts to the index under a new version, above whatever the index remembers of them.

    Also above the mark that the engine keeps of a document somebody deleted, which would refuse the present version.
    """
    part_ids = sorted(differing)
    for start in range(0, len(part_ids), PAGE):
        batch = part_ids[start : start + PAGE]
        held = [document.version for document in stored.fetch(resources.engine, index, batch).values() if document is not None]
        with transaction(resources.db) as session:
            session.execute(sa.text(_RAISE), {"version": max(held, default=0)})
            session.execute(sa.text(_TOUCH), {"ids": batch})
            session.execute(sa.text(_HIDE), {"ids": batch})


def _part_ids(resources: Resources) -> Iterator[list[int]]:
    """All part ids in ranges, each read in a transaction of its own: a long one would hold back the cleaning of the outbox."""
    after = 0
    while True:
        with transaction(resources.db) as session:
            part_ids = list(session.execute(sa.text(_IDS), {"after": after, "most": 10 * PAGE}).scalars())
        if not part_ids:
            return
        yield part_ids
        after = part_ids[-1]


def _note(resources: Resources, started_at: datetime, found: Found, *, repair: bool) -> None:
    with transaction(resources.db) as session:
        values: dict[str, Any] = {"started_at": started_at, "compared": found.compared, "repaired": repair and found.differences > 0}
        session.execute(sa.text(_NOTE), {**values, **found.counts()})
