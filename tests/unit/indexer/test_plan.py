"""Where a change is written to."""

from indexer.plan import Rebuild, shown_at_once, targets

RUN = Rebuild(1, "new", "old", "loading", 0, rollback=False)


def test_without_a_rebuild_the_live_index_is_written() -> None:
    assert targets(("old",), None) == ("old",)


def test_during_a_rebuild_both_are_written_the_new_one_first() -> None:
    assert targets(("old",), RUN) == ("new", "old")


def test_a_target_is_shown_at_once_from_the_beginning_of_its_rebuild() -> None:
    trial = Rebuild(1, "new", "old", "verifying", 0, rollback=False)
    assert [shown_at_once(run) for run in (None, RUN, trial)] == ["", "new", "new"]


def test_after_the_swap_and_before_the_run_is_closed_the_new_one_is_written_once() -> None:
    assert targets(("new",), RUN) == ("new",)


def test_the_first_rebuild_is_written_alone_and_without_any_nothing_is() -> None:
    assert targets((), RUN) == ("new",)
    assert targets((), None) == ()
