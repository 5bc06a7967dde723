"""Which searches an experiment mixes, and that a second release that fails harms nobody."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from api.experiments import Experiments, _Pair
from core.errors import EngineRefused, EngineUnavailable, PartwiseError
from core.experiments import Experiment
from search.fit_context import FitContext
from search.request import SearchRequest
from search.response import Hit, SearchPage, UnderstoodQuery
from tests.unit.api import made

ASKED = SearchRequest("ecg cable")
EXPERIMENT = Experiment(7, "a" * 64, "b" * 64, "ops", "to know", datetime(2026, 3, 2, tzinfo=UTC))


def page(*parts: int, **more: Any) -> SearchPage:
    hits: tuple[Hit, ...] = tuple(made.hit(part, "text") for part in parts)
    return replace(made.search_page(*hits, query=UnderstoodQuery("ecg cable", "text", (), "ecg cable")), **more)


def tuned(answer: SearchPage | PartwiseError) -> Any:
    """The services of a release that always answers so."""

    def search(_request: SearchRequest) -> SearchPage:
        if isinstance(answer, PartwiseError):
            raise answer
        return answer

    return SimpleNamespace(search=SimpleNamespace(search=search))


def running(a: SearchPage | PartwiseError, b: SearchPage | PartwiseError) -> Experiments:
    experiments = Experiments(sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none"), cast("Any", SimpleNamespace(live=lambda: tuned(page(99)))))
    experiments._pair = _Pair(EXPERIMENT, tuned(a), tuned(b))
    return experiments


def parts(found: SearchPage) -> list[int]:
    return [hit.part_id for hit in found.hits]


def test_both_releases_put_parts_on_the_page_and_each_part_is_owed_to_one() -> None:
    found, mixed = running(page(1, 2, 3), page(4, 5, 6)).search(replace(ASKED, size=4), "seed")
    assert mixed is not None
    assert set(parts(found)) == {1, 2, 4, 5}
    assert {part: mixed.teams[part] for part in parts(found)} == {1: "A", 2: "A", 4: "B", 5: "B"}
    assert (mixed.experiment_id, mixed.releases) == (7, ("a" * 64, "b" * 64))


@pytest.mark.parametrize("wrong", [EngineUnavailable("away"), EngineRefused("no such field"), page(4, degraded=True)])
def test_release_a_answers_alone_when_b_cannot(wrong: SearchPage | PartwiseError) -> None:
    found, mixed = running(page(1, 2), wrong).search(ASKED, "seed")
    assert (parts(found), mixed) == ([1, 2], None)


@pytest.mark.parametrize(
    "answer",
    [
        page(1, 2, degraded=True),
        page(1, 2, query=UnderstoodQuery("m1191", "number", (), "")),
        page(1, 2, contexts=(cast("FitContext", "a device"),)),
    ],
)
def test_numbers_equipment_and_answers_without_the_engine_are_not_mixed(answer: SearchPage) -> None:
    found, mixed = running(answer, page(4, 5)).search(ASKED, "seed")
    assert (parts(found), mixed) == ([1, 2], None)


@pytest.mark.parametrize("other", [{"page": 2}, {"sort": "newest"}, {"q": ""}, {"device": "MRI-1"}])
def test_other_searches_are_the_live_releases_own(other: dict[str, Any]) -> None:
    found, mixed = running(page(1), page(2)).search(replace(ASKED, **other), "seed")
    assert (parts(found), mixed) == ([99], None)


def test_an_error_of_release_a_is_told_as_ever() -> None:
    with pytest.raises(EngineUnavailable):
        running(EngineUnavailable("away"), page(1)).search(ASKED, "seed")
