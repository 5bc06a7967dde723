"""Carries the schedule out: one thread a lane, each putting right what it did before its next misfortune."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence

import redis as redis_driver
from opensearchpy.exceptions import OpenSearchException

from core.db import transaction
from core.errors import EngineUnavailable
from indexer import aliases, runs
from local import opensearch, process, redis
from search.schema.names import versioned_pattern
from tests.chaos.proxy import Fault, Kind
from tests.chaos.readers import Sessions
from tests.chaos.rig import Rig
from tests.chaos.schedule import Episode

_REBUILD_S = 240.0
# The engine may take this long to come back on a busy machine.
_AWAY_S = 150.0
# Share of requests that meet a fault, and the delay that is one.
SHARE, DELAY_S = 0.5, 0.7


class Nemesis:
    """Does what `episodes` say. `done` counts the misfortunes by kind, `engine_down_s` how long restarts of the engine took."""

    def __init__(self, rig: Rig, episodes: Sequence[Episode], sessions: Sessions, seed: int) -> None:
        self.done: Counter[str] = Counter()
        self.engine_down_s = 0.0
        self.rebuilt = 0
        self.failures: list[str] = []
        self._rig, self._episodes, self._sessions = rig, episodes, sessions
        self._seed = seed
        self._rebuilding = threading.Lock()

    def run(self) -> None:
        """Carry out the whole schedule; returns when the last episode is over."""
        started = time.monotonic()
        lanes = sorted({episode.lane for episode in self._episodes})
        threads = [threading.Thread(target=self._lane, args=(lane, started)) for lane in lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _lane(self, lane: str, started: float) -> None:
        for episode in self._episodes:
            if episode.lane != lane:
                continue
            time.sleep(max(0.0, started + episode.at - time.monotonic()))
            try:
                self._play(episode)
            except Exception as error:  # noqa: BLE001 - a nemesis that breaks must not look like a system that holds
                self.failures.append(f"{lane} {episode.kind}: {type(error).__name__}: {error}")
            self.done[f"{lane.rstrip('12')} {episode.kind}"] += 1

    def _play(self, episode: Episode) -> None:
        if episode.lane.startswith("net-"):
            self._trouble(episode)
        elif episode.lane == "index":
            self._block(episode) if episode.kind == "block" else self.rebuild(random.Random(f"{self._seed}{episode.at}").random() < 0.5)
        elif episode.kind == "flush":
            with redis_driver.Redis.from_url(self._rig.urls["REDIS_URL"]) as client:
                client.flushall()
        else:
            self._strike(episode)

    def _trouble(self, episode: Episode) -> None:
        """Spoil the traffic through a proxy."""
        proxy = self._rig.proxies[episode.lane]
        proxy.fault = Fault(Kind(episode.kind), SHARE, DELAY_S)
        time.sleep(episode.seconds)
        proxy.fault = None

    def _strike(self, episode: Episode) -> None:
        """Kill or freeze a process, with or without its children, and bring it back."""
        rig, name = self._rig, episode.lane
        if episode.kind == "stop":
            rig.signal(name, signal.SIGSTOP)
            time.sleep(episode.seconds)
            rig.signal(name, signal.SIGCONT)
            return
        if name == opensearch.NAME:
            self._sessions.number += 1
        rig.signal(name, signal.SIGKILL, group=episode.kind == "kill")
        time.sleep(episode.seconds)
        begun = time.monotonic()
        rig.start(name)
        if name == opensearch.NAME:
            self._sessions.number += 1
            self.engine_down_s += time.monotonic() - begun

    def _block(self, episode: Episode) -> None:
        """What a full disk does to the indexes."""
        self._set_block("true")
        time.sleep(episode.seconds)
        self._set_block(None)

    def _set_block(self, value: str | None) -> None:
        """Set or release it; the engine may be away just then, a release is tried until it is back."""
        deadline = time.monotonic() + _AWAY_S
        while True:
            try:
                body = {"index.blocks.read_only_allow_delete": value}
                self._rig.engine.indices.put_settings(index=versioned_pattern(self._rig.resources.prefix), body=body, params={"request_timeout": 3})
            except OpenSearchException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return

    def rebuild(self, cut_short: bool) -> None:
        """A rebuild and swap, perhaps killed in the middle; tried again until it is through."""
        with self._rebuilding:
            deadline = time.monotonic() + _REBUILD_S
            before = self._reading(deadline)
            self._rig.spawn("rebuild", "index", "rebuild")
            if cut_short:
                time.sleep(2.5)
                self._rig.signal("rebuild", signal.SIGKILL)
            while time.monotonic() < deadline:
                if not self._rig.runs("rebuild"):
                    if self._through(before):
                        self.rebuilt += 1
                        return
                    self._rig.spawn("rebuild", "index", "rebuild")
                time.sleep(0.2)
            raise TimeoutError("a rebuild did not come to its end")

    def _reading(self, deadline: float) -> tuple[str, ...]:
        """The live index; waits for an engine that is away."""
        while True:
            try:
                return aliases.standing(self._rig.engine, self._rig.resources.prefix).reading
            except EngineUnavailable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _through(self, before: tuple[str, ...]) -> bool:
        try:
            return aliases.standing(self._rig.engine, self._rig.resources.prefix).reading not in ((), before) and not self.unfinished()
        except EngineUnavailable:
            return False

    def unfinished(self) -> bool:
        """Whether a rebuild was cut short and not gone on with."""
        with transaction(self._rig.resources.db) as session:
            return runs.running(session) is not None

    def heal(self) -> None:
        """Put everything right; returns when all processes and services are ready."""
        rig = self._rig
        for proxy in rig.proxies.values():
            proxy.fault = None
        for name in (redis.NAME, opensearch.NAME, *rig.names):
            if process.running(rig.home, name) is None:
                rig.start(name)
            rig.signal(name, signal.SIGCONT)
        self._set_block(None)
        rig.wait_ready()
