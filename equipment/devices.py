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


def _usable(_viewer: Viewer) -> sa.ColumnElement[bool]:
    """Every registered device serves everybody: nothing about its owner is shown."""
    return sa.true()


def _device(model: EquipmentModel | None, serial: str, software: str, options: Sequence[str]) -> FitDevice | None:
    """None for a device whose model the registry does not know."""
    return None if model is None else FitDevice(fit_model_of(model), serial, software, tuple(options))
