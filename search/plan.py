"""What exactly is searched: the query as it was read, or read with less, and the bodies that ask for it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from search.fusion import Attempt, neighbours
from search.query.builder import FIRST_ATTEMPT, build, searched
from search.query.clauses import Clause, every
from search.query.filters import Selection, selection
from search.query.visibility import visible_offers, visible_parts
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.tuning.types import QueryConfig

NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Plan:
    """A query, a request and an attempt; `by_meaning` leaves the words aside and takes what is near within the filters."""

    understood: UnderstoodQuery
    request: SearchRequest
    attempt: Attempt = FIRST_ATTEMPT
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What every plan of a search is built with; `usd_per_unit` are the rates for prices that words name."""

    config: QueryConfig
    usd_per_unit: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The plan that was answered in the end, its response, and what was given up on the way to it."""

    plan: Plan
    response: dict[str, Any]
    relaxations: tuple[tuple[str, str], ...] = ()
    did_you_mean: str | None = None
    notes: tuple[str, ...] = ()


def page_body(plan: Plan, setting: Setting) -> dict[str, Any]:
    """The body that gives the plan's page."""
    body = build(plan.understood, plan.request, setting.config, setting.usd_per_unit, plan.attempt)
    if plan.by_meaning:
        body["query"] = _by_meaning(plan, setting, selection(plan.understood, plan.request, setting.usd_per_unit))
    return body


def _by_meaning(plan: Plan, setting: Setting, chosen: Selection) -> Clause:
    near = neighbours(plan.attempt, every([visible_parts(), *chosen.without(None)]), setting.config.fusion)
    return {"bool": {"must": near, "filter": [visible_parts()]}}


def count_body(plan: Plan, setting: Setting, nearest: tuple[str, str] | None = None) -> dict[str, Any]:
    """The body that only counts the plan's hits.

    `nearest` is ("min" or "max", field of an offer): its value over the offers that meet the plan, read by `nearest_value`.
    """
    chosen = selection(plan.understood, plan.request, setting.usd_per_unit)
    query = _by_meaning(plan, setting, chosen) if plan.by_meaning else searched(plan.understood, plan.request, setting.config, plan.attempt)
    body: dict[str, Any] = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": [query, *chosen.without(None)]}}}
    if nearest:
        admitted = every([visible_offers(plan.request.viewer), *chosen.offers_without(None)])
        value = {"admitted": {"filter": admitted, "aggs": {"value": {nearest[0]: {"field": nearest[1]}}}}}
        body["aggs"] = {NEAREST: {"nested": {"path": "offers"}, "aggs": value}}
    return body


def presence_body(clause: Clause) -> dict[str, Any]:
    """The body that counts visible parts that meet a clause."""
    return {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": [clause, visible_parts()]}}}


def counted(response: Mapping[str, Any]) -> int:
    """The number of hits in the answer to a counting body."""
    count: int = response["hits"]["total"]["value"]
    return count


def nearest_value(response: Mapping[str, Any]) -> float | None:
    """The value that `nearest` asked for; None when no offer has one."""
    found: float | None = response["aggregations"][NEAREST]["admitted"]["value"]["value"] if NEAREST in response.get("aggregations", {}) else None
    return found
