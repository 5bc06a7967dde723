"""Which indexes every change is written to at this moment. Pure.

A rebuild's target is written from before the first part is read for it until after the aliases have moved, so a change
is either seen by the loader or written by a worker that already knows the target. For that the caller must read the
running rebuild in the same database snapshot as the parts, and ask for the write alias only after that: whoever finds no
rebuild in the database any more finds the alias moved.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild (or a rollback) that is under way, and how far its loading has come."""

    id: int
    target: str
    previous: str
    state: str
    after_part_id: int
    rollback: bool


def targets(write_indexes: tuple[str, ...], rebuild: Rebuild | None) -> tuple[str, ...]:
    """The indexes that a change is written to before its outbox row may go, in this order. Empty: there is no index yet.

    The one that will be live comes first: whoever saw a change in the old index sees it in the new one too.
    """
    running = () if rebuild is None else (rebuild.target,)
    return tuple(dict.fromkeys((*running, *write_indexes)))


def shown_at_once(rebuild: Rebuild | None) -> str:
    """The index whose writes must be searchable before the next index has them: the target of a rebuild, from its beginning.

    A worker may be stopped for long between reading that the target is loading and writing to it: by then it may have been swapped in.
    """
    return "" if rebuild is None else rebuild.target
