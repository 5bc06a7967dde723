"""The equipment that a search is made for: a registered device, or a model of which no device is known. Pure.

The composition looks it up; search itself reads no table. It holds what the index is asked with, and nothing about the owner.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class FitContext:
    """What fit depends on. None is not known; `model_id` and `modality` are empty when the registry does not know the model.

    `serial_order` is the serial's order number, `software_place` the revision's place in the model's list, from 0.
    """

    model_id: str
    modality: str
    device: str | None = None  # external id
    serial_order: int | None = None
    software_place: int | None = None
    options: tuple[str, ...] | None = None


# External ids that somebody typed -> the registered devices among them that the viewer may use, by the id as typed.
Devices = Callable[[Sequence[str], Viewer], Mapping[str, FitContext]]


def no_devices(_external_ids: Sequence[str], _viewer: Viewer) -> Mapping[str, FitContext]:
    """The lookup of an installation without a registry."""
    return {}
