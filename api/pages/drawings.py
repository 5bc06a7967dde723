"""Which line drawing stands for a category where a part has no photograph. The symbols are in `static/sprite.svg`."""

_DRAWINGS = {
    "patient monitoring": "monitor",
    "x-ray & ct": "scanner",
    "mri": "scanner",
    "nuclear medicine": "scanner",
    "radiotherapy": "scanner",
    "contrast injectors": "syringe",
    "infusion": "syringe",
    "ventilation & anaesthesia": "lungs",
    "suction & oxygen": "cylinder",
    "power & batteries": "battery",
    "ultrasound": "probe",
    "endoscopy & surgery": "scope",
    "laboratory": "tube",
    "mechanical & general": "gear",
    "electronics & computing": "chip",
    "display & controls": "display",
    "operating room & beds": "bed",
    "dialysis & water": "drop",
    "sterilization": "steam",
    "consumables": "box",
    "test & service": "tool",
    "defibrillation": "bolt",
    "circulatory support": "heart",
    "neonatal": "incubator",
    "dental": "tooth",
    "cold chain": "frost",
    "ophthalmic": "eye",
}


def drawing(path: list[str] | tuple[str, ...]) -> str:
    """The id of the symbol for a category path (names from the root); `"gear"` for one that has no drawing."""
    return _DRAWINGS.get(path[0].casefold(), "gear") if path else "gear"
