"""What one data folder remembers: the ports it chose and the passwords it made, in `<home>/state.json` (mode 0600)."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from core.errors import SetupError

_FILE = "state.json"


def prepare(home: Path) -> None:
    """Make the data folder and the folders that every process needs. Raises SetupError when it cannot be written."""
    try:
        for folder in (home, home / "run", home / "log"):
            folder.mkdir(parents=True, exist_ok=True)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise SetupError(f"The data folder {home} cannot be written: give it to this user, or set PARTWISE_HOME to another folder.") from error
    if not os.access(home, os.W_OK) or not os.access(home / "run", os.W_OK):
        raise SetupError(f"The data folder {home} belongs to another user: give it to this user, or set PARTWISE_HOME to another folder.")


def write_private(path: Path, text: str) -> None:
    """Write `path` at once or not at all, readable by its owner alone."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _read(home: Path) -> dict[str, Any]:
    """The remembered values; a missing file is an empty memory. Raises SetupError for a broken one."""
    path = home / _FILE
    try:
        loaded: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} is damaged, and with it the passwords of the data beside it: restore it, or remove {home} and begin anew.") from error
    return loaded


def recall(home: Path, key: str) -> Any:  # noqa: ANN401 - JSON: the caller knows what it stored
    """The value stored under `key`, or None."""
    return _read(home).get(key)


def remember(home: Path, key: str, value: object) -> None:
    """Store a JSON value under `key`."""
    write_private(home / _FILE, json.dumps(_read(home) | {key: value}, indent=1))


def secret(home: Path, name: str) -> str:
    """The password called `name`, made on first use: 32 letters, digits, `-` and `_` (safe in a URL)."""
    key = f"secret.{name}"
    known = recall(home, key)
    if known is None:
        known = secrets.token_urlsafe(24)
        remember(home, key, known)
    return str(known)
