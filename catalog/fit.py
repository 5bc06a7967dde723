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
    """A verdict, why in words, and the statement that decided it, if one did."""

    verdict: str
    because: str
    statement: Statement | None


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
        return Fit("unknown", f"nothing is recorded about {device.model.name}", None)
    judged = [(*_judge(device, statement), statement) for statement in concerned]
    for verdict in ("fits", "unknown", "does_not_fit"):
        for found, because, statement in judged:
            if found == verdict:
                return Fit(verdict, f"{because} ({statement.source})", statement)
    raise AssertionError("a statement is judged one of three ways")


def fit_model(model: FitModel, statements: Iterable[Statement]) -> Fit:
    """Whether a part fits a model of which no device is known."""
    concerned = [statement for statement in statements if _concerns(statement, model)]
    for statement in concerned:
        if not _bounded(statement):
            return Fit("fits", f"fits every {model.name} ({statement.source})", statement)
    if concerned:
        return Fit("fits_some_serials", f"fits {model.name} with {describe(concerned[0])} ({concerned[0].source})", concerned[0])
    return Fit("unknown", f"nothing is recorded about {model.name}", None)


def describe(statement: Statement) -> str:
    """The conditions of a statement in words, as "serial 1000 to 2999, software from R5"."""
    parts = [_range("serial", statement.serial_from, statement.serial_to), _range("software", statement.software_from, statement.software_to)]
    parts += [f"option {option}" for option in statement.options]
    return ", ".join(part for part in parts if part) or "no condition"


def _range(name: str, low: int | str | None, high: int | str | None) -> str:
    if low is None and high is None:
        return ""
    return f"{name} {low} to {high}" if low is not None and high is not None else f"{name} from {low}" if high is None else f"{name} up to {high}"


def _concerns(statement: Statement, model: FitModel) -> bool:
    return statement.model_id == model.id if statement.model_id is not None else statement.modality == model.modality


def _bounded(statement: Statement) -> bool:
    return describe(statement) != "no condition"


def _judge(device: FitDevice, statement: Statement) -> tuple[DeviceVerdict, str]:
    """One statement against one device: every condition must hold; one that fails refuses; one that is open leaves it open."""
    conditions = [_serial(device, statement), _software(device, statement), _options(device, statement)]
    for verdict in ("does_not_fit", "unknown"):
        for found, because in conditions:
            if found == verdict:
                return found, because
    return "fits", f"fits {device.model.name} with {describe(statement)}" if _bounded(statement) else f"fits every {device.model.name}"


def _serial(device: FitDevice, statement: Statement) -> tuple[DeviceVerdict, str]:
    needed = _range("serial", statement.serial_from, statement.serial_to)
    if not needed:
        return "fits", ""
    order = serial_order(device.serial, device.model.serial_order_run)
    if order is None:
        return "unknown", f"needs {needed}; the device's serial is not known"
    return _within(order, statement.serial_from, statement.serial_to, f"needs {needed}; the device has {device.serial}")


def _software(device: FitDevice, statement: Statement) -> tuple[DeviceVerdict, str]:
    needed = _range("software", statement.software_from, statement.software_to)
    if not needed:
        return "fits", ""
    positions = [_position(device.model.software, revision) for revision in (device.software, statement.software_from, statement.software_to)]
    own, low, high = positions
    unplaced = (statement.software_from is not None and low is None) or (statement.software_to is not None and high is None)
    if own is None or unplaced:
        return "unknown", f"needs {needed}; the device's revision {device.software or 'is not known'}".rstrip() + (
            " cannot be placed" if device.software else ""
        )
    return _within(own, low, high, f"needs {needed}; the device has {device.software}")


def _position(revisions: Sequence[str], revision: str | None) -> int | None:
    return revisions.index(revision) if revision in revisions else None


def _options(device: FitDevice, statement: Statement) -> tuple[DeviceVerdict, str]:
    if not statement.options:
        return "fits", ""
    needed = ", ".join(statement.options)
    if device.options is None:
        return "unknown", f"needs option {needed}; the device's options are not known"
    missing = [option for option in statement.options if option not in device.options]
    return ("does_not_fit", f"needs option {needed}; the device lacks {', '.join(missing)}") if missing else ("fits", "")


def _within(value: int, low: int | None, high: int | None, because: str) -> tuple[DeviceVerdict, str]:
    return ("fits", "") if (low is None or value >= low) and (high is None or value <= high) else ("does_not_fit", because)
