"""Removes hidden documents once nothing older than their version can still be on its way to the index.

The engine forgets a deleted document's version within a minute, or at a restart, and would then take a late older write
for a new document. So removed parts stay as hidden documents, and go for good only hours after their version was drawn.
"""

import sqlalchemy as sa

from core.db import transaction
from core.opensearch import translated
from indexer import aliases
from indexer.resources import Resources

# Many times longer than any task, lease or retry can hold an old state.
KEEP_HOURS = 24.0

_MARK = "INSERT INTO version_mark (version) SELECT last_value FROM part_version ON CONFLICT DO NOTHING"
_OLD_ENOUGH = "SELECT max(version) FROM version_mark WHERE at <= now() - make_interval(secs => :seconds)"
_FORGET = "DELETE FROM version_mark WHERE version < :version"


def purge(resources: Resources, keep_hours: float = KEEP_HOURS) -> int:
    """Note the current version, and delete the hidden documents older than `keep_hours`; returns how many."""
    with transaction(resources.db) as session:
        version = session.execute(sa.text(_OLD_ENOUGH), {"seconds": keep_hours * 3600}).scalar_one()
        session.execute(sa.text(_MARK))
        if version is not None:
            session.execute(sa.text(_FORGET), {"version": version})
    return 0 if version is None else _delete_up_to(resources, version)


def _delete_up_to(resources: Resources, version: int) -> int:
    """Delete hidden documents up to this version from every index; one that changes meanwhile is left alone."""
    query = {"bool": {"filter": [{"term": {"visible": False}}, {"range": {"version": {"lte": version}}}]}}
    deleted = 0
    for index in aliases.standing(resources.engine, resources.prefix).indexes:
        with translated():
            answer = resources.engine.delete_by_query(index=index, body={"query": query}, params={"conflicts": "proceed"})
        deleted += int(answer["deleted"])
    return deleted
