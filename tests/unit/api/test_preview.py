"""Another release beside the live one: what moved, in words."""

from api.pages.preview import moves, preview_view
from search.response import Hit


def hit(part_id: int) -> Hit:
    card = {"part_number": f"N{part_id}", "name": f"Part {part_id}", "manufacturer": {"id": "1", "name": "Maker"}, "category": {"id": "1", "path": []}}
    return Hit(part_id, card, "text", "", (), {})  # type: ignore[arg-type]


LIVE = [hit(1), hit(2), hit(3)]
SHOWN = [hit(3), hit(2), hit(4)]


def test_each_part_that_stands_elsewhere_says_where_from() -> None:
    found = moves(SHOWN, LIVE)
    assert {part: badge.text for part, badge in found.items()} == {3: "up from 3", 4: "new on this page"}


def test_the_live_ranking_says_where_each_part_went() -> None:
    view = preview_view("a" * 64, SHOWN, LIVE, "/search?q=x")
    assert [(row.place, row.mark.text) for row in view.live] == [(1, "not on this page"), (2, "stays"), (3, "to 1")]
    assert (view.release, view.moved, view.leave_url) == ("a" * 12, 2, "/search?q=x")


def test_equal_rankings_have_nothing_to_say() -> None:
    assert moves(LIVE, LIVE) == {}
    assert preview_view("b" * 64, LIVE, LIVE, "/").moved == 0
