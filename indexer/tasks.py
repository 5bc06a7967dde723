"""The tasks, thin: they carry ids and call the rooms that do the work."""

from functools import lru_cache

from indexer import garbage, jobs, sync
from indexer.app import EMBED_PARTS, INDEX_PARTS, app
from indexer.resources import Resources, from_settings
from search.embedding.encoder import Encoder
from search.embedding.factory import make_encoder

# Half a million parts take minutes.
_VERIFY_LIMIT_S = 3600


@lru_cache
def _resources() -> Resources:
    """This worker process's resources: made by the first task, so after the fork."""
    garbage.seek_rarely()
    return from_settings()


@lru_cache
def _encoder() -> Encoder | None:
    """This worker process's encoder, loaded when it is first needed."""
    return make_encoder(_resources().settings.encoder)


@app.task(name=INDEX_PARTS)
def index_parts(part_ids: list[int]) -> None:
    """Bring these parts of the index up to date."""
    if sync.index_parts(_resources(), part_ids).asked:
        jobs.wake_encoder(app)


@app.task(name=EMBED_PARTS)
def embed_parts() -> None:
    """Work off one batch of missing vectors."""
    if jobs.embed(_resources(), _encoder):
        jobs.wake_encoder(app)


@app.task(name="watch_lag")
def watch_lag() -> None:
    """Look how far the index is behind, and send a canary."""
    jobs.watch(_resources())


@app.task(name="purge_hidden")
def purge_hidden() -> None:
    """Remove the hidden documents of parts that are long gone."""
    jobs.purge_hidden(_resources())


@app.task(name="forget_events")
def forget_events() -> None:
    """Delete the behaviour events that were kept long enough."""
    jobs.forget_events(_resources())


# It may outlast the message's visibility: a copy of the message then finds the lock taken and ends at once.
@app.task(name="verify_index", time_limit=_VERIFY_LIMIT_S, soft_time_limit=_VERIFY_LIMIT_S - 60)
def verify_index() -> None:
    """Compare the whole index with PostgreSQL and heal what differs."""
    jobs.verify(_resources())
