"""`partwise relevance check` and `partwise relevance schema`: is the configuration right, and what an editor knows of it."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from relevance.check import Report
    from relevance.lint.known import Known
    from search.tuning.faults import Fault

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Folder = Annotated[Path | None, typer.Argument(help="Folder with query/ and index/; else that of the installation.", show_default=False)]
_AWAY = "What needs the catalogue was not checked: {reason}"


def register(group: typer.Typer) -> None:
    """Add the commands."""
    group.command()(check)
    group.command()(schema)


def check(
    folder: Folder = None,
    catalogue: Annotated[bool, typer.Option("--catalogue/--no-catalogue", help="Also look names and parts up in the database.")] = True,
    as_json: Json = False,
) -> None:
    """Tell everything that is wrong with the configuration, by file, line and column. Exit status 1 when there is an error."""
    from core import clock
    from relevance.check import check as run
    from relevance.check import read
    from search.tuning.loader import CONFIG, read_texts

    folder = folder or CONFIG
    texts = {room: read_texts(folder / room) for room in ("query", "index")}
    reading = read(texts["query"], texts["index"], clock.now().date(), f"{_shown(folder)}/")
    known, reason = known_names(reading.draft.numbers()) if catalogue else (None, "--no-catalogue.")
    report = run(reading, known)
    typer.echo(json.dumps(_as_json(report, reason)) if as_json else "\n".join(_as_text(report, reason)))
    raise typer.Exit(1 if report.errors else 0)


def schema(
    out: Annotated[Path | None, typer.Option(help="Folder to write to; else relevance/schema of the installation.", show_default=False)] = None,
) -> None:
    """Write the JSON Schemas by which editors complete and check the configuration."""
    from relevance.schema_files import FOLDER, schema_files

    target = out or FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (target / name).write_text(text, encoding="utf-8")
        typer.echo(f"{target / name}")


def known_names(numbers: Collection[str]) -> "tuple[Known | None, str]":
    """What the catalogue has, or None and why it could not be asked."""
    import sqlalchemy as sa

    from catalog.references import read_references
    from cli.known_names import known_of
    from core import db
    from core.errors import SetupError

    try:
        with db.snapshot() as session:
            return known_of(read_references(session, numbers)), ""
    except SetupError as error:
        return None, error.detail
    except (sa.exc.OperationalError, sa.exc.InterfaceError):
        return None, "the database does not answer; `partwise status` says more."
    except sa.exc.ProgrammingError:
        return None, "the database has no catalogue; run `partwise migrate`."


def _shown(folder: Path) -> str:
    """The folder as people and editors can follow it: from where they stand, if it is below."""
    here = Path.cwd()
    return str(folder.resolve().relative_to(here)) if folder.resolve().is_relative_to(here) else str(folder)


def _as_text(report: "Report", reason: str) -> list[str]:
    lines = [f"{fault.place}: {fault.severity}: {fault.sentence}" for fault in report.faults]
    if not report.catalogue:
        lines.append(_AWAY.format(reason=reason))
    return [*lines, f"{_count(len(report.errors), 'error')}, {_count(len(report.warnings), 'warning')}."]


def _as_json(report: "Report", reason: str) -> dict[str, object]:
    return {
        "errors": [_fault(fault) for fault in report.errors],
        "warnings": [_fault(fault) for fault in report.warnings],
        "catalogue": report.catalogue,
        "catalogue_reason": reason or None,
    }


def _fault(fault: "Fault") -> dict[str, object]:
    return {name: getattr(fault, name) for name in ("kind", "file", "line", "column", "where", "message", "example")}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
