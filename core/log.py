"""Structured logs: one event a line on standard error, with the request id of whoever caused it."""

import logging
import sys
from uuid import uuid4

import structlog

from core.settings import LogSettings

# One list for the life of the process: loggers keep the list that they first saw.
_processors: list[structlog.typing.Processor] = []


def configure(settings: LogSettings) -> None:
    """Set up structlog and route the standard library's records through it. Call once per process."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer() if settings.format == "json" else structlog.dev.ConsoleRenderer()
    _processors[:] = [*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
    structlog.configure(
        processors=_processors,
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    # These write a line for each request; our own events say it better.
    for noisy in ("urllib3", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Its warnings repeat, with a traceback, what `core.opensearch.translated` raises as one sentence.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger named after the module that asks."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def bind_request(request_id: str | None = None) -> str:
    """Give everything logged from here on in this context a request id (made if none is given) and return it."""
    chosen = request_id or uuid4().hex
    structlog.contextvars.bind_contextvars(request_id=chosen)
    return chosen
