"""Which rows a look considers: what may have become due since the last look that left nothing, and now and then everything."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from indexer import claims, relay
from indexer.relay import WINDOW_S, Relay
from indexer.resources import Resources


class Clock:
    """Time that moves when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(relay, "time", made)
    return made


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The window of every look; nothing is ever due."""
    looks: list[float] = []

    def is_due(_connection: object, window_s: float) -> bool:
        looks.append(window_s)
        return False

    monkeypatch.setattr(claims, "is_due", is_due)
    return looks


def idle_relay() -> Relay:
    settings = SimpleNamespace(indexer=SimpleNamespace(sweep_s=5.0, poll_ms=50))
    return Relay(cast("Resources", SimpleNamespace(settings=settings)), lambda _ids: None, lambda: 0)


def turns(made: Relay, clock: Clock, count: int, every_s: float) -> None:
    for _ in range(count):
        made.turn(cast("Any", None))
        clock.now += every_s


def test_between_two_sweeps_a_look_considers_little_more_than_the_time_since_the_last(clock: Clock, windows: list[float]) -> None:
    turns(idle_relay(), clock, 5, 1.0)
    assert windows == [claims.EVERYTHING_S, *[WINDOW_S + 1.0] * 4]


def test_everything_is_considered_again_after_the_sweeps_pause(clock: Clock, windows: list[float]) -> None:
    turns(idle_relay(), clock, 12, 1.0)
    assert [at for at, window in enumerate(windows) if window == claims.EVERYTHING_S] == [0, 5, 10]


def test_while_rows_are_left_the_window_grows_so_that_none_falls_out_of_it(clock: Clock, windows: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    made = idle_relay()
    turns(made, clock, 2, 1.0)
    monkeypatch.setattr(claims, "is_due", lambda _connection, window_s: windows.append(window_s) or True)  # type: ignore[func-returns-value]
    monkeypatch.setattr(Relay, "unfold", lambda _self: None)
    monkeypatch.setattr(Relay, "offer", lambda _self, _window_s: 1)
    turns(made, clock, 3, 1.0)
    assert windows[-3:] == [WINDOW_S + 1.0, WINDOW_S + 2.0, WINDOW_S + 3.0]


def test_a_sweep_that_takes_long_comes_less_often(clock: Clock, windows: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    def is_due(_connection: object, window_s: float) -> bool:
        windows.append(window_s)
        clock.now += 0.5 if window_s == claims.EVERYTHING_S else 0.0
        return False

    monkeypatch.setattr(claims, "is_due", is_due)
    turns(idle_relay(), clock, 30, 1.0)
    assert [at for at, window in enumerate(windows) if window == claims.EVERYTHING_S] == [0, 25]
