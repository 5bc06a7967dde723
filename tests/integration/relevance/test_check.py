"""`partwise relevance check` against a real catalogue."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from catalog.references import read_references
from cli.known_names import known_of
from cli.main import app
from core.settings import get_settings
from search.tuning.loader import CONFIG

ROWS = """
INSERT INTO organisation (id, type, name, country, currency, seller_status) VALUES
  (9071, 'dealer', 'Sells', 'DE', 'EUR', 'approved'), (9072, 'dealer', 'Sold', 'DE', 'EUR', 'suspended');
INSERT INTO manufacturer (id, slug, name) VALUES (9071, 'maker-one', 'Maker One'), (9072, 'maker-two', 'Zweiter Hersteller');
INSERT INTO manufacturer_alias (manufacturer_id, alias, kind) VALUES (9072, 'Maker Two', 'alias');
INSERT INTO modality (code, name) VALUES ('QQ', 'Queer equipment');
INSERT INTO category (id, slug, parent_id, name) VALUES (9071, 'upper', NULL, 'Upper'), (9072, 'lower', 9071, 'Lower'), (9073, 'bare', 9071, 'Bare');
INSERT INTO category_specification (category_id, key, label, type) VALUES (9072, 'length', 'Length', 'number');
INSERT INTO equipment_model (id, slug, manufacturer_id, modality, name) VALUES
  (9071, 'model-one', 9071, 'QQ', 'Model One'), (9072, 'model-two', 9072, 'QQ', 'Model Two');
INSERT INTO part (id, manufacturer_id, part_number, name, category_id, lifecycle, removed_at) VALUES
  (9071, 9071, 'AB-100', 'Cable', 9072, 'active', NULL), (9072, 9072, 'AB 100', 'Cable', 9072, 'recalled', NULL),
  (9073, 9071, 'GONE-1', 'Cable', 9072, 'active', now());
INSERT INTO part_alias (part_id, alias, kind) VALUES (9071, 'OLD-7', 'legacy');
INSERT INTO part_alias (part_id, alias, kind, organisation_id) VALUES (9071, 'MINE-7', 'own', 9071);
INSERT INTO compatibility (part_id, model_id) VALUES (9071, 9071);
INSERT INTO compatibility (part_id, modality) VALUES (9072, 'QQ');
INSERT INTO offer (id, part_id, seller_id, seller_sku, condition, price, currency, lead_time_days, ship_from) VALUES
  (9071, 9071, 9071, 'S1', 'new', 10, 'EUR', 1, 'DE'), (9072, 9072, 9072, 'S2', 'new', 10, 'EUR', 1, 'DE');
"""
RULE = """rules:
  - id: some-rule
    owner: desk
    reason: because of a test
    expires: 2099-06-30
    when: {model: [model-one]}
    then:
      - pin: {part: {maker: %s, number: %s}, at: 1}
"""


@pytest.fixture
def catalogue(db: Session) -> Session:
    for statement in ROWS.split(";\n"):
        if statement.strip():
            db.execute(sa.text(statement))
    return db


@pytest.fixture
def committed(database_url: str) -> Iterator[str]:
    """The same rows where another connection sees them, taken away afterwards."""
    with sa.create_engine(sa.make_url(database_url).set(drivername="postgresql+psycopg")).begin() as connection:
        for statement in ROWS.split(";\n"):
            if statement.strip():
                connection.execute(sa.text(statement))
    yield database_url
    with sa.create_engine(sa.make_url(database_url).set(drivername="postgresql+psycopg")).begin() as connection:
        for table in ("offer", "part", "equipment_model", "category", "modality", "manufacturer", "organisation"):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE {'code = ' + repr('QQ') if table == 'modality' else 'id BETWEEN 9071 AND 9079'}"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


def check(folder: Path) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, ["relevance", "check", str(folder)])
    return result.exit_code, result.stdout.splitlines()


def test_the_catalogue_is_told_by_slugs_with_its_counts(catalogue: Session) -> None:
    known = known_of(read_references(catalogue, {"AB100"}))
    assert known.category_parts["upper"] == known.category_parts["lower"] == 2, "removed parts do not count"
    assert known.category_parts["bare"] == 0
    assert known.category_specifications["lower"] == {"length"}
    assert known.model_parts["model-one"] == 2
    assert known.model_parts["model-two"] == 1
    assert known.maker_parts["maker-two"] == 1
    assert known.makers_called("MAKER-TWO") == known.makers_called("Zweiter Hersteller") == {"maker-two"}


def test_a_number_answers_for_each_maker_with_what_linters_ask(catalogue: Session) -> None:
    one, two = read_references(catalogue, {"AB100"}).parts
    assert (one.maker, one.lifecycle, one.sold, sorted(one.categories), list(one.models)) == ("maker-one", "active", True, ["lower", "upper"], ["model-one"])
    assert (two.maker, two.lifecycle, two.sold, list(two.modalities)) == ("maker-two", "recalled", False, ["QQ"])


def test_public_other_numbers_answer_private_and_removed_ones_do_not(catalogue: Session) -> None:
    assert [part.asked for part in read_references(catalogue, {"OLD7", "MINE7", "GONE1"}).parts] == ["OLD7"]


@pytest.mark.parametrize(
    ("maker", "number", "status", "said"),
    [
        ("Maker One", "AB-100", 0, "0 errors, 0 warnings."),
        ("Maker Two", "AB-100", 1, "Maker Two AB-100 is recalled"),
        ("maker-one", "AB-1000", 1, "the catalogue has no part maker-one AB-1000"),
    ],
)
def test_rules_are_looked_up_in_the_catalogue(committed: str, folder: Path, maker: str, number: str, status: int, said: str) -> None:  # noqa: ARG001 - rows
    (folder / "query" / "rules.yml").write_text(RULE % (maker, number), encoding="utf-8")
    found, lines = check(folder)
    assert found == status
    assert said in "\n".join(lines)


def test_a_check_without_a_database_says_what_it_could_not_look_up(
    services: dict[str, str],  # noqa: ARG001 - no other database may answer
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import core.db

    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    get_settings.cache_clear()
    core.db.engine.cache_clear()
    try:
        status, lines = check(folder)
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
        core.db.engine.cache_clear()
    assert status == 0
    assert lines[0] == "What needs the catalogue was not checked: the database does not answer; `partwise status` says more."
