"""Fit is certain, refused or unknown, and says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.fit import FitDevice, FitModel, Statement, fit_device, fit_model, serial_order

MODEL = FitModel(1, "Signa HDxt", "MRI", "first", ("R1", "R2", "R10"))


def device(serial: str = "", software: str = "", options: tuple[str, ...] | None = None) -> FitDevice:
    return FitDevice(MODEL, serial, software, options)


@pytest.mark.parametrize(
    ("serial", "run", "order"),
    [("771204HM6", "first", 771204), ("771204HM6", "last", 6), ("SN-00713", "last", 713), ("ABC", "last", None), ("", "first", None), ("9" * 40, "last", None)],
)
def test_the_order_of_a_serial_is_its_first_or_last_run_of_digits(serial: str, run: str, order: int | None) -> None:
    assert serial_order(serial, run) == order


def test_nothing_recorded_is_unknown() -> None:
    assert fit_device(device(), []).verdict == "unknown"
    assert fit_device(device(), [Statement(model_id=2)]).verdict == "unknown"
    assert fit_model(MODEL, [Statement(model_id=2)]).verdict == "unknown"


def test_a_statement_without_conditions_fits_every_device_of_the_model() -> None:
    assert fit_device(device(), [Statement(model_id=1)]).verdict == "fits"
    assert fit_model(MODEL, [Statement(model_id=1)]).verdict == "fits"


def test_a_universal_part_fits_the_modality_and_no_other() -> None:
    assert fit_device(device(), [Statement(modality="MRI")]).verdict == "fits"
    assert fit_device(device(), [Statement(modality="CT")]).verdict == "unknown"


@pytest.mark.parametrize(
    ("serial", "verdict"), [("100MR1", "fits"), ("199MR1", "fits"), ("99MR1", "does_not_fit"), ("200MR1", "does_not_fit"), ("", "unknown")]
)
def test_a_serial_range_is_inclusive_and_a_missing_serial_is_unknown(serial: str, verdict: str) -> None:
    fit = fit_device(device(serial), [Statement(model_id=1, serial_from=100, serial_to=199)])
    assert fit.verdict == verdict
    assert "100 to 199" in fit.because


@pytest.mark.parametrize(("software", "verdict"), [("R2", "fits"), ("R10", "fits"), ("R1", "does_not_fit"), ("R7", "unknown"), ("", "unknown")])
def test_software_counts_by_its_place_in_the_models_list_not_by_its_name(software: str, verdict: str) -> None:
    assert fit_device(device(software=software), [Statement(model_id=1, software_from="R2")]).verdict == verdict


def test_a_bound_that_the_models_list_does_not_know_is_unknown() -> None:
    assert fit_device(device(software="R2"), [Statement(model_id=1, software_to="R99")]).verdict == "unknown"


@pytest.mark.parametrize(("options", "verdict"), [(("8ch", "x"), "fits"), (("16ch",), "does_not_fit"), ((), "does_not_fit"), (None, "unknown")])
def test_required_options_must_all_be_there(options: tuple[str, ...] | None, verdict: str) -> None:
    assert fit_device(device(options=options), [Statement(model_id=1, options=("8ch",))]).verdict == verdict


def test_one_statement_that_holds_decides_over_those_that_do_not() -> None:
    low, high = Statement(model_id=1, serial_to=99), Statement(model_id=1, serial_from=200)
    assert fit_device(device("250MR1"), [low, high]).statement == high
    assert fit_device(device("150MR1"), [low, high]).verdict == "does_not_fit"


def test_an_open_statement_keeps_a_refused_one_from_deciding() -> None:
    open_one = Statement(model_id=1, software_from="R2")
    assert fit_device(device("150MR1"), [Statement(model_id=1, serial_to=99), open_one]).verdict == "unknown"


def test_a_refused_condition_refuses_though_another_is_open() -> None:
    assert fit_device(device("150MR1"), [Statement(model_id=1, serial_to=99, software_from="R2")]).verdict == "does_not_fit"


def test_a_model_alone_fits_some_serials_where_there_are_conditions() -> None:
    fit = fit_model(MODEL, [Statement(model_id=1, serial_from=100)])
    assert (fit.verdict, fit.because) == ("fits_some_serials", "fits Signa HDxt with serial from 100 (manufacturer)")
    assert fit_model(MODEL, [Statement(model_id=1, serial_from=100), Statement(model_id=1)]).verdict == "fits"


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_device_fits_exactly_when_its_order_is_within_the_range(low: int, high: int, order: int) -> None:
    verdict = fit_device(device(f"{order}MR"), [Statement(model_id=1, serial_from=low, serial_to=high)]).verdict
    assert (verdict == "fits") == (low <= order <= high)


@pytest.mark.parametrize(
    ("unit", "statement", "brief"),
    [
        (device("50MR1"), Statement(model_id=1, serial_from=100), "from serial 100"),
        (device(), Statement(model_id=1, serial_from=100), "serial missing"),
        (device("150MR1"), Statement(model_id=1, serial_from=100, serial_to=199), "serial 100 to 199"),
        (device(software="R10"), Statement(model_id=1, software_to="R2"), "up to software R2"),
        (device(), Statement(model_id=1, software_to="R2"), "software revision missing"),
        (device(options=()), Statement(model_id=1, options=("8ch",)), "needs option 8ch"),
        (device(), Statement(model_id=1), "every Signa HDxt"),
        (device(), Statement(model_id=2), "nothing recorded about Signa HDxt"),
    ],
)
def test_the_label_says_what_is_asked_of_a_device_and_nothing_that_it_has(unit: FitDevice, statement: Statement, brief: str) -> None:
    found = fit_device(unit, [statement])
    assert found.brief == brief
    assert not unit.serial or unit.serial not in found.brief
