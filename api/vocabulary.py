"""The catalogue's names as plain language is read with them. Part of the composition."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError

from catalog.vocabulary import VocabularyRows, read_vocabulary
from core import db
from core.errors import Unavailable
from equipment.error_codes import ErrorCodeRow, read_error_codes
from search.understand.vocabulary import CategoryName, ErrorCode, Kind, MakerName, ModalityName, ModelName, Specification, Vocabulary


def load_vocabulary(bind: sa.Engine) -> Vocabulary:
    """The names of this instant. Raises Unavailable when the database does not answer."""
    try:
        with db.snapshot(bind) as session:
            return vocabulary(read_vocabulary(session), read_error_codes(session))
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("The database does not answer; `partwise status` says more.") from error


def vocabulary(rows: VocabularyRows, codes: tuple[ErrorCodeRow, ...]) -> Vocabulary:
    """The names in the form that search takes: ids are strings there."""
    return Vocabulary(
        makers=tuple(MakerName(str(row.maker), row.name, cast("Kind", row.kind)) for row in rows.makers),
        models=tuple(ModelName(str(row.model), row.name, str(row.maker), row.modality) for row in rows.models),
        categories=tuple(CategoryName(str(row.category), row.name, row.own) for row in rows.categories),
        specifications=tuple(
            Specification(str(row.category), row.key, row.label, row.unit, row.minimum, row.maximum, row.options) for row in rows.specifications
        ),
        modalities=tuple(ModalityName(row.code, row.name, row.device_prefix) for row in rows.modalities),
        error_codes=tuple(ErrorCode(row.code, str(row.maker), tuple(map(str, row.models)), row.meaning, row.check_first) for row in codes),
        used_in=frozenset((str(category), modality) for category, modality in rows.used_in),
    )
