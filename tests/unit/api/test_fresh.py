"""Values that are renewed after a while."""

import pytest

from api.fresh import Derived, Fresh, Keeper
from core.errors import Unavailable


class Source:
    """Gives 1, 2, 3 … and can be out of order."""

    def __init__(self) -> None:
        self.now = 0.0
        self.given = 0
        self.down = False

    def load(self) -> int:
        if self.down:
            raise Unavailable("down")
        self.given += 1
        return self.given

    def fresh(self) -> Fresh[int]:
        return Fresh(self.load, 5.0, lambda: self.now)


def test_a_value_is_kept_until_it_is_old() -> None:
    source = Source()
    fresh = source.fresh()
    assert [fresh.get(), fresh.get()] == [1, 1]
    source.now = 5.1
    assert fresh.get() == 2


def test_an_old_value_outlives_an_outage_and_is_renewed_after_it() -> None:
    source = Source()
    fresh = source.fresh()
    fresh.get()
    source.now, source.down = 6.0, True
    assert fresh.get() == 1
    source.now, source.down = 12.0, False
    assert fresh.get() == 2


def test_an_outage_before_the_first_value_is_an_error() -> None:
    source = Source()
    source.down = True
    with pytest.raises(Unavailable):
        source.fresh().get()


def test_a_kept_value_is_renewed_before_it_is_old() -> None:
    source = Source()
    fresh = source.fresh()
    fresh.keep()
    source.now = 3.0
    fresh.keep()
    assert source.given == 1
    source.now = 4.0
    fresh.keep()
    assert (source.given, fresh.get()) == (2, 2)


def test_a_keeper_loads_at_its_start_and_survives_an_outage() -> None:
    source, other = Source(), Source()
    source.down = True
    keeper = Keeper((source.fresh(), other.fresh()))
    keeper.start()
    keeper.stop()
    assert other.given == 1


def test_an_equal_value_stays_the_same_object_so_that_nothing_is_derived_anew() -> None:
    names = [["Philips"], ["Philips"], ["Philips", "Getinge"]]
    now, made = [0.0], []
    fresh = Fresh(lambda: names.pop(0), 5.0, lambda: now[0])

    def count(value: list[str]) -> int:
        made.append(value)
        return len(value)

    derived = Derived(fresh.get, count)
    assert (derived.get(), derived.get(), len(made)) == (1, 1, 1)
    now[0] = 6.0
    assert (derived.get(), len(made)) == (1, 1)
    now[0] = 12.0
    assert (derived.get(), len(made)) == (2, 2)
