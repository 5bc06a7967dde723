from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from search.query.circles import Wish, spans
from search.schema.offered import CIRCLES, CONDITIONS, STEP, at, offered, offered_privately

AUDIENCES = ("public", "registered", "trade", "org:7")


def offer(audience: str = "public", condition: str = "new", cents: int = 100, stock: int = 0, lead: int = 3) -> Any:
    return {"condition": condition, "price_cents": cents, "stock": stock, "lead_time_days": lead, "audience": [audience]}


offers = st.lists(
    st.builds(offer, st.sampled_from(AUDIENCES), st.sampled_from(CONDITIONS), st.integers(1, 12), st.integers(0, 1), st.integers(0, 9)), max_size=6
)
wishes = st.builds(
    Wish, st.none() | st.frozensets(st.sampled_from(CONDITIONS), min_size=1), st.none() | st.integers(0, 14), st.none() | st.integers(0, 14), st.booleans()
)


@given(offers, wishes, st.sampled_from(sorted(CIRCLES)))
def test_a_number_lies_in_a_wishs_ranges_when_one_visible_offer_meets_all_of_it(listed: list[Any], wish: Wish, circle: str) -> None:
    def meets(one: Any) -> bool:
        price = (wish.low is None or one["price_cents"] >= wish.low) and (wish.high is None or one["price_cents"] <= wish.high)
        return price and (wish.conditions is None or one["condition"] in wish.conditions) and (one["stock"] > 0 or not wish.in_stock)

    field, ranges = spans(circle, wish)
    numbers: Any = offered(listed).get(circle, {}).get(field.rpartition(".")[2], [])
    found = any(low <= number < high for number in numbers for low, high in ranges)
    assert found is any(meets(one) for one in listed if one["audience"][0] in CIRCLES[circle])


def test_what_nobody_in_a_circle_sees_leaves_no_trace_there() -> None:
    listed = [offer("trade"), offer("org:7")]
    assert set(offered(listed)) == {"trade"}
    assert offered_privately(listed) == ["7"]


def test_the_fastest_is_the_least_lead_time() -> None:
    assert offered([offer(lead=9), offer(lead=2), offer("trade", lead=0)])["public"]["fastest"] == 2


def test_a_double_holds_every_number_of_every_condition() -> None:
    highest = at(CONDITIONS[-1], 10**18)
    assert highest == len(CONDITIONS) * STEP - 1
    assert int(float(highest)) == highest
