"""Is this machine fit to run the services? Each check returns what it found, or raises SetupError with what to do."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import SetupError

MIB = 1024 * 1024
MIN_PYTHON = (3, 11)
# A first start puts about 200 MiB of data and jars down; a full disk stops both databases, so keep room to work.
MIN_DISK_FIRST_MIB = 1_024
MIN_DISK_AGAIN_MIB = 256
# PostgreSQL, Valkey and our own processes, beside the engine's heap and what the JVM takes on top of it.
BESIDE_HEAP_MIB = 900


def python(version: tuple[int, int] = (sys.version_info.major, sys.version_info.minor)) -> str:
    """The version of Python."""
    found = f"{version[0]}.{version[1]}"
    if version < MIN_PYTHON:
        raise SetupError(f"Python {found} is too old: install Python 3.11 or newer.")
    return f"Python {found}"


def disk(home: Path, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage) -> str:
    """Free space where the data live."""
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = usage(place)[2] // MIB
    needed = MIN_DISK_AGAIN_MIB if (home / "postgres" / "data").exists() else MIN_DISK_FIRST_MIB
    if free < needed:
        raise SetupError(f"Only {free} MiB are free on the disk of {place}, {needed} are needed: free some, or set PARTWISE_HOME to a folder on another disk.")
    return f"{free} MiB free at {place}"


def memory_mib() -> int:
    """Memory that this process may use: the machine's, or its container's limit if that is lower."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(limit).read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            total = min(total, int(text) // MIB)
    return total


def heap_mib(heap: str) -> int:
    """`512m` or `2g` in MiB."""
    return int(heap[:-1]) * (1024 if heap.endswith("g") else 1)


def memory(heap: str, total_mib: int | None = None) -> str:
    """Whether the memory suffices for the engine's heap and everything beside it."""
    total = memory_mib() if total_mib is None else total_mib
    needed = heap_mib(heap) + BESIDE_HEAP_MIB
    if total < needed:
        raise SetupError(
            f"This machine has {total} MiB of memory, {needed} are needed with PARTWISE_ENGINE__HEAP={heap}: "
            "lower the heap (256m at least), or set OPENSEARCH_URL to an engine elsewhere."
        )
    return f"{total} MiB of memory"


def server_identity() -> tuple[tuple[str, ...], str | None]:
    """How PostgreSQL, which runs neither as root nor as a user without a name, is started: a command to put before it, and a user to become.

    An ordinary user needs neither. The others prefer a user namespace in which they are somebody else (files stay theirs, and
    closed parent folders stay passable); root falls back on the system's `nobody`. Raises SetupError if nothing works.
    """
    root, named = os.geteuid() == 0, _has_name(os.geteuid())
    if named and not root:
        return (), None
    namespace = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
    if _works((*namespace, "true"), None):
        return namespace, None
    if root and _works(("true",), "nobody"):
        return (), "nobody"
    who = "as root, and neither `unshare --user` nor the user `nobody` works" if root else "for a user without a name, and `unshare --user` does not work"
    raise SetupError(f"PostgreSQL does not start {who} here: run as an ordinary user, or set DATABASE_URL.")


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _works(argv: tuple[str, ...], user: str | None) -> bool:
    try:
        done = subprocess.run(argv, user=user, extra_groups=[] if user else None, cwd="/", capture_output=True, check=False)
    except (OSError, LookupError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
