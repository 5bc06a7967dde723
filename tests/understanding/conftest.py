"""The catalogue's names, from the facts that the world of fixtures is made of, and a reader of queries with them."""

from decimal import Decimal
from typing import Protocol

import pytest

from fixtures.facts import Facts
from fixtures.facts import facts as load_facts
from search.labels import Labels
from search.response import UnderstoodQuery
from search.tuning.loader import load_query_config
from search.understand.pipeline import understand
from search.understand.resources import compile_resources
from search.understand.vocabulary import CategoryName, ErrorCode, MakerName, ModalityName, ModelName, Specification, Vocabulary


class Read(Protocol):
    """Reads a query."""

    def __call__(self, text: str, off: tuple[str, ...] = (), currency: str = "USD", devices: frozenset[str] = frozenset()) -> UnderstoodQuery: ...


def _makers(facts: Facts) -> list[MakerName]:
    names = []
    for maker in facts.makers.values():
        names.append(MakerName(maker.slug, maker.name, "name"))
        names += [MakerName(maker.slug, name, "alias") for name in maker.aliases]
        names += [MakerName(maker.slug, name, "misspelling") for name in maker.misspellings]
        names += [MakerName(maker.slug, name, "former") for name in maker.former]
    return names


def _specifications(facts: Facts) -> list[Specification]:
    return [
        Specification(
            slug,
            each.key,
            each.label,
            each.unit if each.type == "number" else "",
            None if each.minimum is None else Decimal(str(each.minimum)),
            None if each.maximum is None else Decimal(str(each.maximum)),
            each.values,
        )
        for slug, category in facts.categories.items()
        for each in category.specifications
    ]


def _categories(facts: Facts) -> list[CategoryName]:
    names = []
    for slug, category in facts.categories.items():
        names.append(CategoryName(slug, category.name, full=True))
        names += [CategoryName(slug, name, full=False) for name in category.synonyms]
        names += [CategoryName(slug, name, full=False) for language, words in category.translations.items() if language != "hi-Latn-said" for name in words]
    return names


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The names of the domain, with slugs for values."""
    known = load_facts()
    return Vocabulary(
        makers=tuple(_makers(known)),
        models=tuple(ModelName(model.slug, name, model.maker, model.modality) for model in known.models.values() for name in (model.name, *model.aliases)),
        categories=tuple(_categories(known)),
        specifications=tuple(_specifications(known)),
        modalities=tuple(ModalityName(m.code, name, m.device_prefix) for m in known.modalities.values() for name in (m.code, m.name, *m.synonyms)),
        error_codes=tuple(ErrorCode(code.code, code.maker, tuple(sorted(code.models))) for code in known.error_codes),
        used_in=frozenset((slug, modality) for slug, category in known.categories.items() for modality in category.modalities),
    )


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary) -> Read:
    """`understand` with the shipped configuration and those names."""
    config = load_query_config()
    resources = compile_resources(config.words, vocabulary)

    def reader(text: str, off: tuple[str, ...] = (), currency: str = "USD", devices: frozenset[str] = frozenset()) -> UnderstoodQuery:
        return understand(text, config.understanding, Labels(), off=off, currency=currency, resources=resources, devices=devices)

    return reader
