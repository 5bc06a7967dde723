from decimal import Decimal

from search.fusion import Attempt
from search.labels import Labels
from search.ladder import Candidate, candidates, without_bounds
from search.plan import Plan
from search.query.chips import words
from search.query.units import units_of
from search.relaxed import Found, told
from search.request import Filters, SearchRequest
from search.response import Chip, Intent, UnderstoodQuery
from search.tuning.loader import load_query_config

CONFIG = load_query_config()
PRICE = Chip("price_max", {"amount": "5000", "currency": "USD"}, "under $5000", certain=True)
PUMP_MODEL = Chip("model", "7", "Evita", certain=True)


def plan(text: str, *chips: Chip, residual: str | None = None, intent: Intent = "text", filters: Filters | None = None, vector: bool = False) -> Plan:
    understood = UnderstoodQuery(text, intent, chips, text if residual is None else residual)
    return Plan(understood, SearchRequest(text, filters or Filters()), Attempt((1.0,) if vector else None))


def tried(asked: Plan, **frequencies: int) -> list[Candidate]:
    units = units_of(words(asked.understood), CONFIG, forgiving=False)
    return candidates(asked, units, {unit.text: frequencies.get(unit.text, 0) for unit in units}, CONFIG, {"USD": Decimal(1)})


def test_words_that_no_part_has_go_first_then_the_least_selective_one_then_any_of_the_rest_will_do() -> None:
    found = tried(plan("blorp pump battery valve"), pump=500, battery=90, valve=30)
    assert [candidate.words for candidate in found if candidate.steps == ("words",)] == [("blorp",), ("blorp", "pump")]
    assert found[0].plan.understood.residual == "pump battery valve"


def test_the_only_word_is_kept_unless_the_query_says_what_kind_of_part() -> None:
    assert tried(plan("blorp")) == []
    maker = Chip("manufacturer", "3", "siemens", certain=True)
    found = tried(plan("siemens blorp", maker, residual="blorp"))
    assert found[0].words == ("blorp",)
    assert found[0].plan.understood.intent == "browse"


def test_words_come_before_bounds_and_bounds_before_fragments_of_numbers_and_meaning() -> None:
    found = tried(plan("battery valve wm453 under $5000", PRICE, residual="battery valve wm453", vector=True), battery=9, valve=3, wm453=0)
    steps = list(dict.fromkeys(candidate.steps for candidate in found))
    assert steps == [("words",), ("some_words",), ("bounds",), ("words", "bounds"), ("some_words", "bounds"), ("numbers",), ("semantic",)]


def test_each_bound_is_loosened_alone_before_all_together_whether_words_or_the_request_say_it() -> None:
    found = tried(plan("battery under $5000", PRICE, residual="battery", filters=Filters(in_stock=True)), battery=9)
    assert [candidate.bounds for candidate in found] == [("price_max",), ("in_stock",), ("price_max", "in_stock")]
    assert found[0].plan.understood.chips == ()
    assert words(found[0].plan.understood) == "battery"
    assert found[0].plan.request.filters.in_stock
    assert not found[1].plan.request.filters.in_stock


def test_equipment_is_never_given_up() -> None:
    for asked in (plan("battery Evita", PUMP_MODEL, residual="battery"), plan("battery", filters=Filters(model=("7",), modality=("VEN",)))):
        for candidate in tried(asked, battery=9):
            slots = {chip.slot for chip in candidate.plan.understood.chips}
            assert "model" in slots or candidate.plan.request.filters.model == ("7",)


def test_a_part_number_is_looked_for_as_it_is_or_left_out_but_never_altered() -> None:
    number = Chip("part_number", "WM-4531", "WM-4531", certain=True)
    for candidate in tried(plan("battery WM-4531", number, residual="battery", intent="number"), battery=9):
        values = [chip.value for chip in candidate.plan.understood.chips if chip.slot == "part_number"]
        assert values in ([], ["WM-4531"])
        assert candidate.steps == ("number",) or values == ["WM-4531"]


def test_nobody_is_shown_all_parts_because_his_only_filter_was_dropped() -> None:
    assert tried(plan("", intent="browse", filters=Filters(category=("4",)))) == []


def test_what_was_loosened_is_said_with_the_nearest_value() -> None:
    asked = plan("battery under $5000", PRICE, residual="battery")
    loosened = tried(asked, battery=9)[0]
    assert told(loosened, asked, Found(3, 520_000.0), Labels()) == (("bounds", "None up to 5,000 USD; 3 from 5,200 USD."),)


def test_what_was_left_out_is_named() -> None:
    asked = plan("blorp battery")
    assert told(tried(asked, battery=9)[0], asked, Found(9, None), Labels()) == (("words", "Left out, as no part has all the words: “blorp”."),)


def test_a_bound_goes_from_the_request_and_from_the_words() -> None:
    both = plan("battery under $5000", PRICE, residual="battery", filters=Filters(price_max=Decimal(9)))
    left = without_bounds(both, ("price_max",))
    assert (left.understood.chips, left.request.filters) == ((), Filters())
