"""Make `.venv` on a fresh machine: `python3 -m local.bootstrap demo|test`. Runs before anything is installed: standard library only.

Every package comes from a lock file with hashes, through uv, which itself comes from `tools.lock` when the machine has none.
A stamp keyed by the lock files makes a second run a matter of milliseconds and independent of the network.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from core.errors import SetupError

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
MIN_UV = (0, 5)
# What each profile installs, in this order; `test` contains all of `demo`.
PROFILES = {"demo": ("requirements.lock", "models.lock"), "test": ("requirements-dev.lock", "models.lock")}
CONTAINED_IN = {"demo": ("demo", "test"), "test": ("test",)}


def install(profile: str) -> None:
    """Bring `.venv` to the profile, unless it is there already. Raises SetupError with what to do."""
    if any(_stamp(each).exists() for each in CONTAINED_IN[profile]) and _venv_works():
        return
    room = shutil.disk_usage(ROOT).free // 2**20
    needed = 1_000 if profile == "demo" else 8_000
    if room < needed:
        raise SetupError(f"Only {room} MiB are free on the disk of {ROOT}, {needed} are needed to install: free some.")
    uv = find_uv()
    if not _venv_works():
        _run([uv, "venv", "--clear", "--python", sys.executable, str(VENV)], "The environment .venv cannot be made")
    for lock in PROFILES[profile]:
        print(f"Installing {lock}", flush=True)
        arguments = ["--require-hashes", "--no-deps", "--compile-bytecode", "-r", str(ROOT / lock)]
        _run([uv, "pip", "install", "--python", str(_python()), *arguments], f"The packages of {lock} cannot be installed; the first time needs the network")
    # Without isolation the build uses the setuptools of the lock, so it needs no network.
    arguments = ["--no-deps", "--no-build-isolation", "--reinstall-package", "partwise", "-e", str(ROOT)]
    _run([uv, "pip", "install", "--python", str(_python()), *arguments], "Partwise itself cannot be installed")
    for old in VENV.glob(".installed-*"):
        old.unlink()
    _stamp(profile).touch()


def _python() -> Path:
    return VENV / "bin" / "python"


def _venv_works() -> bool:
    """Whether `.venv` has a Python that runs, is new enough, and belongs to this folder (the folder may have been moved)."""
    try:
        found = subprocess.run([_python(), "-c", "import sys; print(sys.version_info >= (3, 11), sys.prefix)"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    moved = (VENV / "bin" / "partwise").exists() and os.fsencode(VENV) not in (VENV / "bin" / "partwise").read_bytes()
    return found.returncode == 0 and found.stdout.startswith("True") and not moved


def _stamp(profile: str) -> Path:
    """A file whose name says what was installed: the locks' and the project file's content."""
    digest = hashlib.sha256()
    for name in (*PROFILES[profile], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return VENV / f".installed-{profile}-{digest.hexdigest()[:16]}"


def find_uv() -> str:
    """The uv of the machine when it is new enough, else the one of `.tools`, put there now if need be. Raises SetupError."""
    for candidate in (shutil.which("uv"), *_own_uv()):
        if candidate and _uv_version(candidate) >= MIN_UV:
            return candidate
    print("Installing uv into .tools", flush=True)
    pip = _pip()
    target = [] if pip[0].startswith(str(TOOLS)) else ["--target", str(TOOLS / "lib")]
    arguments = ["--quiet", "--require-hashes", *target, "-r", str(ROOT / "tools.lock")]
    _run([*pip, "install", *arguments], "uv cannot be installed; the first time needs the network, or a uv on PATH")
    return next(candidate for candidate in _own_uv() if _uv_version(candidate) >= MIN_UV)


def _own_uv() -> tuple[str, str]:
    return str(TOOLS / "bin" / "uv"), str(TOOLS / "lib" / "bin" / "uv")


def _uv_version(uv: str) -> tuple[int, ...]:
    try:
        found = re.search(r"\d+\.\d+", subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout)
    except OSError:
        return ()
    return tuple(map(int, found.group().split("."))) if found else ()


def _pip() -> list[str]:
    """A pip to run: of a small environment in `.tools`, else of this Python. Raises SetupError when there is neither."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], capture_output=True, check=False)
    if made.returncode == 0:
        return [str(TOOLS / "bin" / "python"), "-m", "pip"]
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return [sys.executable, "-m", "pip"]
    raise SetupError("This Python has neither venv nor pip: install them (Debian and Ubuntu: `apt install python3-venv`), or put uv on PATH.")


def _run(argv: list[str], failure: str) -> None:
    """Run a command that shows its own progress. Raises SetupError with `failure`."""
    # A Python that uv downloads by itself would come past the lock files.
    if subprocess.run(argv, cwd=ROOT, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"}, check=False).returncode:
        raise SetupError(f"{failure}; the message above says why.")


def main() -> None:
    """Install the profile named on the command line; an error is one sentence and exit status 1."""
    try:
        install(sys.argv[1] if len(sys.argv) > 1 else "demo")
    except SetupError as error:
        print(error.detail, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
