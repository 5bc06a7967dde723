"""The operator's walk of docs/relevance.md: a bad result, a rule for it, the typo in it, its effect, a version that harms, the good one live, and back.

With the commands themselves, over the default world and a running web process that is searched all the time.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from core.settings import Settings
from relevance.judged import FOLDER
from search.tuning.loader import CONFIG

LIVE_WITHIN_S = 5.0
BAD = "cooling fan 24v dc"
RULE = """
  - id: fan-voltages
    owner: test desk
    {reason}: "24v dc is a voltage here and no ultrasound system called DC"
    expires: 2099-01-01
    when: {{query: {{exact: ["cooling fan 24v dc"]}}}}
    then:
      - rewrite: {{to: "cooling fan 24 V"}}
"""
HARM = """
  - id: cables-are-batteries
    owner: test desk
    reason: "a thoughtless rule, to see the gate refuse it"
    expires: 2099-01-01
    when: {query: {contains: [cable, probe, kit]}}
    then:
      - hide: {lifecycle: [active, nrnd]}
"""


class Operator:
    """Somebody at a terminal, with a copy of the configuration and a few judged queries."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.config, self.judgments = folder / "config", folder / "judgments"
        shutil.copytree(CONFIG, self.config)
        self.judgments.mkdir()
        queries = (FOLDER / "queries.tsv").read_text().splitlines()
        kept = [line for line in queries[1:] if line.split("\t")[1] == "name"][:40] + [line for line in queries if f"\t{BAD}\t" in line]
        known = {line.split("\t")[0] for line in kept}
        (self.judgments / "queries.tsv").write_text("\n".join([queries[0], *dict.fromkeys(kept)]) + "\n")
        grades = (FOLDER / "qrels.tsv").read_text().splitlines()
        (self.judgments / "qrels.tsv").write_text("\n".join([grades[0], *(line for line in grades[1:] if line.split("\t")[0] in known)]) + "\n")
        self._variables = {
            **os.environ,
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "OPENSEARCH_URL": settings.opensearch_url,
            "PARTWISE_ENGINE__INDEX_PREFIX": settings.engine.index_prefix,
            "PARTWISE_ENCODER__ENGINE": "off",
        }

    def write(self, *rules: str) -> None:
        """The rules of the installation, and these."""
        (self.config / "query" / "rules.yml").write_text((CONFIG / "query" / "rules.yml").read_text() + "".join(rules))

    def run(self, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        """`partwise relevance …`."""
        line = [sys.executable, "-m", "cli.main", "relevance", command, *more]
        return subprocess.run(line, env=self._variables, capture_output=True, text=True, timeout=300, check=False)

    def publish(self) -> subprocess.CompletedProcess[str]:
        """Publish the copy, measured on the few queries."""
        return self.run("publish", "--config", str(self.config), "--judgments", str(self.judgments), "--reason", "fans by voltage", "--json")


@pytest.fixture
def operator(web_settings: Settings, tmp_path: Path) -> Operator:
    return Operator(web_settings, tmp_path)


@pytest.fixture
def searched(web_settings: Settings) -> Iterator[tuple[TestClient, list[int]]]:
    """A web process that somebody searches all the time, and the status of each answer."""
    stopped, codes = Event(), []  # type: tuple[Event, list[int]]
    with TestClient(create_app(web_settings), raise_server_exceptions=False) as web:

        def load() -> None:
            while not stopped.is_set():
                codes.append(web.get("/api/v1/search", params={"q": "ecg cable"}).status_code)
                time.sleep(0.05)

        thread = Thread(target=load)
        thread.start()
        yield web, codes
        stopped.set()
        thread.join()


def total(web: TestClient) -> int:
    return int(web.get("/api/v1/search", params={"q": BAD}).json()["total"])


def wait_until_served(web: TestClient, release: str) -> None:
    begun = time.monotonic()
    while web.get("/api/v1/search", params={"q": BAD}).json()["release"] != release:
        assert time.monotonic() < begun + LIVE_WITHIN_S
        time.sleep(0.1)


def test_an_operator_mends_a_bad_result_and_takes_it_back(operator: Operator, searched: tuple[TestClient, list[int]]) -> None:
    web, codes = searched
    before = total(web)

    operator.write(RULE.format(reason="raeson"))
    checked = operator.run("check", str(operator.config))
    assert checked.returncode == 1
    assert "rules.yml:" in checked.stdout
    assert "did you mean reason" in checked.stdout

    operator.write(RULE.format(reason="reason"))
    assert operator.run("check", str(operator.config)).returncode == 0
    compared = operator.run("compare", "live", str(operator.config), "--judgments", str(operator.judgments), "--json")
    assert compared.returncode == 0, compared.stderr
    moved = [one for one in json.loads(compared.stdout)["queries"] if one["a"] != one["b"]]
    assert [one["text"] for one in moved] == [BAD]
    assert moved[0]["b"] > moved[0]["a"]

    operator.write(RULE.format(reason="reason"), HARM)
    refused = operator.publish()
    assert refused.returncode == 1
    assert "name: nDCG@10 falls" in refused.stderr + refused.stdout

    operator.write(RULE.format(reason="reason"))
    published = operator.publish()
    assert published.returncode == 0, published.stderr
    wait_until_served(web, json.loads(published.stdout)["release"])
    assert total(web) > before

    back = operator.run("rollback", "--json")
    assert back.returncode == 0, back.stderr
    wait_until_served(web, json.loads(back.stdout)["release"])
    assert total(web) == before
    assert set(codes) == {200}
