"""What a search may ask for at most. Beyond it the caller is told which field to change; nothing is cut in silence. Pure."""

from core.errors import FieldError, InvalidInput
from search.request import MAX_FILTER_VALUES, MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS, MAX_SIZE, MAX_WINDOW, SORTS, SearchRequest

_LARGEST_ENGINE_INTEGER = 2**31 - 1


def check(request: SearchRequest) -> None:
    """Raises InvalidInput that names every field beyond its limit."""
    errors = [*_query(request), *_paging(request), *_filters(request)]
    if errors:
        raise InvalidInput(" ".join(f"{error.field}: {error.message}" for error in errors), errors=tuple(errors))


def _query(request: SearchRequest) -> list[FieldError]:
    errors = []
    if len(request.q) > MAX_QUERY_CHARACTERS:
        errors.append(FieldError("q", f"at most {MAX_QUERY_CHARACTERS} characters; this has {len(request.q)}."))
    elif (words := len(request.q.split())) > MAX_QUERY_WORDS:
        errors.append(FieldError("q", f"at most {MAX_QUERY_WORDS} words; this has {words}."))
    if request.sort not in SORTS:
        errors.append(FieldError("sort", f"one of {', '.join(SORTS)}."))
    return errors


def _paging(request: SearchRequest) -> list[FieldError]:
    errors = []
    if request.page < 1:
        errors.append(FieldError("page", "pages count from 1."))
    if not 1 <= request.size <= MAX_SIZE:
        errors.append(FieldError("size", f"from 1 to {MAX_SIZE}."))
    elif request.page * request.size > MAX_WINDOW:
        errors.append(FieldError("page", f"only the first {MAX_WINDOW} results can be paged through: narrow the search by a filter."))
    return errors


def _filters(request: SearchRequest) -> list[FieldError]:
    filters = request.filters
    lists = ("category", "manufacturer", "model", "modality", "condition", "ship_from", "seller", "specifications")
    errors = [FieldError(name, f"at most {MAX_FILTER_VALUES} values.") for name in lists if len(getattr(filters, name)) > MAX_FILTER_VALUES]
    for name in ("lead_time_max", "warranty_min"):
        value = getattr(filters, name)
        if value is not None and not 0 <= value <= _LARGEST_ENGINE_INTEGER:
            errors.append(FieldError(name, "a number from 0 up that a calendar can hold."))
    for name in ("price_min", "price_max", "rating_min"):
        value = getattr(filters, name)
        if value is not None and not (value.is_finite() and 0 <= value <= 10**12):
            errors.append(FieldError(name, "an amount from 0 to 1,000,000,000,000."))
    return errors
