"""The configuration that a process searches with now: one reference, replaced as a whole while searches run."""

from search.tuning.types import QueryConfig


class Current:
    """Holds one configuration. A search takes it once, at its beginning, and keeps to it until it is answered.

    Reading and replacing are single operations of the interpreter: no lock, and nobody ever sees half of each.
    """

    def __init__(self, config: QueryConfig) -> None:
        self._config = config

    def get(self) -> QueryConfig:
        """The configuration of this instant."""
        return self._config

    def swap(self, config: QueryConfig) -> QueryConfig:
        """Serve `config` from the next search on; the configuration before."""
        before, self._config = self._config, config
        return before
