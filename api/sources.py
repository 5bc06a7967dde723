"""Where search gets names from and the pages their counts: the catalogue's tables, as search's own values."""

from collections.abc import Mapping
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.pages.home import HomeView, example_queries, home_view
from catalog.backlog import lag_ms
from catalog.names import Names, read_names
from core import db
from core.errors import Unavailable
from core.metrics import INDEX_LAG_SECONDS
from search.labels import CategoryLabel, Labels
from search.request import SearchRequest
from search.service import SearchService

BEST_SELLERS = 12
EXAMPLES = 4
Titles = Mapping[tuple[str, str], str]


def load_names(bind: sa.Engine) -> Names:
    """All names at one instant. Raises Unavailable when the database does not answer."""
    try:
        with db.snapshot(bind) as session:
            return read_names(session)
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("The database does not answer; `partwise status` says more.") from error


def load_lag_ms(bind: sa.Engine) -> int:
    """How far the index is behind. Raises Unavailable when the database does not answer."""
    try:
        with Session(bind) as session:
            lag = lag_ms(session)
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("The database does not answer; `partwise status` says more.") from error
    INDEX_LAG_SECONDS.set(lag / 1000)
    return lag


def labels(names: Names) -> Labels:
    """The names in the form that search takes: ids are strings there."""
    return Labels(
        categories={str(row.id): CategoryLabel(row.name, None if row.parent is None else str(row.parent)) for row in names.categories.values()},
        manufacturers={str(maker): name for maker, name in names.manufacturers.items()},
        modalities=names.modalities,
        manufacturer_names={name: tuple(map(str, makers)) for name, makers in names.manufacturer_names.items()},
        usd_per_unit=names.usd_per_unit,
        models={str(model): name for model, name in names.models.items()},
        model_modalities={str(model): modality for model, modality in names.model_modalities.items()},
        category_slugs={row.slug: str(row.id) for row in names.categories.values()},
        model_slugs={slug: str(model) for slug, model in names.model_slugs.items()},
        maker_slugs={slug: str(maker) for slug, maker in names.manufacturer_slugs.items()},
    )


def titles(names: Names) -> Titles:
    """The name of each (parameter, id), for the summary of filters."""
    found = {("category", str(row.id)): row.name for row in names.categories.values()}
    for parameter, known in (("manufacturer", names.manufacturers), ("model", names.models), ("seller", names.sellers)):
        found |= {(parameter, str(key)): name for key, name in known.items()}
    return found | {("modality", code): name for code, name in names.modalities.items()}


def load_home(search: SearchService, names: Names) -> HomeView:
    """The ways into the catalogue, with examples that find something. Raises Unavailable when the engine does not answer."""
    page = search.search(SearchRequest(sort="best_selling", size=BEST_SELLERS))
    found = (query for query in example_queries(page.hits) if search.search(SearchRequest(query, size=1)).total)
    return home_view(page, {str(row.id): row.slug for row in names.categories.values()}, tuple(islice(found, EXAMPLES)))
