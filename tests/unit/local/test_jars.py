"""The lock of the search engine's jars, and a cache that may hold anything."""

import hashlib
from pathlib import Path

import pytest

from core.errors import SetupError
from local import jars, jars_lock, opensearch


class Artifact:
    """A file of the cache that a resolver would download as `content`, or fail to when None."""

    def __init__(self, path: Path, content: bytes | None) -> None:
        self.cached_path = path
        self.content = content

    def resolve(self) -> None:
        if self.content is None:
            raise ConnectionError
        self.cached_path.write_bytes(self.content)


def locked(content: bytes) -> jars.Locked:
    return jars.Locked("org.example", "thing", "1.0", "jar", hashlib.sha256(content).hexdigest())


def test_the_lock_pins_every_wanted_file_and_names_no_host() -> None:
    lock = jars.read_lock()
    coordinates = {f"{entry.group}:{entry.artifact}:{entry.version}" for entry in lock}
    assert set(jars_lock.COORDINATES) <= coordinates
    assert ":".join(jars_lock.PLUGIN[:3]) in coordinates
    assert [entry.kind for entry in lock].count("zip") == 1
    assert "//" not in jars.LOCK.read_text()


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "jars.lock"
    path.write_text("# head\norg.example:thing:1.0 abc\n")
    with pytest.raises(SetupError, match=r"jars\.lock:2 is not"):
        jars.read_lock(path)


def test_a_file_cut_short_by_a_kill_is_downloaded_again(tmp_path: Path) -> None:
    path = tmp_path / "thing.jar"
    path.write_bytes(b"who")
    jars._download(Artifact(path, b"whole"), locked(b"whole"))
    assert path.read_bytes() == b"whole"


def test_a_missing_download_without_network_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        SetupError, match=r"^org\.example:thing:1\.0:jar is not in the Maven cache and cannot be downloaded \(ConnectionError\): connect to the network"
    ):
        jars._download(Artifact(tmp_path / "thing.jar", None), locked(b"whole"))


def test_a_download_that_is_not_the_pinned_file_is_refused_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "thing.jar"
    with pytest.raises(SetupError, match=r"is not the file that jars\.lock pins"):
        jars._download(Artifact(path, b"other"), locked(b"whole"))
    assert not path.exists()


def test_jars_of_the_plugin_that_the_class_path_has_are_left_out() -> None:
    assert opensearch._name("commons-lang3-3.18.0.jar") == "commons-lang3"
    assert opensearch._name("guava-33.5.0-jre.jar") == opensearch._name("guava-33.4.8-jre.jar")
