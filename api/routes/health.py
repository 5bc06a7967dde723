"""Liveness, readiness and metrics."""

from collections.abc import Callable

import redis
import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from opensearchpy.exceptions import OpenSearchException
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from api.deps import WiringDep
from api.errors import refuse_unknown
from api.index_state import set_gauges, standing
from api.schemas.values import encode
from api.wiring import Wiring
from search.schema.names import read_alias

router = APIRouter(tags=["operations"])
PATIENCE_S = 2.0


@router.get("/healthz", summary="The process is alive")
def healthz(request: Request) -> Response:
    """Always 200 while the process answers."""
    refuse_unknown(request)
    return Response(encode({"ok": True}), media_type="application/json")


@router.get("/readyz", summary="Every dependency answers")
def readyz(request: Request, wiring: WiringDep) -> Response:
    """Each dependency with its reason. 200 while searches are answered: `degraded` when PostgreSQL does it alone; else 503."""
    refuse_unknown(request)
    checks: dict[str, Callable[[Wiring], None]] = {"postgres": _postgres, "opensearch": _opensearch, "redis": _redis}
    found = {name: _state(check, wiring) for name, check in checks.items()}
    ok = all(state["ok"] for name, state in found.items() if name != "opensearch")
    degraded = wiring.guarded.is_away or not found["opensearch"]["ok"]
    body = {"ok": ok, "degraded": degraded, **found, "index": standing(wiring)}
    return Response(encode(body), 200 if ok else 503, media_type="application/json", headers={"cache-control": "no-store"})


@router.get("/metrics", summary="Prometheus metrics")
def metrics(request: Request, wiring: WiringDep) -> Response:
    """All metrics of this process, and the state of the index at this moment."""
    refuse_unknown(request)
    set_gauges(standing(wiring))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _state(check: Callable[[Wiring], None], wiring: Wiring) -> dict[str, object]:
    try:
        check(wiring)
    except (SQLAlchemyError, OpenSearchException, RedisError) as error:
        return {"ok": False, "reason": str(error).splitlines()[0][:200]}
    return {"ok": True, "reason": None}


def _postgres(wiring: Wiring) -> None:
    with wiring.reading.connect() as connection:
        connection.execute(sa.text("SELECT 1"))


def _opensearch(wiring: Wiring) -> None:
    """The read alias must be there: without it every search fails."""
    wiring.engine.indices.get_alias(name=read_alias(wiring.settings.engine.index_prefix), params={"request_timeout": PATIENCE_S})


def _redis(wiring: Wiring) -> None:
    with redis.Redis.from_url(wiring.settings.redis_url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S) as client:
        client.ping()
