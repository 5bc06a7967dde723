"""Reads the types themselves: which keys a mapping may have, what a value must be, and what one would look like. Pure."""

from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_WHY = '"measured on the judged queries: best between 0.1 and 0.3"'
_LONGEST_EXAMPLE = 90
_PLAIN = {str: '"…"', bool: "true", int: "1", float: "0.5", Decimal: "0.5", date: "2027-11-30", Any: "…"}


def model_at(model: type[BaseModel], location: Sequence[Hashable]) -> type[BaseModel] | None:
    """The type of the mapping at a location; None when there is none."""
    found = _annotation_at(model, location)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def field_at(model: type[BaseModel], location: Sequence[Hashable]) -> tuple[type[BaseModel] | None, str]:
    """The type that holds the value at a location, and the name of the field there; (None, "") when it is no field's."""
    for end in range(len(location), 0, -1):
        owner = model_at(model, location[: end - 1])
        if owner and str(location[end - 1]) in owner.model_fields:
            return owner, str(location[end - 1])
    return None, ""


def expected(owner: type[BaseModel], name: str) -> str:
    """What the value of a field must be, in words."""
    field = owner.model_fields[name]
    bounds = {key: value for part in field.metadata for key in ("ge", "gt", "le", "lt") if (value := getattr(part, key, None)) is not None}
    low = f"from {bounds['ge']}" if "ge" in bounds else f"above {bounds['gt']}" if "gt" in bounds else ""
    high = f"to {bounds['le']}" if "le" in bounds else f"below {bounds['lt']}" if "lt" in bounds else ""
    kind = "a whole number" if _bare(field.annotation) is int else "a number" if _bare(field.annotation) in (float, Decimal) else ""
    return " ".join(part for part in (kind, low, "and" if low.startswith("above") and high.startswith("below") else "", high) if part)


def example(owner: type[BaseModel], name: str) -> str:
    """A line that would be right for a field."""
    shown = f"{name}: {_sample(owner.model_fields[name], name)}"
    return shown if len(shown) <= _LONGEST_EXAMPLE else shown[:_LONGEST_EXAMPLE].rsplit(",", 1)[0] + ", …"


def _annotation_at(annotation: Any, location: Sequence[Hashable]) -> Any:  # noqa: ANN401 - an annotation is anything
    for step in location:
        annotation = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = annotation.model_fields.get(str(step))
            if field is None:
                return None
            annotation = field.annotation
        elif get_origin(annotation) in (dict, tuple, list, frozenset):
            arguments = get_args(annotation)
            annotation = arguments[1] if get_origin(annotation) is dict else arguments[0]
        else:
            return None
    return _bare(annotation)


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - as above
    """Without "or None"."""
    if get_origin(annotation) in (Union, UnionType):
        return next(argument for argument in get_args(annotation) if argument is not type(None))
    return annotation


def _sample(field: FieldInfo, name: str) -> str:
    if name == "why":
        return _WHY
    if field.examples:
        return _written(field.examples[0])
    low = next((value for part in field.metadata for key in ("ge", "gt") if (value := getattr(part, key, None)) is not None), None)
    high = next((value for part in field.metadata for key in ("le", "lt") if (value := getattr(part, key, None)) is not None), None)
    kind = _bare(field.annotation)
    if kind in (float, Decimal) and low is not None and high is not None:
        return f"{float(low + high) / 2:g}"
    return f"{max(low, 1)}" if kind is int and low is not None else _sample_of(kind)


def _sample_of(kind: Any) -> str:  # noqa: ANN401 - as above
    kind = _bare(kind)
    if get_origin(kind) is Literal:
        return str(get_args(kind)[0])
    if get_origin(kind) in (tuple, list, frozenset):
        return f"[{_sample_of(get_args(kind)[0])}]"
    if get_origin(kind) is dict:
        return f"{{{_sample_of(get_args(kind)[0])}: {_sample_of(get_args(kind)[1])}}}"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = sorted(kind.model_fields.items(), key=lambda pair: pair[0] == "why")
        shown = [pair for pair in fields if pair[1].is_required()] or fields[:1]
        return f"{{{', '.join(f'{name}: {_sample(field, name)}' for name, field in shown)}}}"
    return _PLAIN.get(kind, "…")


def _written(value: Any) -> str:  # noqa: ANN401 - as above
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return f'"{value}"' if isinstance(value, str) and not value.replace("-", "").isalnum() else str(value)
