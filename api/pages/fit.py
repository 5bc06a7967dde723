"""Fit on pages: the badge on a part, the equipment that the page is for, and links that keep it. Pure."""

from dataclasses import dataclass
from urllib.parse import urlencode

from api.pages.links import Links
from api.pages.words import Badge, Tone
from api.schemas.fit import Equipment, Fits
from catalog.fit import Fit
from search.request import SearchRequest

_TONES: dict[str, Tone] = {"fits": "good", "fits_some_serials": "warn", "does_not_fit": "bad", "unknown": "plain"}


@dataclass(frozen=True, slots=True)
class EquipmentView:
    """What the results are for: a link that drops it (None when a chip does that), and one that shows only or also what fits."""

    text: str
    remove_url: str | None
    only_url: str
    only: bool


def badge(equipment: Equipment, fit: Fit) -> Badge:
    """ "fits your MRI-20251001", "does not fit: from serial 1400", "unknown: serial missing"."""
    tone = _TONES[fit.verdict]
    if fit.verdict == "fits":
        return Badge(f"fits your {equipment.device}" if equipment.device else f"fits {equipment.name}", tone)
    if fit.statement is None:
        return Badge("fit unknown", tone)
    said = {"fits_some_serials": "fits some", "does_not_fit": "does not fit", "unknown": "unknown"}
    return Badge(f"{said[fit.verdict]}: {fit.brief}", tone)


def badges(fits: Fits, part_id: int) -> tuple[Badge, ...]:
    """The badge of a hit; none when the search is for no equipment in particular."""
    found = fits.verdicts.get(part_id)
    return () if found is None or fits.equipment is None else (badge(fits.equipment, found),)


def tail(equipment: Equipment | None) -> str:
    """What a link to a part ends with, so that its page is for the same equipment."""
    if equipment is None:
        return ""
    if equipment.device:
        return f"?{urlencode({'device': equipment.device})}"
    return f"?{urlencode({'model': equipment.model.id})}" if equipment.model else ""


def title(equipment: Equipment) -> str:
    """ "MRI-20251001 (Achieva 1.5T)", or the model alone."""
    model = equipment.model.name if equipment.model else "model not known"
    return f"{equipment.device} ({model})" if equipment.device else model


def equipment_view(request: SearchRequest, fits: Fits, links: Links) -> EquipmentView | None:
    """The bar above the results; None when they are for nothing in particular."""
    if fits.equipment is None:
        return None
    remove = links.setting(device=None, fit=None) if request.device else None
    return EquipmentView(f"For {title(fits.equipment)}", remove, links.setting(fit=None if request.fits_only else "fits"), request.fits_only)
