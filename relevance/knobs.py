"""Numbers of the configuration that a search for better ones may turn, and their places in the files. Pure.

A number is changed where it stands: comments, reasons and layout stay as they are.
"""

import difflib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from core.errors import NotFound
from search.tuning.yaml_file import scalars

# What a knob may be turned to when nobody says otherwise: a quarter to four times what it is.
_REACH = 4.0

# The weights of words and meaning; shares stay shares. Tiers, fit and limits are promises, not tastes.
USUAL = (
    "text.yml:fields.name.weight",
    "text.yml:fields.category_text.weight",
    "text.yml:fields.manufacturer_text.weight",
    "text.yml:fields.model_text.weight",
    "text.yml:fields.specification_text.weight",
    "text.yml:other_fields.share",
    "text.yml:phrase.weight",
    "text.yml:all_words.factor",
    "text.yml:synonym.factor",
    "fusion.yml:meaning.weight",
    "boosts.yml:likely.weight",
)


@dataclass(frozen=True, slots=True)
class Knob:
    """A number of a file: its name (`text.yml:phrase.weight`), what it is now, and the range to look in."""

    name: str
    now: float
    low: float
    high: float
    start: int
    end: int

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.name.partition(":")[0]


def find_knobs(texts: Mapping[str, str], names: Sequence[str] = USUAL) -> list[Knob]:
    """The named numbers, by file text. A name may bring its range: `text.yml:phrase.weight=1..9`. Raises NotFound for what is no number."""
    return [_found(texts, name) for name in names]


def turned(texts: Mapping[str, str], knobs: Sequence[Knob], values: Mapping[str, float]) -> dict[str, str]:
    """The texts with new values for some knobs, by the knob's name; nothing else of them changes."""
    found = dict(texts)
    # From the end of each file, so that the places of what stands before stay right.
    for knob in sorted(knobs, key=lambda one: -one.start):
        if knob.name in values:
            text = found[knob.file]
            found[knob.file] = f"{text[: knob.start]}{values[knob.name]:g}{text[knob.end :]}"
    return found


def proposal(before: Mapping[str, str], after: Mapping[str, str], folder: str) -> str:
    """The change as a unified diff that `git apply` and `patch -p1` take; `folder` stands before the file names."""
    lines: list[str] = []
    for name in sorted(before):
        old, new = before[name].splitlines(keepends=True), after[name].splitlines(keepends=True)
        lines += difflib.unified_diff(old, new, f"a/{folder}/{name}", f"b/{folder}/{name}")
    return "".join(lines)


def _found(texts: Mapping[str, str], asked: str) -> Knob:
    name, _, reach = asked.partition("=")
    file, _, path = name.partition(":")
    root = yaml.compose(texts.get(file, ""), Loader=yaml.SafeLoader)
    places = {".".join(map(str, location)): node for location, node in (scalars(root) if root else ())}
    node = places.get(path)
    now = _number(node.value if node else "")
    if node is None or now is None:
        raise NotFound(f"{name} is no number of the configuration: write file:path, such as {USUAL[0]}.")
    low, high = _range(reach, now, path)
    return Knob(name, now, low, high, node.start_mark.index, node.end_mark.index)


def _range(reach: str, now: float, path: str) -> tuple[float, float]:
    if reach:
        first, _, last = reach.partition("..")
        low, high = _number(first), _number(last)
        if low is None or high is None or low >= high:
            raise NotFound(f"{path}={reach} is no range: write it as {path}=1..9.")
        return low, high
    most = now * _REACH or 1.0
    return now / _REACH, min(most, 1.0) if path.endswith("share") else most


def _number(text: Hashable) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None
