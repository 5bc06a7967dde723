"""What the types complain about, in the words of whoever edits the file: what is wrong, and an example of what is right. Pure."""

from collections.abc import Hashable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from search.tuning.faults import Fault
from search.tuning.shapes import example, expected, field_at, model_at
from search.tuning.yaml_file import YamlFile

_RANGES = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
_NUMBERS = {"int_parsing", "int_type", "int_from_float", "float_parsing", "float_type", "decimal_parsing", "decimal_type"}
_DATES = ("date_", "datetime_")
_LENGTHS = {"too_short", "string_too_short"}
_SHAPES = {"model_type": "a mapping", "dict_type": "a mapping", "tuple_type": "a list", "list_type": "a list", "frozen_set_type": "a list"}


def faults_of(file: YamlFile, model: type[BaseModel], error: ValidationError) -> list[Fault]:
    """A fault for each complaint; a key that is missing because it is misspelt is told once, as the misspelling."""
    details = error.errors()
    unknown = {detail["loc"]: _suggestion(model, detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"}
    meant = {(*location[:-1], suggestion) for location, suggestion in unknown.items() if suggestion}
    told = [detail for detail in details if not (detail["type"] == "missing" and detail["loc"] in meant) and not _follows(detail, details)]
    return [_fault(file, model, detail, unknown.get(detail["loc"])) for detail in told]


def _follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Whether a list only is too short because some of its items are wrong."""
    location = detail["loc"]
    return detail["type"] == "too_short" and any(len(other["loc"]) > len(location) and other["loc"][: len(location)] == location for other in details)


def close_to(word: str, known: Sequence[str]) -> str | None:
    """The known word that is meant by a misspelt one, if any is near enough."""
    return next(iter(get_close_matches(word, known, 1, 0.6)), None)


def _suggestion(model: type[BaseModel], location: Sequence[Hashable]) -> str | None:
    owner = model_at(model, location[:-1])
    return close_to(str(location[-1]), list(owner.model_fields)) if owner else None


def _fault(file: YamlFile, model: type[BaseModel], detail: ErrorDetails, suggestion: str | None) -> Fault:
    location = tuple(step for step in detail["loc"] if step != "[key]")
    if at := detail.get("ctx", {}).get("at"):  # one of our own, which knows the line that is at fault
        location = (*location, at)
        return file.fault(detail["type"], location, f"{detail['msg']}.")
    sort = detail["type"]
    if sort == "extra_forbidden":
        owner = model_at(model, location[:-1])
        known = ", ".join(owner.model_fields) if owner else ""
        message = f"unknown key; did you mean {suggestion}?" if suggestion else f"unknown key; known are {known}."
        name = suggestion or next(iter(owner.model_fields if owner else ()), "")
        return file.key_fault("unknown-key", location, message, example(owner, name) if owner and name else "")
    owner, name = field_at(model, location)
    shown = example(owner, name) if owner and name else ""
    if sort == "missing":
        said = "is missing: every number says why it is what it is." if name == "why" else "is missing."
        return file.fault("number-without-why" if name == "why" else "missing-key", location, said, shown)
    return _value_fault(file, location, detail, (expected(owner, name) if owner and name else "", shown))


def _value_fault(file: YamlFile, location: Sequence[Hashable], detail: ErrorDetails, hint: tuple[str, str]) -> Fault:
    wanted, shown = hint
    kind, message = _said(detail, f"write {wanted}" if wanted else "see the example")
    return file.fault(kind, location, message, "2027-11-30" if kind == "not-a-date" else shown)


def _said(detail: ErrorDetails, write: str) -> tuple[str, str]:
    """The kind of a fault and its sentence."""
    sort, given = detail["type"], detail["input"]
    if sort.startswith(_DATES):
        return "not-a-date", f"{given!r} is no date; write year-month-day."
    said = {
        **dict.fromkeys(_RANGES, ("out-of-range", f"{given} is out of range; {write}.")),
        **dict.fromkeys(_NUMBERS, ("not-a-number", f"{given!r} is no number; {write}.")),
        **dict.fromkeys(_LENGTHS, ("too-short", "says too little; write more.")),
        **{name: ("wrong-shape", f"must be {shape}.") for name, shape in _SHAPES.items()},
        "string_type": ("wrong-shape", f"must be text; {given!r} is not. In YAML yes, no, on, off and bare numbers need quotes."),
    }
    if sort == "literal_error":
        return "unknown-value", _among(str(given), list(_options(detail)))
    if sort == "value_error":
        return "contradiction", f"{detail['ctx']['error']}."
    return said.get(sort, ("invalid", f"{detail['msg']}."))


def _among(given: str, options: Sequence[str]) -> str:
    near = close_to(given, options)
    return f"{given!r} is unknown; " + (f"did you mean {near}?" if near else f"one of {', '.join(options)}.")


def _options(detail: ErrorDetails) -> Iterator[str]:
    said: Any = detail.get("ctx", {}).get("expected", "")
    return (option.strip(" '") for option in str(said).replace(" or ", ", ").split(","))
