"""A machine that is not fit is told in one sentence what to do."""

from pathlib import Path

import pytest

from core.errors import SetupError
from local import machine

MIB = 1024 * 1024


def test_an_old_python_is_named() -> None:
    with pytest.raises(SetupError, match=r"^Python 3\.10 is too old: install Python 3\.11 or newer\.$"):
        machine.python((3, 10))


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"Only 100 MiB are free .* 1024 are needed"):
        machine.disk(tmp_path / "home", lambda _place: (0, 0, 100 * MIB))


def test_a_folder_that_has_its_data_needs_less_room(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    assert machine.disk(tmp_path, lambda _place: (0, 0, 300 * MIB)).startswith("300 MiB free")


def test_too_little_memory_names_the_heap_setting() -> None:
    with pytest.raises(SetupError, match=r"1000 MiB of memory, 1412 are needed with PARTWISE_ENGINE__HEAP=512m"):
        machine.memory("512m", total_mib=1000)


def test_a_smaller_heap_fits_a_smaller_machine() -> None:
    assert machine.memory("256m", total_mib=1200) == "1200 MiB of memory"


@pytest.mark.parametrize(("heap", "mib"), [("512m", 512), ("2g", 2048)])
def test_the_heap_is_read_in_both_units(heap: str, mib: int) -> None:
    assert machine.heap_mib(heap) == mib


def test_root_without_any_way_to_drop_it_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(machine, "_works", lambda _argv, _user: False)
    with pytest.raises(SetupError, match=r"neither `unshare --user` nor the user `nobody` works here: run as an ordinary user"):
        machine.server_identity()


def test_root_without_user_namespaces_becomes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(machine, "_works", lambda _argv, user: user == "nobody")
    assert machine.server_identity() == ((), "nobody")


def test_a_user_without_a_name_starts_it_in_a_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 54_321)
    monkeypatch.setattr(machine, "_has_name", lambda _uid: False)
    monkeypatch.setattr(machine, "_works", lambda argv, _user: argv[0] == "unshare")
    assert machine.server_identity()[0][0] == "unshare"
    monkeypatch.setattr(machine, "_works", lambda _argv, _user: False)
    with pytest.raises(SetupError, match="for a user without a name"):
        machine.server_identity()


def test_an_ordinary_user_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(machine, "_has_name", lambda _uid: True)
    assert machine.server_identity() == ((), None)
