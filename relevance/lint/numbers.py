"""Numbers of the engine's own settings without a reason, and weights that weigh nothing. Pure.

In the files of `config/query` the types themselves ask for a `why`; in those of `config/index` this does.
"""

from collections.abc import Iterator

import yaml

from relevance.lint.draft import Draft, Linter
from search.tuning.faults import Fault
from search.tuning.types import BoostConfig, SimilarConfig, TextConfig
from search.tuning.yaml_file import YamlFile

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_INDEX_FILES = ("analysis", "mapping")


def without_why(draft: Draft) -> Iterator[Fault]:
    """Numbers that neither their mapping nor one around it explains."""
    for name in _INDEX_FILES:
        if file := draft.files.get(name):
            yield from _unexplained(file, file.root, (), explained=False)


def weightless(draft: Draft) -> Iterator[Fault]:
    """Weights of 0: whatever they stand for moves nothing. Of the lifecycles the lowest may be 0, as the others are above it."""
    text, boosts, similar = draft.value("text", TextConfig), draft.value("boosts", BoostConfig), draft.value("similar", SimilarConfig)
    for field, weight in text.fields.items() if text else ():
        if not weight.weight:
            message = "weight 0: the field is searched, and finds, but adds nothing to the order; delete the line to leave it out."
            yield draft.files["text"].fault("no-effect", ("fields", field, "weight"), message, f"{field}: {{weight: 1, why: …}}", "warning")
    for file, config, names in (
        ("boosts", boosts, ("popularity", "available", "likely")),
        ("similar", similar, ("models", "specifications", "maker", "available")),
    ):
        for name in names if config else ():
            if not getattr(config, name).weight:
                yield draft.files[file].fault("no-effect", (name, "weight"), "weight 0: it moves nothing.", f"{name}: {{weight: 0.2, why: …}}", "warning")


def _unexplained(file: YamlFile, node: yaml.Node, at: tuple[str | int, ...], *, explained: bool) -> Iterator[Fault]:
    if isinstance(node, yaml.MappingNode):
        explained = explained or any(key.value == "why" for key, _ in node.value)
        for key, value in node.value:
            yield from _unexplained(file, value, (*at, key.value), explained=explained)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield from _unexplained(file, item, (*at, position), explained=explained)
    elif node.tag in _NUMBERS and not explained:
        yield file.fault("number-without-why", at, f"{node.value} has no why beside it.", f'{at[-1]}: {node.value}, why: "…"')


LINTERS: tuple[Linter, ...] = (without_why, weightless)
