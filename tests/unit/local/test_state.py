"""What a data folder remembers."""

from pathlib import Path

import pytest

from core.errors import SetupError
from local import state


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = state.secret(tmp_path, "postgres")
    assert len(first) == 32
    assert state.secret(tmp_path, "postgres") == first
    assert state.secret(tmp_path, "redis") != first
    assert (tmp_path / "state.json").stat().st_mode & 0o777 == 0o600


def test_a_write_that_was_cut_short_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "state.json.part").write_text('{"po')
    state.remember(tmp_path, "port.redis", 17_000)
    assert state.recall(tmp_path, "port.redis") == 17_000


def test_a_damaged_memory_is_not_silently_replaced(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(SetupError, match=r"state\.json is damaged"):
        state.secret(tmp_path, "postgres")
    assert (tmp_path / "state.json").read_text() == "{"


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="set PARTWISE_HOME to another folder"):
        state.prepare(tmp_path / "file" / "home")


def test_a_folder_of_another_user_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    with pytest.raises(SetupError, match=r"belongs to another user: give it to this user, or set PARTWISE_HOME"):
        state.prepare(tmp_path)
