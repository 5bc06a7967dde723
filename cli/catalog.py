"""`partwise migrate`, `partwise import parts` and `partwise demo`: schema, catalogue data, and everything from nothing."""

from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote_plus

import typer

from core.errors import InvalidInput, SetupError
from core.settings import home

if TYPE_CHECKING:
    from catalog.importer.run import Import, ImportResult

imports = typer.Typer(name="import", help="Bring data in from files.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(migrate)
    app.command()(demo)
    app.add_typer(imports)


def migrate() -> None:
    """Bring the database's schema up to date. Repeating it changes nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")


@imports.command()
def parts(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file; the first row names the columns.")],
    *,
    mapping: Annotated[list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="What a column is; - for none. Repeat for several.")] = None,
    maker: Annotated[str, typer.Option(help="Manufacturer of rows that name none.")] = "",
    currency: Annotated[str, typer.Option(help="Currency of prices that name none.")] = "USD",
    country: Annotated[str, typer.Option(help="Country of sellers that are new, and where their offers ship from.")] = "US",
    lead_time: Annotated[int, typer.Option(min=0, max=730, help="Days of delivery of new offers that name none.")] = 30,
    policy: Annotated[Literal["skip", "all-or-nothing", "report"], typer.Option(help="Skip bad rows, import all rows or none, or only report.")] = "skip",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything, tell what would happen, keep nothing.")] = False,
) -> None:
    """Import parts with their aliases, offers and stock. Bad rows go to FILE.errors.csv; repeating a file changes nothing."""
    from rich.console import Console

    from catalog.importer.cells import country as country_code
    from catalog.importer.cells import currency as currency_code
    from catalog.importer.drafts import UNKNOWN_MAKER, Defaults
    from catalog.importer.run import Import, ImportOptions

    defaults = Defaults(maker or UNKNOWN_MAKER, currency_code(currency), country_code(country), lead_time, file.name)
    work = Import(file, ImportOptions(_given(mapping or []), policy, dry_run, defaults))
    _show_mapping(work)
    with Console(stderr=True).status("reading") as shown:
        result = work.run(lambda outcomes: shown.update(_counts(outcomes)))
    _show_result(result)
    raise typer.Exit(1 if policy == "all-or-nothing" and result.outcomes["refused"] else 0)


def _given(mapping: list[str]) -> dict[str, str]:
    """`COLUMN=FIELD` options as column -> field; the column may hold an equals sign. Raises InvalidInput."""
    given = {}
    for option in mapping:
        column, equals, field = option.rpartition("=")
        if not equals or not column:
            raise InvalidInput(f"--map {option} says nothing: write it as COLUMN=FIELD.")
        given[column.strip()] = field.strip()
    return given


def _show_mapping(work: "Import") -> None:
    """Which column is taken for what, and what is assumed."""
    typer.echo(f"{work.table.detail}, {len(work.table.columns)} columns:")
    for column in work.table.columns:
        field = work.mapping.fields.get(column)
        typer.echo(f"  {column:<32} {f'{field} ({work.mapping.reasons[column]})' if field else '– not used'}")
    if work.mapping.name_is_number:
        typer.echo("  Most rows have no part number: the name stands in for it.")
    typer.echo("Change a line with --map COLUMN=FIELD.")


def _show_result(result: "ImportResult") -> None:
    """What became of the rows."""
    typer.echo(_counts(result.outcomes) + ("" if result.kept else "; nothing was kept"))
    for what, number in sorted(result.notes.items()):
        if number:
            typer.echo(f"  {number:,} {what}")
    resolved = result.resolved
    for what, names in (("manufacturers", resolved.manufacturers), ("categories", resolved.categories), ("sellers (approved)", resolved.sellers)):
        if names:
            typer.echo(f"  {len(names):,} {what} created: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}")
    for written, known in sorted(resolved.taken_for.items()):
        typer.echo(f"  “{written}” was taken for “{known}”")
    if result.errors:
        typer.echo(f"Refused rows, with reasons: {result.errors}")


def _counts(outcomes: Counter[str]) -> str:
    return f"{outcomes.total():,} rows: " + ", ".join(f"{outcomes[name]:,} {name}" for name in ("created", "changed", "unchanged", "refused"))


def demo() -> None:
    """Start everything and fill it with the demonstration world: services, schema, catalogue, index, web. Repeating it is harmless."""
    from cli.progress import Progress
    from local import runtime

    with Progress() as progress:
        runtime.up(home(), progress.report, services_only=True)
        progress.report("schema", "migrating")
        migrate()
        progress.report("schema", "ready")
        _fill(progress.report)
        runtime.up(home(), progress.report)
    url = runtime.status(home())["web"]["url"]
    typer.echo(f"\nPartwise is at {url}\nTry:")
    for query in _examples():
        typer.echo(f"  {url}/search?q={quote_plus(query)}")


def _fill(report: Callable[[str, str], None]) -> None:
    """Load the world unless there are parts, and build the index unless there is one of them."""
    import sqlalchemy as sa

    from catalog.models import Part
    from core.db import transaction
    from fixtures.load import load_world
    from indexer import aliases, reindex
    from indexer.resources import from_settings

    with transaction() as session:
        empty = session.scalar(sa.select(Part.id).limit(1)) is None
        if empty:
            report("catalogue", "loading")
            load_world(session)
    report("catalogue", "ready" if empty else "ready: it already holds parts")
    resources = from_settings()
    if empty or not aliases.standing(resources.engine, resources.prefix).reading:
        report("index", "building")
        reindex.rebuild(resources, lambda line: report("index", line))
    report("index", "ready")


def _examples() -> list[str]:
    """A part number, words and a maker that this very catalogue holds. Raises SetupError when it holds no parts."""
    import sqlalchemy as sa

    from catalog.models import Category, Manufacturer, Part
    from core.db import transaction

    popular = (
        sa.select(Part.part_number, Category.name, Manufacturer.name.label("maker"))
        .join(Category, Category.id == Part.category_id)
        .join(Manufacturer, Manufacturer.id == Part.manufacturer_id)
        .where(Part.removed_at.is_(None))
        .order_by(Part.popularity.desc(), Part.id)
        .limit(1)
    )
    with transaction() as session:
        found = session.execute(popular).one_or_none()
    if found is None:
        raise SetupError("The catalogue is empty: load one with `partwise fixtures load` or `partwise import parts FILE`.")
    return [found.part_number, found.name, f"{found.maker} {found.name}"]
