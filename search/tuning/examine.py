"""Reads the texts of a configuration and tells everything that is wrong with them at once. Pure: texts in, values and faults out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from search.tuning.checks import CHECKS
from search.tuning.faults import Fault
from search.tuning.files import INDEX_MODELS, QUERY_MODELS
from search.tuning.types import QueryConfig
from search.tuning.vocabulary import WordsConfig
from search.tuning.wording import close_to, faults_of
from search.tuning.yaml_file import YamlFile, parse

Texts = Mapping[str, str | bytes]  # file name such as "text.yml" -> content
_SUFFIX = ".yml"


@dataclass(frozen=True, slots=True)
class Examined:
    """What could be read: files by name without suffix, the values of those that are right, and the whole when all are."""

    files: Mapping[str, YamlFile]
    values: Mapping[str, BaseModel]
    config: QueryConfig | None
    faults: tuple[Fault, ...]


def examine(texts: Texts, where: str = "", release: str = "") -> Examined:
    """Read `config/query`; `where` stands before each file name in the faults, `release` becomes that of the configuration."""
    files, values, faults = _read(texts, QUERY_MODELS, where)
    known: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith("vocabulary")}
    if {"vocabulary", "vocabulary_countries"} <= values.keys():
        fields = {name: getattr(values[file], name) for file in ("vocabulary", "vocabulary_countries") for name in type(values[file]).model_fields}
        known["words"] = WordsConfig.model_construct(**fields)
    partial = QueryConfig(**{name: known.get(name) for name in QueryConfig.__dataclass_fields__ if name != "release"}, release=release)  # type: ignore[arg-type]
    for needs, check in CHECKS:
        if all(name in known for name in needs):
            faults += check(partial, files)
    whole = not any(fault.severity == "error" for fault in faults)
    return Examined(files, values, partial if whole else None, _ordered(faults))


def examine_index(texts: Texts, where: str = "") -> Examined:
    """Read `config/index`; `config` of the answer is None: what it makes is `loader.load_index`'s."""
    files, values, faults = _read(texts, INDEX_MODELS, where)
    if len(values) == len(INDEX_MODELS):
        faults += _analyzers(files)
    return Examined(files, values, None, _ordered(faults))


def _read(texts: Texts, models: Mapping[str, type[BaseModel]], where: str) -> tuple[dict[str, YamlFile], dict[str, BaseModel], list[Fault]]:
    files: dict[str, YamlFile] = {}
    values: dict[str, BaseModel] = {}
    faults = [_unknown_file(where, name, models) for name in texts if name.removesuffix(_SUFFIX) not in models]
    for name, model in models.items():
        content = texts.get(name + _SUFFIX)
        if content is None:
            faults.append(Fault("missing-file", f"{where}{name}{_SUFFIX}", 1, 1, "", "the file is missing: take it from the release before."))
            continue
        file, found = parse(f"{where}{name}{_SUFFIX}", content)
        faults += found
        if file is None:
            continue
        files[name] = file
        try:
            values[name] = model.model_validate(file.data)
        except ValidationError as error:
            faults += faults_of(file, model, error)
    return files, values, faults


def _unknown_file(where: str, name: str, models: Mapping[str, type[BaseModel]]) -> Fault:
    near = close_to(name.removesuffix(_SUFFIX), list(models))
    meant = f"did you mean {near}{_SUFFIX}?" if near else f"known are {', '.join(models)}."
    return Fault("unknown-file", f"{where}{name}", 1, 1, "", f"nobody reads this file; {meant}", severity="warning")


def _analyzers(files: Mapping[str, YamlFile]) -> list[Fault]:
    """Fields that name an analyzer which there is none of."""
    mapping, known = files["mapping"], list(files["analysis"].data.get("analyzer", {}))
    faults = []
    for name, definition in mapping.data["properties"].items():
        for role in ("analyzer", "search_analyzer"):
            if role in definition and definition[role] not in known:
                near = close_to(str(definition[role]), known)
                meant = f"; did you mean {near}?" if near else "."
                faults.append(mapping.fault("unknown-analyzer", ("properties", name, role), f"no analyzer {definition[role]!r} in analysis.yml{meant}"))
    return faults


def _ordered(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column)))
