"""The Celery application: where broker, queues and periodic jobs are put together.

Messages are wake-ups that carry ids. Losing one, or getting one twice, costs time and nothing else: the outbox knows what is
due. So nothing is stored about results, and a message that a killed worker had is simply not worth waiting for.
"""

from typing import Any

from celery import Celery
from celery.schedules import crontab

from core.errors import SetupError
from core.settings import Settings, get_settings

INDEX_QUEUE, VECTOR_QUEUE = "index", "vectors"
INDEX_PARTS, EMBED_PARTS = "index_parts", "embed_parts"
# Longer than any task may run, else a message comes again while it is worked on.
VISIBILITY_S, TASK_LIMIT_S, TASK_SOFT_LIMIT_S = 300, 240, 180
# The broker is on the same machine or network: when it does not answer in this time it is down.
_BROKER_TIMEOUT_S = 3
_HOUR_S = 3600.0
# A message about one of these that waited longer is of no use: the next one is due.
_FRESH_S = 10.0


def key_prefix(settings: Settings) -> str:
    """First part of every Redis key, so that worlds with different index prefixes may share a Redis database."""
    return f"{settings.engine.index_prefix}:"


def _schedule() -> dict[str, dict[str, Any]]:
    """What beat starts. Every job takes a lock of its own, so a second beat or a slow run does no harm."""
    return {
        "embed": {"task": EMBED_PARTS, "schedule": 5.0, "options": {"queue": VECTOR_QUEUE, "expires": _FRESH_S}},
        "watch": {"task": "watch_lag", "schedule": 10.0, "options": {"queue": INDEX_QUEUE, "expires": _FRESH_S}},
        "purge": {"task": "purge_hidden", "schedule": _HOUR_S, "options": {"queue": VECTOR_QUEUE}},
        "forget": {"task": "forget_events", "schedule": _HOUR_S, "options": {"queue": VECTOR_QUEUE}},
        "verify": {"task": "verify_index", "schedule": crontab(hour="2", minute="30"), "options": {"queue": VECTOR_QUEUE}},
    }


def configuration(settings: Settings) -> dict[str, Any]:
    """Celery's configuration for these settings. Raises SetupError without a broker."""
    if not settings.redis_url:
        raise SetupError("REDIS_URL is not set: run `partwise up`, or set it to a Redis or Valkey server.")
    return {
        "broker_url": settings.redis_url,
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_default_queue": INDEX_QUEUE,
        "task_time_limit": TASK_LIMIT_S,
        "task_soft_time_limit": TASK_SOFT_LIMIT_S,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_send_task_events": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_S,
            # Without these two the messages of a killed worker come back only when another ten have been acknowledged.
            "unacked_restore_interval": 1,
            "unacked_restore_throttle": 1,
            "global_keyprefix": key_prefix(settings),
            "socket_connect_timeout": _BROKER_TIMEOUT_S,
            "socket_keepalive": True,
        },
        "beat_schedule": _schedule(),
        "timezone": "UTC",
    }


app = Celery("partwise", include=["indexer.tasks"])
# Asked for at first use: importing a task must not need a broker.
app.add_defaults(lambda: configuration(get_settings()))
