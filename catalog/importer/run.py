"""Imports a file of parts: maps its columns, reads, checks and writes it batch by batch, and tells what became of each row.

A dry run is the same code in one transaction that is rolled back. Repeating a file changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from catalog.importer.drafts import Defaults, RowDraft, RowReader
from catalog.importer.error_file import ErrorFile
from catalog.importer.mapping import ColumnMapping, make_mapping, signature
from catalog.importer.readers import open_table
from catalog.importer.resolve import Names, Resolved
from catalog.importer.rows import Problem, Row, Table
from catalog.importer.write import BatchWriter
from catalog.models import ImportMapping
from core.db import transaction

Policy = Literal["skip", "all-or-nothing", "report"]
_SAMPLE_ROWS = 200
_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`given` is column -> field. `skip` writes the good rows, `all-or-nothing` all or none, `report` none."""

    given: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = "skip"
    dry_run: bool = False
    defaults: Defaults = field(default_factory=Defaults)

    @property
    def keeps_nothing(self) -> bool:
        """Whether the import only tells."""
        return self.dry_run or self.policy == "report"


@dataclass(slots=True)
class ImportResult:
    """Rows by outcome (created, changed, unchanged, refused), what was adapted, and where refused rows are written."""

    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    resolved: Resolved = field(default_factory=Resolved)
    errors: Path | None = None
    kept: bool = True


class Import:
    """One import of one file: `prepare` opens it and decides the mapping, to be shown; `run` does it."""

    def __init__(self, path: Path, options: ImportOptions, bind: sa.Engine | None = None) -> None:
        self._path = path
        self._options = options
        self._bind = bind
        self.table: Table = open_table(path)
        sample = list(islice(self.table.rows(), _SAMPLE_ROWS))
        with transaction(bind) as session:
            remembered = session.get(ImportMapping, signature(self.table.columns))
        self.mapping: ColumnMapping = make_mapping(self.table.columns, sample, options.given, remembered.mapping if remembered else None)

    def run(self, progress: Callable[[Counter[str]], None]) -> ImportResult:
        """Import; `progress` is told the outcomes so far after each batch."""
        result = ImportResult()
        whole = self._options.keeps_nothing or self._options.policy == "all-or-nothing"
        with ErrorFile(self._path, self.table.columns) as errors, self._whole(result) if whole else nullcontext() as session:
            with self._batch(session) as opening:
                names = Names(opening, self._options.defaults)
            result.resolved = names.resolved
            writer = BatchWriter(names, self._options.defaults)
            for batch in _batches(self.table.rows()):
                with self._batch(session) as writing:
                    self._write(writing, writer, batch, errors, result)
                progress(result.outcomes)
            result.errors = errors.path if result.outcomes["refused"] else None
        if result.kept:
            self._remember()
        return result

    @contextmanager
    def _whole(self, result: ImportResult) -> Iterator[Session]:
        """One transaction for the file, rolled back when nothing is to be kept."""
        with transaction(self._bind) as session:
            yield session
            result.kept = not self._options.keeps_nothing and not result.outcomes["refused"]
            if not result.kept:
                session.rollback()

    @contextmanager
    def _batch(self, session: Session | None) -> Iterator[Session]:
        """The file's transaction, or one of the batch's own."""
        if session is not None:
            yield session
            return
        with transaction(self._bind) as own:
            yield own

    def _write(self, session: Session, writer: BatchWriter, rows: Sequence[Row], errors: ErrorFile, result: ImportResult) -> None:
        reader = RowReader(self.mapping, self._options.defaults)
        drafts: list[RowDraft] = []
        for row in rows:
            draft, problems = reader.read(row)
            if draft is None:
                result.outcomes["refused"] += 1
                errors.add(row, problems)
            else:
                drafts.append(draft)
        for verdict in sorted(writer.write(session, drafts), key=lambda verdict: verdict.draft.row.number):
            result.outcomes[verdict.outcome or "refused"] += 1
            if verdict.outcome is None:
                errors.add(verdict.draft.row, [self._in_columns(problem) for problem in verdict.problems])
            else:
                result.notes += verdict.draft.notes

    def _in_columns(self, problem: Problem) -> Problem:
        """A problem of a field as one of the column that gives it."""
        return replace(problem, column=next(iter(self.mapping.columns(problem.column)), problem.column))

    def _remember(self) -> None:
        """Keep the mapping for the next file with this header."""
        row = {"signature": signature(self.table.columns), "mapping": dict(self.mapping.fields)}
        statement = insert(ImportMapping).values(**row)
        update = statement.on_conflict_do_update(index_elements=["signature"], set_={"mapping": row["mapping"], "used_at": sa.func.now()})
        with transaction(self._bind) as session:
            session.execute(update)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH_ROWS)):
        yield batch
