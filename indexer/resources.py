"""What the indexer works with, put together once per process by `indexer.app` or the command line."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from opensearchpy import OpenSearch

from catalog.bundle import PartBundle
from core import db, opensearch
from core.settings import Settings, get_settings
from indexer import document
from search.embedding.factory import encoder_name
from search.schema.document import PartDocument


@dataclass(frozen=True, slots=True)
class Resources:
    """Clients and settings. `build` is a field so that a test can put a document in that the engine refuses."""

    db: sa.Engine
    engine: OpenSearch
    settings: Settings
    build: Callable[[PartBundle], PartDocument] = document.build

    @property
    def prefix(self) -> str:
        """First part of every index and alias name."""
        return self.settings.engine.index_prefix

    @property
    def model(self) -> str:
        """Name under which vectors are cached; empty when vectors are off."""
        return encoder_name(self.settings.encoder)


def made_of(settings: Settings) -> Resources:
    """Resources with clients of their own. Raises SetupError when a service's URL is missing."""
    return Resources(db.make_engine(settings), opensearch.make_client(settings), settings)


def from_settings() -> Resources:
    """This process's resources. Raises SetupError when a service's URL is missing."""
    return Resources(db.engine(), opensearch.client(), get_settings())
