"""One run of chaos, from a seed: fill, rebuild, write and read while things break, heal, check. Prints one JSON object.

`python -m tests.chaos.run --seed 1 --seconds 60` (what `partwise bench chaos` starts), from the top folder of the source.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.db import make_engine, transaction
from indexer import reindex
from search.schema.names import versioned_pattern
from tests.chaos import catalogue, checker, schedule
from tests.chaos.history import History
from tests.chaos.holder import hold
from tests.chaos.nemesis import Nemesis
from tests.chaos.proxy import Fault
from tests.chaos.readers import Reader, Sessions
from tests.chaos.rig import Rig, services, wait_for
from tests.chaos.workload import Ids, Writer

# How long the backlog may take once everything is back; a run fails beyond the first, and gives up after the second.
LIVENESS_S, PATIENCE_S = 10.0, 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does.

    `rate` is transactions a second of all writers; `steady` is a fault before the engine during
    the whole run; `planted` is SQL that takes a safeguard away; with `held`, somebody holds a claim from the last misfortune
    to the end.
    """

    seed: int
    seconds: float = 60.0
    lanes: schedule.Lanes = field(default_factory=lambda: schedule.FULL)
    names: tuple[str, ...] = ("worker1", "worker2", "relay1", "relay2", "web")
    parts: int = 1500
    rate: float = 30.0
    steady: Fault | None = None
    mutant: str = ""
    planted: str = ""
    held: bool = False
    liveness_s: float = LIVENESS_S


def run(plan: Plan, home: Path, urls: dict[str, str]) -> dict[str, Any]:
    """One run over running services; its result, `valid` when nothing was wrong."""
    rig = Rig(home, urls, plan.seed, plan.names, plan.mutant)
    try:
        rig.migrate()
        ids = Ids(catalogue.fill(rig.resources, plan.parts))
        reindex.rebuild(rig.resources, lambda _line: None)
        if plan.planted:
            with transaction(rig.resources.db) as session:
                session.execute(sa.text(plan.planted))
        for name in plan.names:
            rig.start(name)
        rig.wait_ready()
        return _ordeal(plan, rig, ids)
    finally:
        rig.close()


def _ordeal(plan: Plan, rig: Rig, ids: Ids) -> dict[str, Any]:
    history, sessions = History(), Sessions()
    nemesis = Nemesis(rig, schedule.make(plan.seed, plan.seconds, plan.lanes), sessions, plan.seed)
    rig.proxies["net-opensearch"].fault = plan.steady
    load = _Load(plan, rig, ids, history, sessions)
    try:
        begun = time.monotonic()
        nemesis.run()
        rest_s = max(0.0, begun + plan.seconds - time.monotonic())
        held = hold(rig.resources, rest_s) if plan.held else None
        time.sleep(max(0.0, begun + plan.seconds - time.monotonic()))
        load.stop_writing()
        nemesis.heal()
        backlog = checker.waiting(rig.resources)
        caught_up = wait_for(lambda: checker.waiting(rig.resources) == 0, PATIENCE_S)
        if nemesis.unfinished():
            nemesis.rebuild(cut_short=False)
            wait_for(lambda: checker.waiting(rig.resources) == 0, PATIENCE_S)
    finally:
        load.stop()
    wrong = checker.check(rig.resources, history)
    if caught_up is None or caught_up > plan.liveness_s * _slowness():
        wrong.add("slow", f"{backlog} rows took {caught_up} s")
    if held and held.held_up:
        wrong.add("held up", f"a change waited {held.oldest_s:.1f} s behind a claim held for {held.seconds:.1f} s")
    for failure in nemesis.failures + load.failures:
        wrong.add("harness", failure)
    return _result(plan, history, nemesis, rig) | {
        "backlog_at_heal": backlog,
        "caught_up_s": caught_up and round(caught_up, 2),
        "violations": dict(wrong.found),
        "examples": wrong.examples,
        "valid": not wrong.found,
    }


def _slowness() -> float:
    """How much longer everything may take here: 1 up to two waiting processes a core, in proportion beyond (others use the machine too)."""
    return max(1.0, os.getloadavg()[0] / (2 * (os.cpu_count() or 1)))


def _result(plan: Plan, history: History, nemesis: Nemesis, rig: Rig) -> dict[str, Any]:
    return {
        "bench": "chaos",
        "seed": plan.seed,
        "seconds": plan.seconds,
        "mutation": plan.mutant or plan.planted or None,
        "changes": history.changes(),
        "transactions": history.outcomes(),
        "kinds": history.kinds(),
        "reads": dict(history.reads),
        "misfortunes": dict(sorted(nemesis.done.items())),
        "spoiled": {lane: proxy.met for lane, proxy in rig.proxies.items()},
        "rebuilds": nemesis.rebuilt,
        "engine_start_s": round(nemesis.engine_down_s, 1),
        "load_average": round(os.getloadavg()[0], 1),
    }


class _Load:
    """Writers and readers in threads."""

    def __init__(self, plan: Plan, rig: Rig, ids: Ids, history: History, sessions: Sessions) -> None:
        self.failures: list[str] = []
        self._no_more, self._end = threading.Event(), threading.Event()
        direct, proxied = rig.resources.settings, rig.environment()["DATABASE_URL"]
        short = direct.database.model_copy(update={"lock_timeout_ms": 3000})
        settings = direct.model_copy(update={"database": short})
        # Writers are not under test, but one has the network that the product has: it does not always know what it did.
        self._pools = [make_engine(settings), make_engine(settings.model_copy(update={"database_url": proxied}))]
        count = 4
        writers = [Writer(f"writer{at}", self._pools[at == 0], ids, history, f"{plan.seed}/{at}", plan.rate / count) for at in range(count)]
        readers = [Reader(f"reader{at}", rig.engine, rig.resources.prefix, ids, history, sessions, by_search=at % 2 == 0) for at in range(3)]
        self._writing = [self._thread(writer.run, self._no_more) for writer in writers]
        self._reading = [self._thread(reader.run, self._end) for reader in readers]
        self._reading.append(self._thread(lambda stopped: _forget_quickly(rig, stopped), self._end))

    def _thread(self, work: Callable[[Callable[[], bool]], None], event: threading.Event) -> threading.Thread:
        def guarded() -> None:
            try:
                work(event.is_set)
            except Exception as error:  # noqa: BLE001 - a writer or reader that breaks spoils the run
                self.failures.append(f"{type(error).__name__}: {error}")

        thread = threading.Thread(target=guarded)
        thread.start()
        return thread

    def stop_writing(self) -> None:
        """End the writers."""
        self._no_more.set()
        for thread in self._writing:
            thread.join()

    def stop(self) -> None:
        """End writers and readers."""
        self.stop_writing()
        self._end.set()
        for thread in self._reading:
            thread.join()
        for pool in self._pools:
            pool.dispose()


def _forget_quickly(rig: Rig, stopped: Callable[[], bool]) -> None:
    """Have every index forget the versions of deleted documents at once, as it otherwise does after a minute or a restart."""
    while not stopped():
        try:
            rig.engine.indices.put_settings(index=versioned_pattern(rig.resources.prefix), body={"index.gc_deletes": "0s"}, params={"request_timeout": 3})
        except Exception:  # noqa: BLE001 - the engine may be away
            time.sleep(0.2)
        time.sleep(0.5)


def main() -> None:
    """Parse, run each seed, print a line of JSON for each; exit 1 when one was not valid."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    valid = True
    with ExitStack() as stack:
        home, urls = stack.enter_context(services())
        for seed in arguments.seed:
            result = run(Plan(seed, arguments.seconds), home, urls)
            sys.stdout.write(json.dumps(result) + "\n")
            sys.stdout.flush()
            valid = valid and result["valid"]
    sys.exit(0 if valid else 1)


if __name__ == "__main__":
    main()
