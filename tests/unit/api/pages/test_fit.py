"""Badges say what fits, and links keep the equipment."""

from typing import Any

import pytest

from api.pages.fit import badge, badges, equipment_view, tail, title
from api.pages.links import Links
from api.schemas.fit import NO_FITS, Equipment, Fits, evidence, verdict
from catalog.fit import FitDevice, FitModel, Statement, fit_device, fit_model
from search.request import SearchRequest
from search.response import Evidence

MODEL = FitModel(5, "Achieva 1.5T", "MRI")
UNIT = Equipment("MRI-20251001", MODEL)
RANGE = Statement(model_id=5, serial_from=1400, source="service manual")


@pytest.mark.parametrize(
    ("serial", "statements", "text", "tone"),
    [
        ("1500", [RANGE], "fits your MRI-20251001", "good"),
        ("1399", [RANGE], "does not fit: from serial 1400", "bad"),
        ("", [RANGE], "unknown: serial missing", "plain"),
        ("1500", [], "fit unknown", "plain"),
    ],
)
def test_the_badge_of_a_device(serial: str, statements: list[Statement], text: str, tone: str) -> None:
    made = badge(UNIT, fit_device(FitDevice(MODEL, serial), statements))
    assert (made.text, made.tone) == (text, tone)


def test_the_badge_of_a_model_tells_all_units_from_some() -> None:
    unit = Equipment(None, MODEL)
    assert badge(unit, fit_model(MODEL, [Statement(model_id=5)])).text == "fits Achieva 1.5T"
    assert badge(unit, fit_model(MODEL, [RANGE])).text == "fits some: from serial 1400"


@pytest.mark.parametrize(
    ("equipment", "link", "name"),
    [
        (UNIT, "?device=MRI-20251001", "MRI-20251001 (Achieva 1.5T)"),
        (Equipment("A&B 1", None), "?device=A%26B+1", "A&B 1 (model not known)"),
        (Equipment(None, MODEL), "?model=5", "Achieva 1.5T"),
    ],
)
def test_a_link_to_a_part_keeps_the_equipment(equipment: Equipment, link: str, name: str) -> None:
    assert (tail(equipment), title(equipment)) == (link, name)


def test_without_equipment_nothing_is_said() -> None:
    assert (tail(None), badges(NO_FITS, 1), verdict(NO_FITS, 1), equipment_view(SearchRequest(), NO_FITS, Links(()))) == ("", (), None, None)


def test_the_bar_drops_the_device_and_switches_to_what_fits() -> None:
    pairs = (("q", "battery"), ("device", "MRI-20251001"), ("page", "2"))
    bar = equipment_view(SearchRequest(device="MRI-20251001"), Fits(UNIT), Links(pairs))
    assert bar is not None
    assert (bar.remove_url, bar.only_url) == ("/search?q=battery", "/search?q=battery&device=MRI-20251001&fit=fits")
    only = equipment_view(SearchRequest(device="MRI-20251001", fits_only=True), Fits(UNIT), Links((*pairs, ("fit", "fits"))))
    assert only is not None
    assert (only.remove_url, only.only_url) == ("/search?q=battery", "/search?q=battery&device=MRI-20251001")


@pytest.mark.parametrize("reasons", [(), (Evidence("fit", "how it fits", 0.25),)])
def test_the_statement_and_its_source_are_evidence(reasons: tuple[Evidence, ...]) -> None:
    fits = Fits(UNIT, {1: fit_device(FitDevice(MODEL, "1399"), [RANGE])})
    expected: Any = {"kind": "fit", "text": "from serial 1400 (service manual)", "share": reasons[0].share if reasons else 0.0}
    assert evidence(reasons, fits, 1) == [expected]
    assert verdict(fits, 1) == {"verdict": "does_not_fit", "device": "MRI-20251001", "because": "from serial 1400"}
