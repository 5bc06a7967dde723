"""A data folder of its own for tests that start, kill and stop services: in a path with a space, without any URL set."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from local import opensearch, postgres, process, redis, runtime


def silent(_name: str, _text: str) -> None:
    """A report that nobody reads."""


def plain_settings() -> Settings:
    """Settings of somebody who has set nothing."""
    return Settings(_env_file=None)


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for variable in ("DATABASE_URL", "REDIS_URL", "OPENSEARCH_URL", "PARTWISE_WEB__PORT"):
        monkeypatch.delenv(variable, raising=False)
    # Half of the default: several engines may run beside each other here.
    monkeypatch.setenv("PARTWISE_ENGINE__HEAP", "256m")
    return monkeypatch


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for the tests of a module that need a running engine: it takes seconds to start."""
    home = tmp_path_factory.mktemp("runtime") / "a home"
    yield home
    runtime.down(home, silent)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A fresh folder whose processes are ended after the test."""
    folder = tmp_path / "a home"
    (folder / "run").mkdir(parents=True)
    (folder / "log").mkdir()
    yield folder
    for service in (postgres, redis, opensearch):
        process.stop(folder, service.NAME, service.STOP_SIGNAL, service.STOP_GRACE_S)
