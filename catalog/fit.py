"""Fit: does a part fit a device or a model? Tri-state, with the statement that decided as evidence. Pure.

Unknown is never fit. A statement's bounds are inclusive; what the device does not tell (no serial where there is a range)
leaves the statement open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

DeviceVerdict = Literal["fits", "does_not_fit", "unknown"]
ModelVerdict = Literal["fits", "fits_some_serials", "unknown"]
_DIGITS = re.compile(r"[0-9]+")
# Longer runs would not fit the bigint of the range columns, and no maker counts that far.
_LONGEST_RUN = 18


@dataclass(frozen=True, slots=True)
class Statement:
    """A compatibility row, for one model or (universal) for every model of a modality."""

    model_id: int | None = None
    modality: str | None = None
    serial_from: int | None = None
    serial_to: int | None = None
    software_from: str | None = None
    software_to: str | None = None
    options: tuple[str, ...] = ()
    source: str = "manufacturer"


@dataclass(frozen=True, slots=True)
class FitModel:
    """What fit needs of an equipment model; `software` in the order the revisions came out."""

    id: int
    name: str
    modality: str
    serial_order_run: str = "last"
    software: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FitDevice:
    """What fit needs of a registered device; empty strings are not known, `options` None too."""

    model: FitModel
    serial: str = ""
    software: str = ""
    options: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A verdict, why in words, and the statement that decided it, if one did.

    `because` tells what the device has; `brief` ("from serial 1400", "serial missing") only what is asked of it.
    """

    verdict: str
    because: str
    statement: Statement | None
    brief: str


@dataclass(frozen=True, slots=True)
class _Found:
    """The verdict on one condition or one statement."""

    verdict: DeviceVerdict
    because: str = ""
    brief: str = ""


_HOLDS = _Found("fits")


def serial_order(serial: str, run: str) -> int | None:
    """The order number of a serial: its `first` or `last` run of digits; None when it has none."""
    runs = _DIGITS.findall(serial)
    if not runs:
        return None
    chosen: str = runs[0] if run == "first" else runs[-1]
    return int(chosen) if len(chosen) <= _LONGEST_RUN else None


def fit_device(device: FitDevice, statements: Iterable[Statement]) -> Fit:
    """Whether a part with these statements fits the device: any that holds decides, then any that is open, then the refusals."""
    concerned = [statement for statement in statements if _concerns(statement, device.model)]
    if not concerned:
        return _unrecorded(device.model)
    judged = [(_judge(device, statement), statement) for statement in concerned]
    for verdict in ("fits", "unknown", "does_not_fit"):
        for found, statement in judged:
            if found.verdict == verdict:
                return Fit(verdict, f"{found.because} ({statement.source})", statement, found.brief)
    raise AssertionError("a statement is judged one of three ways")


def fit_model(model: FitModel, statements: Iterable[Statement]) -> Fit:
    """Whether a part fits a model of which no device is known."""
    concerned = [statement for statement in statements if _concerns(statement, model)]
    for statement in concerned:
        if not _bounded(statement):
            return Fit("fits", f"fits every {model.name} ({statement.source})", statement, f"every {model.name}")
    if concerned:
        first = concerned[0]
        return Fit("fits_some_serials", f"fits {model.name} with {describe(first)} ({first.source})", first, _brief(first))
    return _unrecorded(model)


def _unrecorded(model: FitModel) -> Fit:
    return Fit("unknown", f"nothing is recorded about {model.name}", None, f"nothing recorded about {model.name}")


def describe(statement: Statement) -> str:
    """The conditions of a statement in words, as "serial 1000 to 2999, software from R5"."""
    parts = [_range("serial", statement.serial_from, statement.serial_to), _range("software", statement.software_from, statement.software_to)]
    parts += [f"option {option}" for option in statement.options]
    return ", ".join(part for part in parts if part) or "no condition"


def _brief(statement: Statement) -> str:
    """The same as a label says it: "from serial 1000, up to software R5"."""
    ranges = (("serial", statement.serial_from, statement.serial_to), ("software", statement.software_from, statement.software_to))
    options = [f"with option {', '.join(statement.options)}"] if statement.options else []
    return ", ".join([*(_label(*each) for each in ranges if each[1:] != (None, None)), *options])


def _label(name: str, low: int | str | None, high: int | str | None) -> str:
    if low is not None and high is not None:
        return f"{name} {low} to {high}"
    return f"up to {name} {high}" if low is None else f"from {name} {low}"


def _range(name: str, low: int | str | None, high: int | str | None) -> str:
    if low is None and high is None:
        return ""
    return f"{name} {low} to {high}" if low is not None and high is not None else f"{name} from {low}" if high is None else f"{name} up to {high}"


def _concerns(statement: Statement, model: FitModel) -> bool:
    return statement.model_id == model.id if statement.model_id is not None else statement.modality == model.modality


def _bounded(statement: Statement) -> bool:
    return describe(statement) != "no condition"


def _judge(device: FitDevice, statement: Statement) -> _Found:
    """One statement against one device: every condition must hold; one that fails refuses; one that is open leaves it open."""
    conditions = [_serial(device, statement), _software(device, statement), _options(device, statement)]
    for verdict in ("does_not_fit", "unknown"):
        for found in conditions:
            if found.verdict == verdict:
                return found
    if not _bounded(statement):
        return _Found("fits", f"fits every {device.model.name}", f"every {device.model.name}")
    return _Found("fits", f"fits {device.model.name} with {describe(statement)}", _brief(statement))


def _serial(device: FitDevice, statement: Statement) -> _Found:
    needed = _range("serial", statement.serial_from, statement.serial_to)
    if not needed:
        return _HOLDS
    order = serial_order(device.serial, device.model.serial_order_run)
    if order is None:
        return _Found("unknown", f"needs {needed}; the device's serial is not known", "serial missing" if not device.serial else "serial has no order number")
    return _within(order, statement.serial_from, statement.serial_to, _refusal(device.serial, "serial", statement.serial_from, statement.serial_to))


def _software(device: FitDevice, statement: Statement) -> _Found:
    needed = _range("software", statement.software_from, statement.software_to)
    if not needed:
        return _HOLDS
    own, low, high = (position(device.model.software, revision) for revision in (device.software, statement.software_from, statement.software_to))
    unplaced = (statement.software_from is not None and low is None) or (statement.software_to is not None and high is None)
    if not device.software:
        return _Found("unknown", f"needs {needed}; the device's revision is not known", "software revision missing")
    label = _label("software", statement.software_from, statement.software_to)
    if own is None or unplaced:
        return _Found("unknown", f"needs {needed}; the device's revision {device.software} cannot be placed", f"{label}, which cannot be compared")
    return _within(own, low, high, _refusal(device.software, "software", statement.software_from, statement.software_to))


def position(revisions: Sequence[str], revision: str | None) -> int | None:
    """The place of a software revision in its model's list, from 0; None for one that is not there."""
    return revisions.index(revision) if revision in revisions else None


def _options(device: FitDevice, statement: Statement) -> _Found:
    if not statement.options:
        return _HOLDS
    needed = f"option {', '.join(statement.options)}"
    if device.options is None:
        return _Found("unknown", f"needs {needed}; the device's options are not known", "options not known")
    missing = [option for option in statement.options if option not in device.options]
    return _Found("does_not_fit", f"needs {needed}; the device lacks {', '.join(missing)}", f"needs {needed}") if missing else _HOLDS


def _refusal(own: str, name: str, low: int | str | None, high: int | str | None) -> _Found:
    return _Found("does_not_fit", f"needs {_range(name, low, high)}; the device has {own}", _label(name, low, high))


def _within(value: int, low: int | None, high: int | None, refusal: _Found) -> _Found:
    return _HOLDS if (low is None or value >= low) and (high is None or value <= high) else refusal
