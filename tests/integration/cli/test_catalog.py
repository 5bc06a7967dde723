"""The schema and the import from the command line, from any working folder."""

from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
import typer
from psycopg import sql
from typer.testing import CliRunner

from cli import catalog
from core import db as core_db
from core.settings import get_settings

app = typer.Typer()
catalog.register(app)


@pytest.fixture
def empty_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """DATABASE_URL points to a database without a schema."""
    name = f"{sa.make_url(database_url).database}_empty"
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = sa.make_url(database_url).set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(core_db, "engine", lambda: core_db.make_engine(get_settings()))
    get_settings.cache_clear()
    return url


def test_migrate_and_import_work_from_a_folder_elsewhere(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    for _ in range(2):
        assert runner.invoke(app, ["migrate"], catch_exceptions=False).exit_code == 0
    (tmp_path / "list.csv").write_text("Code,Title,Price\nA-1,Filter,12\n,Nameless,\n")
    options = ["import", "parts", "list.csv", "--map", "Code=part_number", "--map", "Price=-", "--maker", "Acme"]
    done = runner.invoke(app, options, catch_exceptions=False)
    assert done.exit_code == 0
    assert "part_number (given)" in done.output
    assert "2 rows: 1 created, 0 changed, 0 unchanged, 1 refused" in done.output
    with psycopg.connect(empty_database) as connection:
        query = "SELECT m.name, p.part_number, p.name FROM part p JOIN manufacturer m ON m.id = p.manufacturer_id"
        assert connection.execute(query).fetchall() == [("Acme", "A-1", "Filter")]
    get_settings.cache_clear()
