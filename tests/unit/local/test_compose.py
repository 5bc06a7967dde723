"""`docker-compose.yml` without an engine: complete, and running the very commands that `partwise up` runs."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from local.apps import APPS, MIGRATE

COMPOSE: dict[str, Any] = yaml.safe_load((Path(__file__).parents[3] / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
STORES = ("postgres", "redis", "opensearch")
# The web server is called after what it is for where others address it by name.
OURS = {("api" if app.name == "web" else app.name): app for app in (MIGRATE, *APPS)}


def test_it_has_the_three_stores_and_our_processes_and_nothing_else() -> None:
    assert set(SERVICES) == {*STORES, *OURS}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_has_a_memory_limit_a_pinned_image_and_a_health_check(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert ":" in service["image"]
    assert not service["image"].endswith(":latest")
    if name == MIGRATE.name:
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert service["healthcheck"]["retries"] > 0


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_run_the_same_commands_as_partwise_up(name: str) -> None:
    assert tuple(SERVICES[name]["command"]) == OURS[name].command


@pytest.mark.parametrize("name", sorted({*OURS} - {"migrate"}))
def test_our_processes_wait_for_healthy_stores_and_the_schema(name: str) -> None:
    conditions = {other: wait["condition"] for other, wait in SERVICES[name]["depends_on"].items()}
    assert conditions == dict.fromkeys(STORES, "service_healthy") | {"migrate": "service_completed_successfully"}


@pytest.mark.parametrize("name", STORES)
def test_the_stores_keep_their_data_in_named_volumes(name: str) -> None:
    volume = SERVICES[name]["volumes"][0].split(":")[0]
    assert volume in COMPOSE["volumes"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_are_told_all_three_urls(name: str) -> None:
    assert {"DATABASE_URL", "REDIS_URL", "OPENSEARCH_URL"} <= set(SERVICES[name]["environment"])


def test_only_the_web_server_is_published() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["api"]


def test_no_password_is_written_down() -> None:
    environment = [str(value) for service in SERVICES.values() for key, value in service["environment"].items() if "PASSWORD" in key or "AUTH" in key]
    assert environment
    assert all(value.startswith("${") for value in environment)
