"""Which equipment a search is for: the device that the request names, those that its words name, or else the models it filters by."""

from collections.abc import Mapping
from dataclasses import replace

from core.errors import FieldError, InvalidInput
from search.fit_context import Devices, FitContext
from search.labels import Labels
from search.query.chips import applied
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.understand.readers.device import spelled_ids
from search.understand.resources import Resources

Known = Mapping[str, FitContext]
_UNKNOWN = "is not registered, or not for you to see. Leave it out, or give `model` instead."
_NOTHING_TO_FIT = "needs `device` or `model`: say what the parts must fit."


def known_devices(request: SearchRequest, resources: Resources | None, devices: Devices) -> Known:
    """The registered devices among what the request and its words name, in one lookup; none when nothing looks like one.

    Raises InvalidInput when the request's own device is not among them.
    """
    asked = [request.device] if request.device else []
    if resources is not None and "device" not in request.off:
        asked += spelled_ids(request.q, resources.lexicon.device_prefixes)
    known = devices(list(dict.fromkeys(asked)), request.viewer) if asked else {}
    if request.device and request.device not in known:
        raise InvalidInput(f"device {_UNKNOWN}", errors=(FieldError("device", _UNKNOWN),))
    return known


def for_equipment(request: SearchRequest, understood: UnderstoodQuery, known: Known, labels: Labels) -> SearchRequest:
    """The request with the equipment that it is for. Raises InvalidInput when only what fits is asked for, but fits what is not said."""
    named = [request.device] if request.device else [str(chip.value) for chip in understood.chips if chip.slot == "device" and chip.certain]
    contexts = tuple(known[device] for device in dict.fromkeys(named) if device in known)
    if not contexts:
        models = applied(understood, request, labels.usd_per_unit).model
        contexts = tuple(FitContext(model, labels.model_modalities.get(model, "")) for model in dict.fromkeys(models))
    if request.fits_only and not contexts:
        raise InvalidInput(f"fit {_NOTHING_TO_FIT}", errors=(FieldError("fit", _NOTHING_TO_FIT),))
    return replace(request, contexts=contexts)
