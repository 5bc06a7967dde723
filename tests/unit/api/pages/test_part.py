"""The part page's view."""

from dataclasses import replace
from decimal import Decimal

from api.pages.part import part_view
from catalog.page import ChainStep, PageReplacement
from tests.unit.api import made


def test_a_superseded_part_says_so_and_shows_the_way_to_the_live_one() -> None:
    view = part_view(made.part_page())
    assert view.warning is not None
    assert [step.text for step in view.replaced_by[0].steps] == ["MID-1", "NEW-2"]
    assert view.replaced_by[0].quantity == "2 pieces"
    assert view.replaced_by[0].preconditions == ("Software R5.",)


def test_a_set_says_whether_all_or_any_of_it_is_needed() -> None:
    def end(number: int, kind: str) -> PageReplacement:
        return PageReplacement(number, f"N-{number}", kind, Decimal(1), (ChainStep(1, "A"), ChainStep(number, f"N-{number}")), ())

    assert "all of these" in part_view(made.part_page(replaced_by=(end(2, "all"), end(3, "all")))).replaced_by_how
    assert "any one of" in part_view(made.part_page(replaced_by=(end(2, "any"), end(3, "any")))).replaced_by_how


def test_a_recall_is_the_first_thing_said() -> None:
    warning = part_view(made.part_page(lifecycle="recalled")).warning
    assert warning is not None
    assert warning.tone == "bad"
    assert "recall" in warning.text


def test_fits_are_grouped_by_maker_with_their_limits_and_doubts() -> None:
    doubtful = replace(made.FIT, serial_from=None, source="field report", confidence=Decimal("0.60"))
    (group,) = part_view(made.part_page(compatibilities=(made.FIT, doubtful))).fits
    assert group.maker == "Philips"
    assert [fit.limits for fit in group.models] == ["from serial 1400", ""]
    assert [fit.doubt for fit in group.models] == ["", "not confirmed, from a field report"]


def test_universal_parts_say_for_which_equipment() -> None:
    (group,) = part_view(made.part_page(compatibilities=(replace(made.FIT, model=None, serial_from=None),))).fits
    assert group.models[0].model == "Every Magnetic resonance imaging model"


def test_an_offer_tells_its_terms() -> None:
    (offer,) = part_view(made.part_page()).offers
    assert offer.tiers == ("10+ €4,500.00",)
    assert offer.quantity == "from 2 pieces, in multiples of 2"
    assert offer.exchange == "Core charge €900.00, old part back within 30 days"
    assert offer.about == "about $5,445"


def test_links_that_could_run_something_are_not_links() -> None:
    view = part_view(made.part_page())
    assert view.documents[0].url == ""
    assert view.image is None


def test_specifications_carry_their_units() -> None:
    assert part_view(made.part_page()).specifications == (("Channels", "8"), ("Sterile", "No"))
