from dataclasses import replace

from api.pages.groups import groups
from search.response import AskedNumber
from tests.unit.api.made import hit, search_page


def headings(page: object) -> list[tuple[str | None, int]]:
    found = groups(page, dict.fromkeys(range(1, 9), "row"))  # type: ignore[arg-type]
    return [(group.heading.text if group.heading else None, len(group.hits)) for group in found]


def test_each_of_several_numbers_has_its_verdict_in_the_order_asked() -> None:
    hits = (
        replace(hit(1), answers="B-2"),
        replace(hit(2, "alias", "another number of this part"), answers="A-1"),
        replace(hit(3, "near", "differs at character 2: 4, not 5"), answers="C-5"),
        hit(4, "text"),
    )
    numbers = (AskedNumber("A-1", 1), AskedNumber("B-2", 1), AskedNumber("C-5", 0), AskedNumber("D-4", 0), AskedNumber("E-5", 3))
    found = headings(search_page(*hits, numbers=numbers))
    assert [text.partition(":")[0] for text, _ in found[:5] if text] == ["A-1", "B-2", "C-5", "D-4", "E-5"]
    assert [count for _, count in found] == [1, 1, 1, 0, 0, 1]
    assert found[3][0] == "D-4: nothing found"
    assert found[4][0] == "E-5: 3 parts outside this page or your filters"
    assert "differs at character 2" in str(found[2][0])


def test_one_number_has_a_heading_for_each_tier() -> None:
    found = headings(search_page(replace(hit(1), answers="A-1"), replace(hit(2, "infix", "begins with it"), answers="A-1"), hit(3, "text")))
    assert [count for _, count in found] == [1, 1, 1]
    assert all(text and "A-1" not in text for text, _ in found)


def test_a_removed_part_is_in_no_group() -> None:
    assert groups(search_page(hit(77), hit(2)), {2: "row"})[0].hits == ("row",)
