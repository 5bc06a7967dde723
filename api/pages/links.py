"""Links of a results page: the same search with one thing changed. Pure.

A link keeps every other parameter and always goes back to page 1, because another result set has other pages.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlencode

Pairs = tuple[tuple[str, str], ...]
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_MOST_SLUG = 80


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 80 characters; `"part"` when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:_MOST_SLUG].strip("-") or "part"


def part_url(part_id: str | int, name: str) -> str:
    """Where a part's page is."""
    return f"/parts/{part_id}-{slug(name)}"


def from_search(url: str, query_id: str, place: int) -> str:
    """The link with the search that it was found by and its place there, so that a click is known; as it is without a search's id."""
    return f"{url}{'&' if '?' in url else '?'}query={query_id}&position={place}" if query_id else url


@dataclass(frozen=True, slots=True)
class Links:
    """The parameters of the page that is shown, in their order."""

    pairs: Pairs
    path: str = "/search"

    def url(self, pairs: Pairs) -> str:
        """The page with exactly these parameters."""
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def adding(self, name: str, value: str) -> str:
        """With one more value of a parameter that may repeat."""
        return self.url((*self._first_page(), (name, value)))

    def replacing(self, name: str, values: Container[str], value: str) -> str:
        """With one more value of a parameter, in place of others of it."""
        kept = tuple(pair for pair in self._first_page() if pair[0] != name or pair[1] not in values)
        return self.url((*kept, (name, value)))

    def removing(self, name: str, value: str) -> str:
        """Without this one value."""
        return self.url(tuple(pair for pair in self._first_page() if pair != (name, value)))

    def setting(self, **values: str | None) -> str:
        """With these parameters replaced; None removes one."""
        kept = tuple(pair for pair in self._first_page() if pair[0] not in values)
        return self.url((*kept, *((name, value) for name, value in values.items() if value is not None)))

    def at_page(self, page: int) -> str:
        """Another page of the same results."""
        kept = self._first_page()
        return self.url(kept if page == 1 else (*kept, ("page", str(page))))

    def without(self, *names: str) -> Pairs:
        """The parameters that a form must carry as hidden fields when it sets `names` itself."""
        return tuple(pair for pair in self._first_page() if pair[0] not in names)

    def _first_page(self) -> Pairs:
        return tuple(pair for pair in self.pairs if pair[0] != "page")
