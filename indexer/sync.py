"""Brings parts of the index up to their state in PostgreSQL: read, build, write, settle.

Takes ids only. What a part looks like, which outbox rows its state covers and whether a rebuild runs are read in one
snapshot; rows go only when every target index has confirmed their part.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from catalog.bundle import PartBundle
from catalog.bundles import load_bundles
from core import log
from core.db import snapshot
from core.errors import EngineUnavailable
from indexer import aliases, bulk, claims, document, plan, runs, vectors
from indexer.outcomes import Outcome, Verdict
from indexer.resources import Resources
from search.schema.document import PartDocument

# Attempts that a part may have had and still share a request with others. Beyond, it is suspected of killing its worker.
_TRUSTED_ATTEMPTS = 2
_log = log.get(__name__)


@dataclass(slots=True)
class Loaded:
    """The state of some parts at one instant, and the outbox rows that this state covers."""

    documents: list[PartDocument] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    without_vector: list[int] = field(default_factory=list)
    rebuild: plan.Rebuild | None = None


@dataclass(slots=True)
class Report:
    """Parts by what became of them; `asked`: parts whose vector was asked for just now."""

    done: int = 0
    retry: int = 0
    dead: int = 0
    asked: int = 0


def index_parts(resources: Resources, part_ids: Sequence[int]) -> Report:
    """Index those of `part_ids` that have outbox rows. Safe to repeat and to run beside itself.

    A part whose row was begun several times and never ended is indexed alone, after all others, and parked when that
    has happened `max_attempts` times: so one document that kills its worker holds up nobody else.
    """
    report = Report()
    with claims.housekeeping(resources.db) as session:
        attempts = claims.live(session, part_ids)
        trusted = [part_id for part_id, count in attempts.items() if count < _TRUSTED_ATTEMPTS]
        claims.count_attempt(session, trusted)
    _index_together(resources, trusted, report)
    for part_id in attempts.keys() - set(trusted):
        with claims.housekeeping(resources.db) as session:
            if attempts[part_id] >= resources.settings.indexer.max_attempts:
                rows = [row.id for row in claims.seen(session, [part_id])]
                claims.park(session, rows, f"begun {attempts[part_id]} times and never ended: its worker died or was stopped each time")
                report.dead += 1
                continue
            claims.count_attempt(session, [part_id])
        _index_together(resources, [part_id], report)
    return report


def _index_together(resources: Resources, part_ids: Sequence[int], report: Report) -> None:
    """One batch: load, write, settle."""
    if not part_ids:
        return
    with snapshot(resources.db) as session:
        loaded = load(session, resources, part_ids)
    verdicts = _write(resources, loaded)
    report.asked += _settle(resources, loaded, verdicts)
    for verdict in verdicts.values():
        report.done += verdict.done
        report.retry += verdict.outcome is Outcome.RETRY
        report.dead += verdict.outcome is Outcome.DEAD


def load(session: Session, resources: Resources, part_ids: Sequence[int]) -> Loaded:
    """Those of `part_ids` that have outbox rows, with the state that covers them; a part that is gone as a hidden document."""
    rows = claims.seen(session, part_ids)
    loaded = load_parts(session, resources, list({row.part_id: None for row in rows}))
    built = {int(one["id"]) for one in loaded.documents} | loaded.broken.keys()
    versions: dict[int, int] = {}
    for row in rows:
        loaded.rows[row.part_id].append(row.id)
        versions[row.part_id] = max(row.version, versions.get(row.part_id, 0))
    loaded.documents += [document.hidden(part_id, version) for part_id, version in versions.items() if part_id not in built]
    return loaded


def load_parts(session: Session, resources: Resources, part_ids: Sequence[int], *, with_vectors: bool = True) -> Loaded:
    """Documents of those of `part_ids` that exist, the running rebuild, and cached vectors, all of this one snapshot."""
    loaded = Loaded(rebuild=runs.running(session))
    for bundle in load_bundles(session, part_ids).values() if part_ids else ():
        _build(resources, loaded, bundle)
    if with_vectors:
        loaded.without_vector = vectors.attach(session, resources.model, loaded.documents)
    return loaded


def _build(resources: Resources, loaded: Loaded, bundle: PartBundle) -> None:
    """Add the part's document, or say why there is none: a bundle that cannot be built must not stop the others."""
    try:
        loaded.documents.append(resources.build(bundle))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        loaded.broken[bundle.id] = f"the document cannot be built: {type(error).__name__}: {error}"
        _log.exception("document_not_built", part_id=bundle.id)


def _write(resources: Resources, loaded: Loaded) -> dict[int, Verdict]:
    """Write to every target of this moment. The aliases are asked after the snapshot (see `indexer.plan`)."""
    verdicts = {part_id: Verdict(Outcome.DEAD, reason) for part_id, reason in loaded.broken.items()}
    try:
        writing = aliases.standing(resources.engine, resources.prefix).writing
    except EngineUnavailable as error:
        return verdicts | {int(one["id"]): Verdict(Outcome.RETRY, error.internal or error.detail) for one in loaded.documents}
    targets = plan.targets(writing, loaded.rebuild)
    if not targets:
        reason = "There is no index yet: run `partwise index rebuild`."
        return verdicts | {int(one["id"]): Verdict(Outcome.RETRY, reason) for one in loaded.documents}
    return verdicts | bulk.write(resources.engine, targets, loaded.documents, shown_at_once=plan.shown_at_once(loaded.rebuild))


def _settle(resources: Resources, loaded: Loaded, verdicts: dict[int, Verdict]) -> int:
    """Delete, put off or park the rows behind each verdict; returns how many vectors were asked for."""
    settled: list[int] = []
    later: list[int] = []
    with claims.housekeeping(resources.db) as session:
        for part_id, verdict in verdicts.items():
            rows = loaded.rows[part_id]
            if verdict.done:
                settled += rows
            elif verdict.outcome is Outcome.RETRY:
                later += rows
            else:
                claims.park(session, rows, verdict.reason)
                _log.error("part_parked", part_id=part_id, reason=verdict.reason)
        claims.settle(session, settled)
        claims.put_off(session, later)
        asked = vectors.ask(session, loaded.without_vector)
    if later:
        reason = next(verdict.reason for verdict in verdicts.values() if verdict.outcome is Outcome.RETRY)
        _log.warning("index_put_off", parts=len(later), reason=reason)
    return asked
