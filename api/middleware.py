"""What every response gets: a request id, security headers, the time it took. Plain ASGI, as this is on every path."""

import re
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import log
from core.metrics import HTTP_SECONDS

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

# Scripts and styles only from our own files; nothing inline; no frames, no plug-ins, no forms to elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Envelope:
    """Wraps the application: request id in and out, headers, `Server-Timing`, one histogram by route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = log.bind_request(given if _REQUEST_ID.fullmatch(given) else uuid4().hex)
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_enveloped(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = perf_counter() - started
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                stages = headers.get("server-timing")
                headers["server-timing"] = ", ".join(filter(None, (stages, f"app;dur={took * 1000:.1f}")))
                HTTP_SECONDS.labels(_route(scope), str(message["status"])).observe(took)
            await send(message)

        await self.app(scope, receive, send_enveloped)


def _route(scope: Scope) -> str:
    """The path's template, so that the metric has as many series as there are routes."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "none"
