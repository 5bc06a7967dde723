"""Prometheus metrics, declared where everybody can see them; `GET /metrics` prints them."""

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)

SEARCH_SECONDS = Histogram("partwise_search_seconds", "Time of one search by stage", ["stage"], buckets=_SECONDS)
INDEX_LAG_SECONDS = Gauge("partwise_index_lag_seconds", "Age of the oldest change that the index has not confirmed")
INDEX_BACKLOG = Gauge("partwise_index_backlog_rows", "Outbox rows that wait for the index")
INDEX_DEAD = Gauge("partwise_index_dead_rows", "Outbox rows parked with a reason")
INDEX_FANOUTS = Gauge("partwise_index_fanout_rows", "Changes of shared rows that are still to be unfolded")
INDEX_CANARY_AGE = Gauge(
    "partwise_index_canary_age_seconds", "Age of the youngest sign of life that went the whole way into the live index; NaN when it has none"
)
INDEX_VERIFY_AGE = Gauge("partwise_index_verify_age_seconds", "Time since the index was last compared with PostgreSQL; NaN when it never was")
INDEX_VERIFY_DIFFERENCES = Gauge("partwise_index_verify_differences", "Parts that differed at that comparison")
INDEX_ITEMS = Counter("partwise_index_items_total", "Bulk items by outcome", ["outcome"])
HTTP_SECONDS = Histogram(
    "partwise_http_seconds", "Time to the first byte of a response", ["route", "status"], buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
)
ENGINE_AWAY = Gauge("partwise_search_engine_away", "1 while searches are answered without the engine")
FALLBACK_SEARCHES = Counter("partwise_search_fallback_total", "Searches that the engine could not answer, by what became of them", ["outcome"])
EVENTS = Counter("partwise_events_total", "Behaviour events: written, dropped because the queue was full, refused by the database, or not counted", ["outcome"])
RELEASE_REFUSED = Gauge("partwise_relevance_release_refused", "1 while a published release cannot be read by this process, so that the one before is served")
