"""Releases over a running web process: what is published is served within seconds, what is broken never, and an id gives its ranking again."""

import re
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from core.db import make_engine, transaction
from core.errors import Conflict, InvalidInput
from core.releases import Release, activate, live_id, log, stack, store
from core.settings import Settings
from relevance import release
from relevance.gate import Scores
from relevance.release import Tools
from search.tuning.release import fingerprint, read_release

LIVE_WITHIN_S = 5.0
BURIED = """
  - id: buried-batteries
    owner: test
    reason: "what is on the shelf goes down, to see rows move"
    expires: 2099-01-01
    when: {query: {contains: [battery]}}
    then:
      - bury: {what: {lifecycle: [active]}, factor: 0.2}
"""
INSTALLED = read_release()
Changed = Callable[[str], dict[str, str]]


def unmeasured(_config: object, _index: str) -> Scores:
    return Scores({"name": 1.0})


def tools(**changes: object) -> Tools:
    given: dict[str, object] = {"check": lambda _files: (), "measure": unmeasured, "reindex": pytest.fail, "installed": INSTALLED}
    return Tools(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def bind(web_settings: Settings) -> Iterator[sa.Engine]:
    pool = make_engine(web_settings)
    yield pool
    with transaction(pool) as session:
        behind = len(stack(log(session))) - 1
    for _ in range(behind):  # other tests search with the installed configuration
        release.rollback(pool, "test", "leave it as it was", tools())
    pool.dispose()


@pytest.fixture(scope="module")
def web(web_settings: Settings) -> Iterator[TestClient]:
    staff = web_settings.model_copy(update={"web": web_settings.web.model_copy(update={"preview": True})})
    with TestClient(create_app(staff), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def with_synonym(word: str) -> dict[str, str]:
    """The installed configuration with a remark, which makes it another release that ranks alike."""
    return {**INSTALLED, "query/boosts.yml": INSTALLED["query/boosts.yml"] + f"# {word}\n"}


def served(web: TestClient) -> str:
    answer = web.get("/api/v1/search", params={"q": "battery"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["release"])


def wait_for(web: TestClient, release_id: str) -> float:
    begun = time.monotonic()
    while served(web) != release_id:
        assert time.monotonic() < begun + LIVE_WITHIN_S, f"not live within {LIVE_WITHIN_S} s"
        time.sleep(0.1)
    return time.monotonic() - begun


def test_a_published_release_is_served_within_seconds_under_load_and_a_rollback_too(web: TestClient, bind: sa.Engine) -> None:
    before, stopped, codes = served(web), Event(), []

    def load() -> None:
        while not stopped.is_set():
            codes.append(web.get("/api/v1/search", params={"q": "ecg cable"}).status_code)

    threads = [Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        published = release.publish(bind, with_synonym("first"), "ops", "a remark, to see it go live", tools())
        wait_for(web, published.release_id)
        back = release.rollback(bind, "ops", "seen", tools())
        wait_for(web, back.release_id)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert back.release_id == before == fingerprint(INSTALLED)
    assert len(codes) > 10
    assert set(codes) == {200}


def test_a_release_that_cannot_be_read_is_never_served(web: TestClient, bind: sa.Engine) -> None:
    before = served(web)
    broken = {**INSTALLED, "query/tiers.yml": "tiers: nonsense\n"}
    with transaction(bind) as session:
        store(session, Release(fingerprint(broken), broken, "an older version", "was fine once"))
        activate(session, fingerprint(broken), "publish", "ops", "goes round the gate")
    time.sleep(3)
    assert served(web) == before
    assert "partwise_relevance_release_refused 1.0" in web.get("/metrics").text
    release.rollback(bind, "ops", "it was broken", tools())
    time.sleep(2.5)
    assert served(web) == before
    assert "partwise_relevance_release_refused 0.0" in web.get("/metrics").text


def test_a_draft_is_shown_beside_the_live_release_and_an_id_gives_its_ranking_again(web: TestClient, bind: sa.Engine) -> None:
    drafted = release.draft(bind, with_synonym("draft"), "ops")
    found = web.get("/api/v1/search", params={"q": "battery", "release": "draft"}).json()
    assert found["release"] == drafted
    assert web.get("/api/v1/search", params={"q": "battery", "release": drafted[:10]}).json()["release"] == drafted
    live = web.get("/api/v1/search", params={"q": "battery"}).json()
    assert live["release"] != drafted
    assert [hit["part"]["id"] for hit in live["hits"]] == [hit["part"]["id"] for hit in found["hits"]]


def test_the_results_page_marks_what_a_draft_moves_and_leads_back(web: TestClient, bind: sa.Engine) -> None:
    release.draft(bind, {**INSTALLED, "query/rules.yml": INSTALLED["query/rules.yml"] + BURIED}, "ops")
    page = web.get("/search", params={"q": "battery", "release": "draft"}).text
    assert "which is not live" in page
    assert re.search(r"up from \d|new on this page", page)
    assert "release=draft" in page.split('class="facets"')[1], "filters keep to the draft"
    assert 'href="/search?q=battery"' in page
    assert "which is not live" not in web.get("/search", params={"q": "battery"}).text


@pytest.mark.parametrize(("named", "status"), [("0123456789", 404), ("../etc", 404), ("zz", 404)])
def test_an_unknown_release_is_not_found(web: TestClient, named: str, status: int) -> None:
    assert web.get("/api/v1/search", params={"q": "battery", "release": named}).status_code == status


def test_visitors_cannot_look_at_other_releases(web_settings: Settings, bind: sa.Engine) -> None:
    drafted = release.draft(bind, with_synonym("hidden"), "ops")
    with TestClient(create_app(web_settings), raise_server_exceptions=False) as public:
        for named in ("draft", drafted):
            assert public.get("/api/v1/search", params={"q": "battery", "release": named}).status_code == 404


def test_the_gate_the_check_and_a_word_of_reason_are_asked_before_anything_changes(bind: sa.Engine) -> None:
    def worse(config: object, _index: str) -> Scores:
        return Scores({"name": 0.98 if getattr(config, "release", "") == fingerprint(with_synonym("worse")) else 1.0})

    with transaction(bind) as session:
        before = log(session)
    refusals = [
        (tools(measure=worse), "good reason", Conflict, "name: nDCG@10 falls from 1.000 to 0.980"),
        (tools(check=lambda _files: ("query/boosts.yml:3:1: no",)), "good reason", InvalidInput, "query/boosts.yml:3:1"),
        (tools(), "why", InvalidInput, "a reason"),
    ]
    for given, reason, error, sentence in refusals:
        with pytest.raises(error, match=sentence):
            release.publish(bind, with_synonym("worse"), "ops", reason, given)
    with transaction(bind) as session:
        assert [line.id for line in log(session) if line.kind == "publish"] == [line.id for line in before if line.kind == "publish"]


def test_of_two_who_publish_at_once_the_later_is_told_to_compare_again(bind: sa.Engine) -> None:
    def meanwhile(config: object, _index: str) -> Scores:
        if getattr(config, "release", "") == fingerprint(with_synonym("slow")):
            release.publish(bind, with_synonym("quick"), "another", "while the first is measured", tools())
        return Scores({"name": 1.0})

    with pytest.raises(Conflict, match="published meanwhile"):
        release.publish(bind, with_synonym("slow"), "ops", "a slow measurement", tools(measure=meanwhile))
    with transaction(bind) as session:
        assert live_id(session) == fingerprint(with_synonym("quick"))


def test_what_was_published_cannot_be_changed(bind: sa.Engine) -> None:
    release.draft(bind, with_synonym("kept"), "ops")
    for statement in ("UPDATE relevance_release SET author = 'me'", "DELETE FROM relevance_activation"):
        with pytest.raises(sa.exc.IntegrityError), transaction(bind) as session:
            session.execute(sa.text(statement))
