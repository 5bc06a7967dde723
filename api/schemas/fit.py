"""Live verdicts of fit: what a page of hits holds of them, and how the contract gives them. Pure.

A verdict says what is asked of the equipment ("from serial 1400"), never what the device has or whose it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.schemas.values import Json, identifier
from catalog.fit import Fit, FitModel, Statement, describe
from search.response import Evidence


@dataclass(frozen=True, slots=True)
class Equipment:
    """What parts are checked against: a registered device (`device` is its external id) or a model.

    `model` is None when the registry does not know the device's model.
    """

    device: str | None
    model: FitModel | None

    @property
    def name(self) -> str:
        """How people call it: the device's id, else the model."""
        return self.device or (self.model.name if self.model else "")


@dataclass(frozen=True, slots=True)
class Fits:
    """Verdicts by part for one piece of equipment; `sure` holds the parts that fit any that was asked for."""

    equipment: Equipment | None = None
    verdicts: Mapping[int, Fit] = field(default_factory=dict)
    sure: frozenset[int] = frozenset()


NO_FITS = Fits()


def verdict(fits: Fits, part_id: int) -> Json | None:
    """`hits[].fit`: None when the search is for no equipment in particular."""
    found = fits.verdicts.get(part_id)
    if found is None or fits.equipment is None:
        return None
    return {"verdict": found.verdict, "device": fits.equipment.device, "because": found.brief}


def evidence(reasons: Sequence[Evidence], fits: Fits, part_id: int) -> list[Json]:
    """The reasons of a hit; the one about fit names the statement that decided the live verdict, and its source."""
    found = fits.verdicts.get(part_id)
    said = f"{found.brief} ({found.statement.source})" if found and found.statement else None
    given = [{"kind": reason.kind, "text": said if said and reason.kind == "fit" else reason.text, "share": reason.share} for reason in reasons]
    told = any(reason.kind == "fit" for reason in reasons)
    return given if said is None or told else [*given, {"kind": "fit", "text": said, "share": 0.0}]


def answer(part_id: int, equipment: Equipment, found: Fit) -> Json:
    """`GET /parts/{id}/fit`: the verdict with the statement that proves it."""
    model = equipment.model
    return {
        "part_id": identifier(part_id),
        "device": equipment.device,
        "model": model and {"id": identifier(model.id), "name": model.name},
        "verdict": found.verdict,
        "because": found.brief,
        "proof": found.statement and _proof(found.statement),
    }


def _proof(statement: Statement) -> Json:
    return {
        "text": describe(statement),
        "model_id": None if statement.model_id is None else identifier(statement.model_id),
        "modality": statement.modality,
        "serial_from": statement.serial_from,
        "serial_to": statement.serial_to,
        "software_from": statement.software_from,
        "software_to": statement.software_to,
        "options": list(statement.options),
        "source": statement.source,
    }
