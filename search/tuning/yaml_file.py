"""One YAML file with its line numbers, so that every complaint about it names file and line."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import InvalidInput, SetupError


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of a file and the node tree that knows where each value stands."""

    path: Path
    data: dict[str, Any]
    root: yaml.MappingNode
    text: str

    def line(self, location: Sequence[Hashable]) -> int:
        """The line (from 1) of the value at `location` (keys and positions), or of its nearest parent that exists."""
        node: yaml.Node = self.root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return int(node.start_mark.line) + 1

    def error(self, location: Sequence[Hashable], message: str) -> InvalidInput:
        """An InvalidInput that begins with file and line."""
        where = ".".join(str(step) for step in location)
        return InvalidInput(f"{self.path}:{self.line(location)}: {where}: {message}" if where else f"{self.path}:{self.line(())}: {message}")


def read(path: Path) -> YamlFile:
    """Read a mapping. Raises SetupError when the file is missing, InvalidInput with file:line when it is broken."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}): it belongs to the installation of Partwise.") from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidInput(f"{path}:{line}: not valid YAML: {error.problem}.") from error
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        raise InvalidInput(f"{path}:1: the file must be a mapping of keys to values.")
    _refuse_repeated_keys(path, root)
    return YamlFile(path, data, root, text)


def _child(node: yaml.Node, step: Hashable) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _refuse_repeated_keys(path: Path, node: yaml.Node) -> None:
    """YAML keeps the last of two equal keys without a word; an operator would look for the first one's effect."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(path, item)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise InvalidInput(f"{path}:{key.start_mark.line + 1}: {key.value} is given twice; keep one.")
            seen.add(key.value)
            _refuse_repeated_keys(path, value)
