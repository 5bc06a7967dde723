"""Rebuilds the index beside the live one and swaps: no gap, no lost change, and the old one kept for a rollback.

The order of steps is what makes it safe: index made, run noted in the database (from now on every writer writes to both),
parts loaded, verified, aliases moved in one call, run closed. After a kill at any step the next call goes on from the
run's row; what has no row is swept away. Only one process may do this at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core import releases
from core.clock import now
from core.db import transaction
from core.errors import Conflict, NotFound
from core.opensearch import translated
from indexer import aliases, garbage, loader, reconcile, runs, trial
from indexer.locks import only_one
from indexer.plan import Rebuild
from indexer.resources import Resources
from search.schema import names
from search.tuning.loader import load_index_config
from search.tuning.release import load_release_index
from search.tuning.types import IndexConfig

Report = Callable[[str], None]
# Given the new index's name: why it may not go live, or nothing.
Gate = Callable[[str], str]


def _no_gate(_index: str) -> str:
    return ""


@contextmanager
def _alone(resources: Resources) -> Iterator[None]:
    """Hold the rebuild lock. Raises Conflict when another process has it."""
    with only_one(resources.db, "rebuild") as mine:
        if not mine:
            raise Conflict("A rebuild or rollback already runs: wait for it, `partwise index status` shows how far it is.")
        yield


def rebuild(resources: Resources, report: Report, config: IndexConfig | None = None, gate: Gate = _no_gate) -> str:
    """Build a new index and make it the live one; goes on with a run that was cut short. Returns its name.

    It is made of `config`, or else of what the live relevance release says. `gate` has the last word on whether it goes live.
    Raises Conflict when one already runs or when the new index does not pass its trial (the live one then stays),
    EngineUnavailable when the engine stays away (call again to go on).
    """
    with _alone(resources):
        config = config or _released(resources)
        run = _resumable(resources, config, report)
        if run is not None and run.rollback:
            return _finish_rollback(resources, run, report)
        if run is None:
            run = _begin(resources, config)
        report(f"loading {run.target}" + (f" from part {run.after_part_id}" if run.after_part_id else ""))
        with garbage.rarely_sought():
            refused = loader.load(resources, run, report)
        with transaction(resources.db) as session:
            runs.move(session, run.id, "verifying")
        _go_live(resources, run, refused, report, gate)
        return run.target


def _released(resources: Resources) -> IndexConfig:
    """What the live relevance release makes an index of; the installed configuration when none was published."""
    with transaction(resources.db) as session:
        live = releases.live_id(session)
        return load_index_config() if live is None else load_release_index(releases.get(session, live).files)


def _begin(resources: Resources, config: IndexConfig) -> Rebuild:
    """Make an empty index and note the run. Index first: a target that is noted must be there to be written to."""
    engine = resources.settings.engine
    live = aliases.standing(resources.engine, resources.prefix).reading
    _sweep(resources, keep=live)
    target = names.versioned(resources.prefix, now(), config.fingerprint)
    loading = {"index": {"number_of_shards": engine.shards, "number_of_replicas": 0, "refresh_interval": "-1"}}
    with translated():
        resources.engine.indices.create(index=target, body={"settings": {**config.settings, **loading}, "mappings": config.mappings})
    previous = live[-1] if live else ""
    with transaction(resources.db) as session:
        return Rebuild(runs.begin(session, target, previous), target, previous, "loading", 0, rollback=False)


def _resumable(resources: Resources, config: IndexConfig, report: Report) -> Rebuild | None:
    """The run that was cut short, if it can go on; one that cannot is abandoned, one that had swapped is closed."""
    with transaction(resources.db) as session:
        run = runs.running(session)
    if run is None or run.rollback:
        return run
    standing = aliases.standing(resources.engine, resources.prefix)
    if run.target in standing.reading and run.target in standing.writing:
        return run
    if run.target in standing.indexes and run.target.endswith(config.fingerprint[:8]):
        return run
    report(f"abandoning {run.target}: its index is gone or was made from another configuration")
    _abandon(resources, run, "cut short, then its index was gone or its configuration had changed")
    return None


def _abandon(resources: Resources, run: Rebuild, reason: str) -> None:
    """Close the run first, so that no writer waits for a target that is gone, then delete its index."""
    with transaction(resources.db) as session:
        runs.move(session, run.id, "abandoned", {"reason": reason})
    _delete(resources, run.target)


def _go_live(resources: Resources, run: Rebuild, refused: int, report: Report, gate: Gate) -> None:
    """Restore the settings of a live index, try it, move the aliases, close the run, delete what is older."""
    engine = resources.settings.engine
    live = {"index": {"refresh_interval": engine.refresh_interval, "number_of_replicas": engine.replicas}}
    with translated():
        resources.engine.indices.put_settings(index=run.target, body=live)
        resources.engine.indices.refresh(index=run.target)
    report("comparing with PostgreSQL")
    fault = trial.fault(resources, run.target, refused) or gate(run.target)
    if fault:
        _abandon(resources, run, fault)
        raise Conflict(f"The new index does not go live: {fault} The old one stays.")
    with translated():
        resources.engine.indices.refresh(index=run.target)  # what the old one shows at this moment
    aliases.point_to(resources.engine, resources.prefix, run.target)
    with transaction(resources.db) as session:
        runs.move(session, run.id, "swapped", {"refused": refused})
    _sweep(resources, keep=(run.target, run.previous))
    report(f"live: {run.target}")


def rollback(resources: Resources, report: Report) -> str:
    """Make the index before the live one live again, at once, then heal what it missed. Returns its name.

    Raises Conflict when a rebuild runs, NotFound when there is no older index.
    """
    with _alone(resources):
        with transaction(resources.db) as session:
            run = runs.running(session)
        if run is not None and not run.rollback:
            raise Conflict("A rebuild was cut short: run `partwise index rebuild` to finish it first.")
        if run is None:
            run = _begin_rollback(resources)
        return _finish_rollback(resources, run, report)


def _begin_rollback(resources: Resources) -> Rebuild:
    """Have every writer write to the old index too, from this commit on."""
    standing = aliases.standing(resources.engine, resources.prefix)
    older = [name for name in standing.indexes if standing.reading and name < standing.reading[0]]
    if not older:
        raise NotFound("There is no older index to go back to.")
    with transaction(resources.db) as session:
        run_id = runs.reopen(session, older[-1], standing.reading[0])
        return Rebuild(run_id, older[-1], standing.reading[0], "verifying", 0, rollback=True)


def _finish_rollback(resources: Resources, run: Rebuild, report: Report) -> str:
    """Move the aliases, close the run, and offer again what changed while the index was set aside."""
    aliases.point_to(resources.engine, resources.prefix, run.target)
    with transaction(resources.db) as session:
        runs.move(session, run.id, "swapped", {"rolled_back_from": run.previous})
    report(f"live: {run.target}; looking for what it missed")
    found = reconcile.verify(resources, repair=True)
    report(f"{found.differences} documents were behind and are being written again")
    return run.target


def _sweep(resources: Resources, keep: tuple[str, ...]) -> None:
    """Delete every versioned index that is neither live nor in `keep`. Under the rebuild lock only."""
    standing = aliases.standing(resources.engine, resources.prefix)
    for name in standing.indexes:
        if name not in (*keep, *standing.reading, *standing.writing):
            _delete(resources, name)


def _delete(resources: Resources, name: str) -> None:
    with translated():
        resources.engine.indices.delete(index=name, params={"ignore_unavailable": "true"})
