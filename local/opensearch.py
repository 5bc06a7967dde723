"""OpenSearch with the k-NN plugin, from jars: one node, on the loopback, without authentication.

The runner that starts it is meant for tests of Java programs; it skips the bootstrap checks and loads the plugin from the
class path. It listens on the port after the one it is given, and looks no higher than 9299.
"""

import os
import re
import shutil
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path

from core.errors import SetupError
from local import health, jars, java, ports, process, state

NAME = "opensearch"
STOP_SIGNAL = signal.SIGTERM
STOP_GRACE_S = 20.0
_READY_S = 120.0
_RUNNER = "org.codelibs.opensearch.runner.OpenSearchRunner"
_PLUGIN = "org.opensearch.knn.plugin.KNNPlugin"


def start(home: Path, heap: str, report: Callable[[str], None]) -> str:
    """Start the node of this folder unless it runs; returns its URL. `heap` is as in `512m`. Raises SetupError."""
    cluster = f"partwise-{state.secret(home, NAME)[:8].lower().strip('-_')}"
    if process.running(home, NAME) is None:
        folder = home / NAME
        files = jars.resolve(jars.read_lock(), report)
        report("starting")
        class_path = [path for locked, path in files.items() if locked.kind == "jar"]
        plugin = next(path for locked, path in files.items() if locked.kind == "zip")
        class_path += _unpack(plugin, folder, class_path)
        _configure(folder)
        port = ports.choose(home, NAME, ports.ENGINE_RANGE)
        process.start(home, _spec(folder, cluster, port, heap, class_path))
    url = f"http://{ports.HOST}:{state.recall(home, f'port.{NAME}')}"
    process.wait_ready(home, NAME, lambda: health.opensearch(url, cluster), _READY_S)
    return url


def _unpack(plugin: Path, folder: Path, class_path: list[Path]) -> list[Path]:
    """The plugin's jars, without those that the class path already has in some version."""
    target = folder / plugin.stem
    if not target.exists():
        part = folder / "plugin.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        present = {_name(jar.name) for jar in class_path}
        with zipfile.ZipFile(plugin) as archive:
            for member in archive.namelist():
                if member.endswith(".jar") and "/" not in member and _name(member) not in present:
                    archive.extract(member, part)
        part.rename(target)
    return sorted(target.glob("*.jar"))


def _name(jar: str) -> str:
    """`guava-33.5.0-jre.jar` → `guava`."""
    return re.split(r"-(?=\d)", jar, maxsplit=1)[0]


def _configure(folder: Path) -> None:
    """Write the node's configuration and make its folders."""
    for needed in ("config", "tmp"):
        (folder / needed).mkdir(parents=True, exist_ok=True)
    lines = {
        "network.host": ports.HOST,
        # Any free port: nobody but the node itself uses it.
        "transport.port": "0",
        "discovery.type": "single-node",
        # A write under an alias that does not exist must fail, not make an index without mapping.
        "action.auto_create_index": "false",
        # A developer's disk is often fuller than 90 %; `partwise up` checks the free space itself.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    (folder / "config" / "opensearch.yml").write_text("".join(f"{key}: {value}\n" for key, value in lines.items()))


def _spec(folder: Path, cluster: str, port: int, heap: str, class_path: list[Path]) -> process.Spec:
    virtual_machine = [
        f"-Xms{heap}",
        f"-Xmx{heap}",
        # Break data for Thai come from the ICU provider on the class path; the packaged Java has none.
        "-Djava.locale.providers=CLDR,SPI",
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        "-Dfile.encoding=UTF-8",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:-UsePerfData",
        "-XX:+ExitOnOutOfMemoryError",
    ]
    runner = ["-basePath", str(folder), "-confPath", str(folder / "config"), "-numOfNode", "1", "-clusterName", cluster]
    runner += ["-pluginTypes", _PLUGIN, "-baseHttpPort", str(port - 1)]
    # By environment and not as an argument: `ps` stays readable.
    env = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", str(folder)), "CLASSPATH": os.pathsep.join(map(str, class_path))}
    if any(os.pathsep in str(path) for path in class_path):
        raise SetupError(f"Java cannot use a folder with a {os.pathsep!r} in its name: move {folder} or the Maven cache.")
    return process.Spec(NAME, (str(java.executable()), *virtual_machine, _RUNNER, *runner), env=env, cwd=folder)
