"""Fit for the web: looks up the equipment that a search names, and judges the shown parts from PostgreSQL, never from the index."""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from accounts.viewer import Viewer
from api.schemas.fit import Equipment, Fits
from catalog.fit import Fit, FitDevice, FitModel, fit_device, fit_model, position, serial_order
from catalog.fit_rows import read_fit_model, statements_about
from core.errors import FieldError, InvalidInput, Unavailable
from equipment.devices import DeviceContext, device_context, device_contexts, own_devices
from search.fit_context import Devices, FitContext

_MODEL_NOT_KNOWN = Fit("unknown", "the registry does not know the device's model", None, "model of the device not known")
_LONGEST_ID = 18


def device_lookup(bind: sa.Engine) -> Devices:
    """Search's way to registered devices. The lookup raises Unavailable when the database does not answer."""

    def look_up(external_ids: Sequence[str], viewer: Viewer) -> Mapping[str, FitContext]:
        try:
            with Session(bind) as session:
                found = device_contexts(session, external_ids, viewer)
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("The database does not answer; `partwise status` says more.") from error
        return {external_id: fit_context(context) for external_id, context in found.items()}

    return look_up


def own_device_lookup(bind: sa.Engine) -> Callable[[str, Viewer, int], Sequence[tuple[str, str]]]:
    """Autocomplete's way to the viewer's own devices; a viewer without an organisation has none, and nothing is asked."""

    def look_up(text: str, viewer: Viewer, most: int) -> Sequence[tuple[str, str]]:
        if viewer.organisation_id is None:
            return ()
        with Session(bind) as session:
            return [(device.external_id, device.model) for device in own_devices(session, text, viewer, most)]

    return look_up


def fit_context(context: DeviceContext) -> FitContext:
    """A device as the index is asked about it."""
    device = context.device
    if device is None:
        return FitContext("", "", context.external_id)
    return FitContext(
        model_id=str(device.model.id),
        modality=device.model.modality,
        device=context.external_id,
        serial_order=serial_order(device.serial, device.model.serial_order_run),
        software_place=position(device.model.software, device.software) if device.software else None,
        options=device.options,
    )


def read_fits(session: Session, contexts: Sequence[FitContext], part_ids: Sequence[int], viewer: Viewer) -> Fits:
    """The verdicts of the shown parts as the tables stand now: one statement for the equipment, one for all parts.

    Several pieces of equipment (models that are filtered by) give no verdicts, only which parts surely fit one of them.
    """
    if not part_ids:
        return Fits()
    judged = [_judged(session, context, part_ids, viewer) for context in contexts]
    sure = frozenset(part for _, verdicts in judged for part, found in verdicts.items() if found.verdict == "fits")
    return Fits(*judged[0], sure) if len(judged) == 1 else Fits(sure=sure)


def part_fit(session: Session, part_id: int, asked: tuple[str | None, str | None], viewer: Viewer) -> tuple[Equipment, Fit] | None:
    """The verdict on one part for `asked` (device, model id), the device going first; None when both are None.

    Raises InvalidInput for a device or model that does not exist.
    """
    device, model = asked
    if device is not None:
        context = device_context(session, device, viewer)
        if context is None:
            raise _unknown("device", "is not registered, or not for you to see")
        equipment, own = Equipment(device, _model(context.device)), context.device
    elif model is not None:
        known = read_fit_model(session, int(model)) if _is_id(model) else None
        if known is None:
            raise _unknown("model", "is no equipment model's id")
        equipment, own = Equipment(None, known), None
    else:
        return None
    return equipment, _verdicts(session, equipment, own, [part_id])[part_id]


def _judged(session: Session, context: FitContext, part_ids: Sequence[int], viewer: Viewer) -> tuple[Equipment | None, dict[int, Fit]]:
    own: FitDevice | None = None
    if context.device is not None:
        registered = device_context(session, context.device, viewer)
        if registered is None:
            return None, {}
        own = registered.device
        equipment = Equipment(context.device, _model(own))
    else:
        equipment = Equipment(None, read_fit_model(session, int(context.model_id)))
        if equipment.model is None:
            return None, {}
    return equipment, _verdicts(session, equipment, own, part_ids)


def _verdicts(session: Session, equipment: Equipment, own: FitDevice | None, part_ids: Sequence[int]) -> dict[int, Fit]:
    model = equipment.model
    if model is None:
        return dict.fromkeys(part_ids, _MODEL_NOT_KNOWN)
    statements = statements_about(session, part_ids, model)
    if own is not None:
        return {part: fit_device(own, statements.get(part, ())) for part in part_ids}
    return {part: fit_model(model, statements.get(part, ())) for part in part_ids}


def _model(device: FitDevice | None) -> FitModel | None:
    return None if device is None else device.model


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def _unknown(field: str, said: str) -> InvalidInput:
    return InvalidInput(f"{field} {said}.", errors=(FieldError(field, said),))
