"""Processes of one data folder: started once, ended for certain, and never mistaken for a stranger's."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import SetupError
from local import process

SLEEPER = process.Spec("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"))
# Ignores the polite signal, as a hanging server would.
STUBBORN = process.Spec("stubborn", (sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"))


def test_a_second_start_finds_the_first(home: Path) -> None:
    pid = process.start(home, SLEEPER)
    assert process.start(home, SLEEPER) == pid
    assert process.stop(home, "sleeper")
    assert process.running(home, "sleeper") is None
    assert not process.stop(home, "sleeper")


def test_a_process_survives_the_terminal_of_its_starter(home: Path) -> None:
    pid = process.start(home, SLEEPER)
    assert os.getsid(pid) == pid
    process.stop(home, "sleeper")


def test_a_recycled_pid_is_never_killed(home: Path) -> None:
    stranger = subprocess.Popen(SLEEPER.argv)
    try:
        (home / "run" / "sleeper.json").write_text(json.dumps({"pid": stranger.pid, "start": "1", "argv": list(SLEEPER.argv)}))
        assert process.running(home, "sleeper") is None
        assert not process.stop(home, "sleeper")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_record_that_was_cut_short_counts_as_none(home: Path) -> None:
    (home / "run" / "sleeper.json").write_text('{"pid": 1')
    assert process.running(home, "sleeper") is None


def test_one_that_does_not_listen_is_killed(home: Path) -> None:
    pid = process.start(home, STUBBORN)
    process.wait_ready(home, "stubborn", lambda: "deaf" in process.tail(home, "stubborn"), 10)
    before = time.monotonic()
    process.stop(home, "stubborn", grace_s=0.3)
    assert process.start_time(pid) is None
    assert time.monotonic() - before < 5


def test_a_process_whose_record_was_lost_is_ended_by_the_next_start(home: Path) -> None:
    lost = process.start(home, SLEEPER)
    (home / "run" / "sleeper.json").unlink()
    found = process.start(home, SLEEPER)
    assert found != lost
    assert process.start_time(lost) is None
    process.stop(home, "sleeper")


def test_a_killed_process_is_started_anew(home: Path) -> None:
    pid = process.start(home, SLEEPER)
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 5
    while process.running(home, "sleeper") and time.monotonic() < until:
        time.sleep(0.01)
    assert process.start(home, SLEEPER) != pid
    process.stop(home, "sleeper")


def test_one_that_ends_while_it_starts_is_told_with_its_last_words(home: Path) -> None:
    process.start(home, process.Spec("broken", (sys.executable, "-c", "print('no licence'); raise SystemExit(3)")))
    with pytest.raises(SetupError, match=r"broken ended while it started; .*\n.*no licence"):
        process.wait_ready(home, "broken", lambda: False, 10)


def test_one_that_is_never_ready_is_told_after_the_limit(home: Path) -> None:
    process.start(home, SLEEPER)
    with pytest.raises(SetupError, match="sleeper is not ready after 0 s"):
        process.wait_ready(home, "sleeper", lambda: False, 0.2)
    process.stop(home, "sleeper")


def test_a_command_that_is_not_there_is_one_sentence(home: Path) -> None:
    with pytest.raises(SetupError, match=r"^ghost cannot be started: .*no-such-program: No such file or directory\.$"):
        process.start(home, process.Spec("ghost", ("/no-such-program",)))
