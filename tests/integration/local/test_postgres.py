"""PostgreSQL of a data folder, through kills and left-over files."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from core.errors import SetupError
from local import postgres, process


def kill(home: Path) -> None:
    pid = process.running(home, postgres.NAME)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    process._children[pid].wait(10)


def test_committed_rows_survive_a_kill_and_the_next_start_heals(home: Path) -> None:
    url = postgres.start(home)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    kill(home)
    assert postgres.start(home) == url
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_stale_pid_file_that_names_a_stranger_is_removed_and_the_stranger_lives(home: Path) -> None:
    postgres.start(home)
    kill(home)
    lock = home / "postgres" / "data" / "postmaster.pid"
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        postgres.start(home)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_that_was_killed_half_way_begins_anew(home: Path) -> None:
    half = home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with psycopg.connect(postgres.start(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_the_password_is_needed(home: Path) -> None:
    url = postgres.start(home)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace("partwise:", "partwise:wrong", 1), connect_timeout=5)


def test_data_of_another_major_version_are_left_alone(home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(SetupError, match="was made by PostgreSQL 17, this is 18"):
        postgres.start(home)
    assert (data / "PG_VERSION").read_text() == "17\n"


def test_what_the_application_needs_is_there(home: Path) -> None:
    with psycopg.connect(postgres.start(home), autocommit=True) as connection:
        for extension in ("pg_trgm", "unaccent", "btree_gin", "citext", "ltree"):
            connection.execute(f"CREATE EXTENSION {extension}")
        assert connection.execute("SELECT lower('ÄÉ'), current_setting('TimeZone'), uuidv7() IS NOT NULL").fetchone() == ("äé", "UTC", True)
