"""Past queries: which searches are worth keeping, and those that a typed text begins. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.request import Filters, SearchRequest
from search.response import SearchPage
from search.understand.words import plain, words_of

SHORTEST, LONGEST, MOST_WORDS = 3, 60, 8
_MOST_SIGNS_OF_A_MEASURE = 3  # "12V", "3m"; what is longer and has a digit may be somebody's own number
# What a chip says of these slots stands in the public catalogue or its vocabulary, digits or not.
_PUBLIC = ("manufacturer", "model", "category", "modality", "error_code")


def worth_keeping(request: SearchRequest, page: SearchPage) -> str | None:
    """The query in the form in which it is kept, or None.

    Kept are a stranger's plain words that found something as they stand: no filters, no numbers, no devices, nothing with a
    digit that could be a private number unless the public catalogue explains it.
    """
    query = page.query
    plain_search = replace(request, filters=Filters(), size=24) == replace(request, size=24) and request.page == 1 and not request.off and not request.fits_only
    stranger = request.viewer.organisation_id is None and request.viewer.audiences == ("public",)
    if not plain_search or not stranger or request.device or not page.total or page.degraded or page.relaxations or page.did_you_mean:
        return None
    if query.intent == "number" or any(chip.slot in ("part_number", "device") for chip in query.chips):
        return None
    text = plain(query.text)
    explained = {word for chip in query.chips if chip.certain and chip.slot in _PUBLIC for word in plain(chip.source).split()}
    doubtful = (word for word in words_of(query.text) if word.digits and len(word.folded) > _MOST_SIGNS_OF_A_MEASURE and word.plain not in explained)
    fits = SHORTEST <= len(text) <= LONGEST and len(text.split()) <= MOST_WORDS
    return text if fits and next(doubtful, None) is None else None


@dataclass(frozen=True, slots=True)
class PastQueries:
    """Queries that may be proposed, the most asked first; each with a blank before every word."""

    keys: tuple[str, ...] = ()

    def beginning_with(self, text: str, most: int) -> tuple[str, ...]:
        """Those with words that all words of the text begin, but the text itself."""
        typed = plain(text)
        words = [f" {word}" for word in typed.split()]
        if len(typed) < SHORTEST:
            return ()
        found = (key[1:] for key in self.keys if key[1:] != typed and all(word in key for word in words))
        return tuple(query for query, _ in zip(found, range(most), strict=False))


def compile_queries(queries: Iterable[str]) -> PastQueries:
    """Ready to be completed, in the given order."""
    return PastQueries(tuple(f" {query}" for query in queries))
