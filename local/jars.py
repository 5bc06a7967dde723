"""The search engine's jars: exactly the files that `jars.lock` lists, by sha256, in the user's ordinary Maven cache.

A line of the lock is `group:artifact:version:kind sha256`; it names no host. A file that is in the cache is used without
any network; one that is missing or damaged is downloaded by jgo (a Maven resolver in Python). `make lock` writes the lock.
"""

import fcntl
import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import SetupError

LOCK = Path(__file__).with_name("jars.lock")
_DOWNLOADS = 8


@dataclass(frozen=True, slots=True)
class Locked:
    """One file of the lock."""

    group: str
    artifact: str
    version: str
    kind: str
    sha256: str

    def __str__(self) -> str:
        """The Maven coordinate."""
        return f"{self.group}:{self.artifact}:{self.version}:{self.kind}"


def read_lock(path: Path = LOCK) -> list[Locked]:
    """The files of the lock, in class path order. Raises SetupError for a line that is none."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        coordinate, _, sha256 = line.partition(" ")
        parts = coordinate.split(":")
        if len(parts) != 4 or len(sha256.strip()) != 64:
            raise SetupError(f"{path.name}:{number} is not `group:artifact:version:kind sha256`: run `make lock`.")
        group, artifact, version, kind = parts
        found.append(Locked(group, artifact, version, kind, sha256.strip()))
    return found


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _artifact(context: Any, locked: Locked) -> Any:  # noqa: ANN401 - jgo has no types to import without importing it
    return context.project(locked.group, locked.artifact).at_version(locked.version).artifact(packaging=locked.kind)


def missing(lock: Iterable[Locked]) -> list[Locked]:
    """Those that are not in the cache, or not as the lock says."""
    from jgo.maven import MavenContext

    context = MavenContext()
    return [locked for locked in lock if not _good(_artifact(context, locked).cached_path, locked)]


def resolve(lock: Iterable[Locked], report: Callable[[str], None]) -> dict[Locked, Path]:
    """Paths of the locked files, each checked. Raises SetupError when one cannot be had or is not what the lock says."""
    from jgo.maven import MavenContext

    context = MavenContext(timeout=60)
    artifacts = {locked: _artifact(context, locked) for locked in lock}
    with _exclusive(context.repo_cache):
        wanting = [locked for locked, artifact in artifacts.items() if not _good(artifact.cached_path, locked)]
        if wanting:
            report(f"downloading the search engine: 0 of {len(wanting)} files")
        with ThreadPoolExecutor(_DOWNLOADS) as pool:
            for done, _ in enumerate(pool.map(lambda locked: _download(artifacts[locked], locked), wanting), 1):
                report(f"downloading the search engine: {done} of {len(wanting)} files")
    return {locked: artifact.cached_path for locked, artifact in artifacts.items()}


def _good(path: Path, locked: Locked) -> bool:
    return path.exists() and sha256_of(path) == locked.sha256


def _download(artifact: Any, locked: Locked) -> None:  # noqa: ANN401 - as above
    """Fetch one file anew: what lies there is missing, cut short by a kill, or somebody else's."""
    path: Path = artifact.cached_path
    path.unlink(missing_ok=True)
    try:
        artifact.resolve()
    except Exception as error:
        path.unlink(missing_ok=True)
        reason = f"{locked} is not in the Maven cache and cannot be downloaded ({type(error).__name__})"
        raise SetupError(f"{reason}: connect to the network and run `partwise up` again.") from error
    if not _good(path, locked):
        path.unlink()
        raise SetupError(f"The download of {locked} is not the file that {LOCK.name} pins: check the Maven mirror in use, then try again.")


@contextmanager
def _exclusive(cache: Path) -> Iterator[None]:
    """One process at a time repairs the cache: two data folders may start at once."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / ".partwise.lock").open("w")
    except OSError as error:
        raise SetupError(f"The Maven cache {cache} cannot be written ({error.strerror}): set M2_REPO to a folder that can.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
