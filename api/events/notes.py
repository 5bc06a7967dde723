"""Everything that is noted in the background of a request, as one thing to start and stop. Part of the composition."""

from dataclasses import dataclass

from api.events.log import EventLog
from api.past_queries import PastQueryLog


@dataclass(frozen=True, slots=True)
class Notes:
    """Past queries for autocomplete, and behaviour events.

    Two logs on purpose: a past query opens once several people have asked it, which needs one name a person for months; in the
    events a person has another name every day, so counting there would take one who comes back for several.
    """

    past_queries: PastQueryLog
    events: EventLog

    def start(self) -> None:
        """Begin to write both."""
        self.past_queries.start()
        self.events.start()

    def stop(self) -> None:
        """Write out what is left; returns when both threads have ended."""
        self.past_queries.stop()
        self.events.stop()
