"""Registered devices as what parts are checked against. Reveals the model and what fit needs; never whose device it is.

Visibility lives here: every read of a device for somebody goes through `device_contexts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.viewer import Viewer
from catalog.fit import FitDevice
from catalog.fit_rows import fit_model_of
from catalog.models import EquipmentModel
from equipment.models import Device


@dataclass(frozen=True, slots=True)
class DeviceContext:
    """A device that parts are searched for; `device` is None when the registry does not know its model."""

    external_id: str
    device: FitDevice | None


def device_context(session: Session, external_id: str, viewer: Viewer) -> DeviceContext | None:
    """The device with this external id, or None when there is none that the viewer may use."""
    return device_contexts(session, [external_id], viewer).get(external_id)


def device_contexts(session: Session, external_ids: Sequence[str], viewer: Viewer) -> dict[str, DeviceContext]:
    """The devices with these external ids that the viewer may use, by external id, in one statement."""
    statement = (
        sa.select(Device.external_id, Device.serial, Device.software, Device.options, EquipmentModel)
        .outerjoin(EquipmentModel, EquipmentModel.id == Device.model_id)
        .where(Device.external_id.in_(external_ids), _usable(viewer))
    )
    found = session.execute(statement).all()
    return {external_id: DeviceContext(external_id, _device(model, serial, software, options)) for external_id, serial, software, options, model in found}


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """A device of the viewer's own organisation, as a list shows it."""

    external_id: str
    model: str


def own_devices(session: Session, text: str, viewer: Viewer, most: int) -> tuple[OwnDevice, ...]:
    """The viewer's organisation's devices in service whose id, or the id's last part, or model has a word that begins so; by id.

    None for a viewer without an organisation.
    """
    if viewer.organisation_id is None or not text.strip():
        return ()
    typed = text.strip().lower()
    begins = (sa.func.strpos(sa.func.lower(sa.func.concat(" ", words)), sa.func.concat(" ", typed)) > 0 for words in (EquipmentModel.name, _parted_id()))
    statement = (
        sa.select(Device.external_id, EquipmentModel.name)
        .outerjoin(EquipmentModel, EquipmentModel.id == Device.model_id)
        .where(Device.organisation_id == viewer.organisation_id, Device.status == "in_service")
        .where(sa.or_(sa.func.starts_with(sa.func.lower(Device.external_id), typed), *begins))
        .order_by(Device.external_id)
        .limit(most)
    )
    return tuple(OwnDevice(external_id, model or "") for external_id, model in session.execute(statement))


def _parted_id() -> sa.ColumnElement[str]:
    """The id with blanks for its dashes: "MRI-20251001" is found by "20251"."""
    return sa.func.replace(Device.external_id, "-", " ")


def _usable(_viewer: Viewer) -> sa.ColumnElement[bool]:
    """Every registered device serves everybody: nothing about its owner is shown."""
    return sa.true()


def _device(model: EquipmentModel | None, serial: str, software: str, options: Sequence[str]) -> FitDevice | None:
    """None for a device whose model the registry does not know."""
    return None if model is None else FitDevice(fit_model_of(model), serial, software, tuple(options))
