"""Compiles what plain language is read with: the catalogue's names and the words of the configuration. Part of the composition."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError

from catalog.vocabulary import VocabularyRows, read_vocabulary
from core import db
from core.errors import Unavailable
from equipment.error_codes import ErrorCodeRow, read_error_codes
from search.tuning.vocabulary import WordsConfig
from search.understand.resources import Resources, compile_resources
from search.understand.vocabulary import CategoryName, ErrorCode, Kind, MakerName, ModalityName, ModelName, Specification, Vocabulary


class ReadingResources:
    """Loads the names and compiles them, anew only when they have changed."""

    def __init__(self, bind: sa.Engine, words: WordsConfig) -> None:
        self._bind = bind
        self._words = words
        self._compiled: tuple[Vocabulary, Resources] | None = None

    def load(self) -> Resources:
        """The compiled names of this instant. Raises Unavailable when the database does not answer."""
        try:
            with db.snapshot(self._bind) as session:
                names = vocabulary(read_vocabulary(session), read_error_codes(session))
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("The database does not answer; `partwise status` says more.") from error
        if self._compiled is None or self._compiled[0] != names:
            self._compiled = (names, compile_resources(self._words, names))
        return self._compiled[1]


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
        error_codes=tuple(ErrorCode(row.code, str(row.maker), tuple(map(str, row.models))) for row in codes),
        used_in=frozenset((str(category), modality) for category, modality in rows.used_in),
    )
