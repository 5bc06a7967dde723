"""Which services are external, and what everybody is told."""

from pathlib import Path

import pytest

from core.settings import Settings, get_settings
from local import services

VARIABLES = ("DATABASE_URL", "REDIS_URL", "OPENSEARCH_URL")


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (*VARIABLES, services.WEB_PORT):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PARTWISE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_what_an_earlier_up_wrote_is_no_wish_of_the_persons(tmp_path: Path) -> None:
    services.write(tmp_path, {"DATABASE_URL": "postgresql://ours"})
    assert services.external(services.configured()) == {}


def test_a_url_that_up_itself_wrote_is_not_external(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://ours")
    monkeypatch.setenv("REDIS_URL", "redis://theirs")
    ours = {"DATABASE_URL": "postgresql://ours", "REDIS_URL": "redis://ours"}
    assert services.external(services.configured(), ours) == {"REDIS_URL": "redis://theirs"}


def test_a_url_in_the_environment_or_in_dotenv_is_external(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://theirs")
    (tmp_path / ".env").write_text("REDIS_URL=redis://theirs\n")
    assert services.external(services.configured()) == {"DATABASE_URL": "postgresql://theirs", "REDIS_URL": "redis://theirs"}


def test_the_settings_read_what_up_wrote(tmp_path: Path) -> None:
    services.write(tmp_path, {"REDIS_URL": "redis://:pa-ss_word@127.0.0.1:1/0", services.WEB_PORT: "8123"})
    get_settings.cache_clear()
    settings: Settings = get_settings()
    get_settings.cache_clear()
    assert (settings.redis_url, settings.web.port) == ("redis://:pa-ss_word@127.0.0.1:1/0", 8123)
    assert (tmp_path / services.FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://partwise:se:cret@127.0.0.1:5/partwise", "postgresql://partwise:***@127.0.0.1:5/partwise"),
        ("redis://:secret@localhost:6/0", "redis://:***@localhost:6/0"),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
        ("", ""),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert services.masked(url) == shown
