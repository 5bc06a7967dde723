"""Every setting of Partwise, by environment, `.env` or the local runtime's `services.env`.

Precedence: environment, then `.env` in the working folder, then `<PARTWISE_HOME>/services.env` (written by
`partwise up` for the services it started). `.env.example` lists each one; a test keeps it complete.
Settings that move ranking are not here but in `relevance/config`.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def home() -> Path:
    """The data folder: `PARTWISE_HOME`, or `.partwise` in the working folder. Absolute."""
    return Path(os.environ.get("PARTWISE_HOME") or ".partwise").absolute()


class DatabaseSettings(BaseModel):
    """PostgreSQL connections."""

    pool_size: int = Field(10, ge=1, description="connections kept open per process")
    pool_overflow: int = Field(10, ge=0, description="connections opened beyond the pool under load")
    statement_timeout_ms: int = Field(30_000, ge=0, description="server-side limit for one statement; 0 is none")
    lock_timeout_ms: int = Field(5_000, ge=0, description="how long one statement may wait for a lock; 0 is for ever")


class EngineSettings(BaseModel):
    """The search engine and the names of its indexes."""

    index_prefix: str = Field("partwise", pattern=r"^[a-z][a-z0-9_]*$", description="first part of every index and alias name")
    timeout_ms: int = Field(800, ge=50, description="longest time that one search may take, all stages")
    bulk_timeout_s: float = Field(60.0, gt=0, description="longest time that one bulk request may take")
    refresh_interval: str = Field("100ms", description="how often the engine makes changes searchable")
    shards: int = Field(1, ge=1, description="primary shards of a new index")
    replicas: int = Field(0, ge=0, description="replicas of a new index once it is live")
    heap: str = Field("512m", pattern=r"^\d+[mg]$", description="JVM heap of the engine started by `partwise up`")


class FallbackSettings(BaseModel):
    """Searches while the engine is away: when it counts as away, and what PostgreSQL may be asked then."""

    failures: int = Field(3, ge=1, description="failed searches within window_s after which nobody waits for the engine")
    failures_in_a_row: int = Field(2, ge=1, description="the same for failed searches without a good one between them, however far apart")
    window_s: float = Field(1.0, gt=0, description="how long a failed search counts")
    probe_s: float = Field(1.0, gt=0, description="how often the engine is asked whether it is back")
    reserve_ms: int = Field(300, ge=1, description="part of a search's time that is kept for PostgreSQL; at most half of it")
    concurrency: int = Field(4, ge=1, description="searches that PostgreSQL answers at the same time; more are told to come back")
    wait_ms: int = Field(150, ge=0, description="how long a search waits for its turn at PostgreSQL")
    statement_timeout_ms: int = Field(500, ge=1, description="longest time that PostgreSQL may take for one statement of such a search")


class IndexerSettings(BaseModel):
    """The path from a change event to the index."""

    batch: int = Field(500, ge=1, le=5_000, description="parts per bulk request")
    poll_ms: int = Field(50, ge=5, description="how often an idle relay looks for due rows")
    sweep_s: float = Field(2.0, gt=0, description="how often claimed rows whose lease ran out are offered again")
    lease_s: float = Field(6.0, gt=0, description="how long a claimed row belongs to its worker before it is offered again")
    max_attempts: int = Field(8, ge=1, description="times that a document may kill its worker before its row is parked as dead")
    concurrency: int = Field(1, ge=1, description="worker processes that `partwise up` starts")


class EncoderSettings(BaseModel):
    """Sentence vectors."""

    engine: Literal["onnx", "sentence-transformers", "off"] = Field("onnx", description="which library runs the model")
    model: str = Field("", description="a local model folder; empty takes the packaged all-MiniLM-L6-v2")
    threads: int = Field(1, ge=1, description="CPU threads of one encoder")
    query_timeout_ms: int = Field(60, ge=1, description="how long one search waits for the vector of its words")


class WebSettings(BaseModel):
    """The HTTP server."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65_535, description="port to listen on; `partwise up` takes the next free one")
    workers: int = Field(1, ge=1, description="server processes")
    preview: bool = Field(default=False, description="whether every visitor may look at other relevance releases; for servers that only staff reach")


class EventSettings(BaseModel):
    """What people do: searches, clicks and what follows, for the search-quality report."""

    capture: bool = Field(default=True, description="whether anything is noted")
    keep_days: int = Field(90, ge=1, description="how long it is kept")
    queue: int = Field(10_000, ge=1, description="events of one web process that may wait for the database; more are dropped and counted")
    flush_ms: int = Field(1_000, ge=10, description="how often a web process writes them out")


class LogSettings(BaseModel):
    """Structured logs on standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="least severe event that is written")
    format: Literal["json", "console"] = Field("json", description="one JSON object a line, or coloured text")


class Settings(BaseSettings):
    """All settings. Nested ones are named `PARTWISE_<GROUP>__<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="PARTWISE_", env_nested_delimiter="__", extra="ignore")

    database_url: str = Field("", validation_alias="DATABASE_URL", description="PostgreSQL, as postgresql://user:password@host:port/name")
    redis_url: str = Field("", validation_alias="REDIS_URL", description="Redis or Valkey, as redis://host:port/0")
    opensearch_url: str = Field("", validation_alias="OPENSEARCH_URL", description="OpenSearch, as http://user:password@host:port")
    database: DatabaseSettings = DatabaseSettings()
    engine: EngineSettings = EngineSettings()
    fallback: FallbackSettings = FallbackSettings()
    indexer: IndexerSettings = IndexerSettings()
    encoder: EncoderSettings = EncoderSettings()
    web: WebSettings = WebSettings()
    events: EventSettings = EventSettings()
    log: LogSettings = LogSettings()


@lru_cache
def get_settings() -> Settings:
    """Read the settings once per process. Raises pydantic's ValidationError naming each bad variable."""
    return Settings(_env_file=(home() / "services.env", ".env"))
