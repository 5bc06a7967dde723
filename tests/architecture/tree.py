"""The files that belong to the project: tracked by git or about to be."""

import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@lru_cache
def project_files() -> tuple[Path, ...]:
    """Every file that git does not ignore; in a copy without git, every file outside hidden folders."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)]
    return tuple(path for path in paths if path.is_file())


def source_files(suffix: str) -> list[Path]:
    """Project files of one kind."""
    return [path for path in project_files() if path.suffix == suffix]
