"""One YAML file with its places, so that every complaint about it names file, line and column. Pure: texts in, values out."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from search.tuning.faults import Fault, Severity

# The parser in C is ten times as fast; both give the same nodes.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAPPING_EXAMPLE = "available: {weight: 0.2, why: 'what can be had now goes first'}"


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of a file and the node tree that knows where each value stands; `name` is how complaints call it."""

    name: str
    data: dict[str, Any]
    root: yaml.MappingNode

    def place(self, location: Sequence[Hashable], *, of_key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of the value at `location` (keys and positions), or of its nearest parent that exists.

        `of_key`: of the key itself, which is what an unknown key is about.
        """
        node: yaml.Node = self.root
        for depth, step in enumerate(location):
            last = depth == len(location) - 1
            child = _child(node, step, of_key=of_key and last)
            if child is None:
                break
            node = child
        return int(node.start_mark.line) + 1, int(node.start_mark.column) + 1

    def fault(self, kind: str, location: Sequence[Hashable], message: str, example: str = "", severity: Severity = "error") -> Fault:
        """A fault of the value at `location`."""
        return Fault(kind, self.name, *self.place(location), _path(location), message, example, severity)

    def key_fault(self, kind: str, location: Sequence[Hashable], message: str, example: str = "", severity: Severity = "error") -> Fault:
        """A fault of the key at the end of `location`."""
        return Fault(kind, self.name, *self.place(location, of_key=True), _path(location), message, example, severity)


def parse(name: str, content: str | bytes) -> tuple[YamlFile | None, list[Fault]]:
    """Read a mapping. A file that cannot be read at all gives None and why; repeated keys are told beside the file."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        return None, [Fault("not-utf8", name, line, column, "", f"byte {error.object[error.start]:#04x} is not UTF-8: save the file as UTF-8.")]
    if faults := list(_signs(name, text)):
        return None, faults
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        return None, [_syntax(name, error)]
    except ValueError as error:
        return None, [Fault("yaml-syntax", name, 1, 1, "", f"a value cannot be read: {error}.", "expires: 2027-11-30")]
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        return None, [Fault("not-a-mapping", name, 1, 1, "", "the file must be a mapping of keys to values.", _MAPPING_EXAMPLE)]
    return YamlFile(name, data, root), list(_repeated(name, root, ()))


def scalars(node: yaml.Node, location: tuple[Hashable, ...] = ()) -> Iterator[tuple[tuple[Hashable, ...], yaml.ScalarNode]]:
    """Every single value below a node, with its location."""
    if isinstance(node, yaml.ScalarNode):
        yield location, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from scalars(value, (*location, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from scalars(value, (*location, position))


def _path(location: Sequence[Hashable]) -> str:
    return ".".join(str(step) for step in location)


def _child(node: yaml.Node, step: Hashable, *, of_key: bool) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        found: yaml.Node | None = next((key if of_key else value for key, value in node.value if key.value == str(step)), None)
        return found
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return None


def _signs(name: str, text: str) -> Iterator[Fault]:
    """Invisible signs that make a file read otherwise than it looks."""
    if text.startswith("\ufeff"):
        yield Fault("byte-order-mark", name, 1, 1, "", "begins with a byte-order mark, which nobody sees: save the file as UTF-8 without it.")
    for number, line in enumerate(text.splitlines(), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            yield Fault("tab", name, number, indent.index("\t") + 1, "", "a tab: YAML is indented by spaces, two a level.", "  weight: 6")


def _syntax(name: str, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return Fault("yaml-syntax", name, line, column, "", f"not valid YAML: {said}; look at colons, quotes and brackets here and just above.", _MAPPING_EXAMPLE)


def _repeated(name: str, node: yaml.Node, location: tuple[Hashable, ...]) -> Iterator[Fault]:
    """YAML keeps the last of two equal keys without a word; an operator would look for the first one's effect."""
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield from _repeated(name, item, (*location, position))
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            at = key.start_mark
            if key.value in first:
                message = f"is given twice, first in line {first[key.value]}; keep one."
                yield Fault("repeated-key", name, at.line + 1, at.column + 1, _path((*location, key.value)), message)
            first.setdefault(key.value, at.line + 1)
            yield from _repeated(name, value, (*location, key.value))
