"""Store: everything a library holds, read from the SQLite file of one generation.

Reports, passages and facts come back as the dataclasses they were put in as. With
`index.staged_store`, which writes the file, and `index.records` the only SQL.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from corpus.errors import LibraryError
from corpus.report import Fact, Passage, Problem, Report, Source
from index.records import RecordIndex
from index.rows import (
    FACT_COLUMNS,
    PASSAGE_COLUMNS,
    PROBLEM_COLUMNS,
    SOURCE_COLUMNS,
    Indicator,
    Row,
    json_to_identity,
    json_to_path,
    json_to_sections,
    row_to_fact,
    row_to_passage,
    to_json,
)


def columns_of(names: Sequence[str], table: str) -> str:
    """Return the quoted column names of `table` for a SELECT."""
    return ", ".join(f'{table}."{name}"' for name in names)


_HEADER = ("id", "title", "issuer", "year", "kind", "source_url", "published", "pages")
_FACTS = f"SELECT {columns_of(FACT_COLUMNS, 'f')} FROM facts f JOIN reports r ON r.id = f.report"
_FACT_ORDER = "ORDER BY r.position, f.place"
_PASSAGES = f"SELECT {columns_of(PASSAGE_COLUMNS, 'p')} FROM passages p"


class Store:
    """One SQLite file, shared between threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection; see `open`, `create` and `edit`."""
        self._connection = connection
        self._lock = threading.Lock()
        # A call in another thread may be the last to hold the store.
        weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a published file, which nobody changes any more, for reading."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with sqlite_errors():
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def reports(self, ids: Sequence[str] | None = None) -> list[Report]:
        """Return report headers (no bodies) by issuer, year and id."""
        chosen = ""
        args: tuple[object, ...] = ()
        if ids is not None:
            chosen, args = "WHERE r.id IN (SELECT value FROM json_each(?))", (to_json(list(ids)),)
        headers = self._all(
            f"SELECT {columns_of(_HEADER, 'r')} FROM reports r {chosen} ORDER BY r.position, r.id",
            *args,
        )
        sources = self._parts("sources", SOURCE_COLUMNS, chosen, args)
        problems = self._parts("problems", PROBLEM_COLUMNS, chosen, args)
        made = self._all("SELECT 1 FROM sqlite_master WHERE name = 'identities'")
        bodies = self._all("SELECT report, body FROM identities") if made else []
        identities = {report: json_to_identity(body) for report, body in bodies}
        return [
            Report(
                **dict(zip(_HEADER, header, strict=True)),
                sources=tuple(Source(*row) for row in sources.get(header[0], ())),
                problems=tuple(Problem(*row) for row in problems.get(header[0], ())),
                **identities.get(header[0], {}),
            )
            for header in headers
        ]

    def report(self, report: str) -> Report | None:
        """Return the header of a report and its sections, None for an unknown id."""
        headers = self.reports([report])
        if not headers:
            return None
        bodies = self._all("SELECT body FROM sections WHERE report = ?", report)
        return replace(headers[0], sections=json_to_sections(bodies[0][0]))

    def fact_count(self, report: str) -> int:
        """Return the number of facts of a report."""
        cells = int(self._all("SELECT count(*) FROM facts WHERE report = ?", report)[0][0])
        return cells + self.records.fact_count(report)

    def counts(self) -> tuple[int, int, int]:
        """Return the number of reports, passages and facts."""
        tables = ("reports", "passages", "facts")
        found = [self._all(f"SELECT count(*) FROM {table}")[0][0] for table in tables]
        return found[0], found[1], found[2]

    def facts(
        self,
        report: str | None = None,
        years: Sequence[int] = (),
        issuers: Sequence[str] = (),
        table: str | None = None,
        indicator: Indicator | None = None,
    ) -> list[Fact]:
        """Return the facts that meet every condition given, in document order."""
        where: list[str] = ["TRUE"]
        args: list[object] = []
        if years or issuers:
            chosen, names = self._chosen(years, issuers)
            where.append(f"f.report IN (SELECT r.id FROM reports r WHERE {chosen})")
            args += names
        if report is not None:
            where.append("f.report = ?")
            args.append(report)
        if table is not None:
            where.append('f."table" = ?')
            args.append(table)
        if indicator is not None:
            where.append(
                "f.kind = 'cell' AND f.table_kind = ? AND f.form IS ?"
                ' AND f."row" = ? AND f."column" = ? AND f.unit IS ?'
            )
            path, column = to_json(indicator.row), to_json(indicator.column)
            args += [indicator.table_kind, indicator.form, path, column, indicator.unit]
        rows = self._all(f"{_FACTS} WHERE {' AND '.join(where)} {_FACT_ORDER}", *args)
        return [row_to_fact(row) for row in rows]

    def facts_by_id(self, ids: Iterable[str]) -> dict[str, Fact]:
        """Return the known ones of `ids`, in that order."""
        wanted = list(dict.fromkeys(ids))
        rows = self._all(
            f"{_FACTS} WHERE f.id IN (SELECT value FROM json_each(?)) {_FACT_ORDER}",
            to_json(wanted),
        )
        found = {row[0]: row_to_fact(row) for row in reversed(rows)}
        found |= self.records.facts_by_id(wanted)
        return {key: found[key] for key in wanted if key in found}

    def reports_with_tables(self) -> list[str]:
        """Return the reports that hold general tables."""
        sql = "SELECT DISTINCT report FROM facts WHERE kind = 'cell' AND table_kind IS NULL"
        return [row[0] for row in self._all(sql)]

    def indicators(self) -> list[Indicator]:
        """Return what the cells of statutory tables are called, without repetition."""
        rows = self._all(
            'SELECT form, table_kind, "row", "column", unit FROM facts'
            " WHERE kind = 'cell' AND table_kind IS NOT NULL"
            ' GROUP BY table_kind, form, "row", "column", unit'
            ' ORDER BY form, min(place), table_kind, "row", "column", unit'
        )
        return [Indicator(r[0], r[1], json_to_path(r[2]), json_to_path(r[3]), r[4]) for r in rows]

    def passages(self, report: str | None = None) -> list[Passage]:
        """Return the passages of one report, or of all, in document order."""
        where, args = ("", ()) if report is None else ("WHERE p.report = ?", (report,))
        return [
            row_to_passage(row)
            for row in self._all(f"{_PASSAGES} {where} ORDER BY p.position, p.rowid", *args)
        ]

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return the known ones of `ids`, in that order."""
        wanted = list(dict.fromkeys(ids))
        rows = self._all(
            f"{_PASSAGES} WHERE p.id IN (SELECT value FROM json_each(?))", to_json(wanted)
        )
        found = {row[0]: row_to_passage(row) for row in reversed(rows)}
        return {key: found[key] for key in wanted if key in found}

    def passages_at(self, positions: Sequence[int]) -> dict[int, Passage]:
        """Return the passages at `positions`."""
        rows = self._all(
            f"SELECT p.position, {columns_of(PASSAGE_COLUMNS, 'p')} FROM passages p"
            " WHERE p.position IN (SELECT value FROM json_each(?))",
            to_json(list(positions)),
        )
        return {row[0]: row_to_passage(row[1:]) for row in rows}

    def report_positions(self, years: Sequence[int], issuers: Sequence[str]) -> list[int]:
        """Return the positions of the reports of these years and issuers."""
        chosen, args = self._chosen(years, issuers)
        rows = self._all(
            f"SELECT r.position FROM reports r WHERE {chosen} ORDER BY r.position", *args
        )
        return [row[0] for row in rows]

    def passage_positions(self, reports: Sequence[int]) -> list[int]:
        """Return the positions of the passages of the reports at these positions."""
        rows = self._all(
            "SELECT p.position FROM passages p WHERE p.report IN (SELECT r.id FROM reports r"
            " WHERE r.position IN (SELECT value FROM json_each(?))) ORDER BY p.position",
            to_json(list(reports)),
        )
        return [row[0] for row in rows]

    def reports_like(self, report: Report) -> list[str]:
        """Return the ids of other reports of the same issuer, year and kind."""
        rows = self._all(
            "SELECT id FROM reports WHERE issuer = ? AND year = ? AND kind = ? AND id <> ?"
            " ORDER BY id",
            report.issuer,
            report.year,
            report.kind,
            report.id,
        )
        return [row[0] for row in rows]

    def report_of_file(self, path: str) -> str | None:
        """Return the report last read from the file at `path`."""
        rows = self._all("SELECT report FROM files WHERE path = ?", path)
        return rows[0][0] if rows else None

    def files_of_report(self, report: str) -> list[str]:
        """Return the files a report was read from."""
        rows = self._all("SELECT path FROM files WHERE report = ? ORDER BY path", report)
        return [row[0] for row in rows]

    def report_of_bytes(self, sha256: str) -> str | None:
        """Return the report that has a source with this SHA-256."""
        rows = self._all("SELECT report FROM sources WHERE sha256 = ? ORDER BY report", sha256)
        return rows[0][0] if rows else None

    def is_sound(self) -> bool:
        """Tell whether SQLite itself finds the file consistent."""
        return self._all("PRAGMA integrity_check") == [("ok",)]

    @cached_property
    def records(self) -> RecordIndex:
        """The long tables, as they are now."""
        return RecordIndex(self)

    def select(self, sql: str, *args: object) -> list[Row]:
        """Return the rows of a query."""
        return self._all(sql, *args)

    def _all(self, sql: str, *args: object) -> list[Row]:
        with sqlite_errors(), self._lock:
            return self._connection.execute(sql, args).fetchall()

    def _parts(
        self, table: str, names: Sequence[str], chosen: str, args: tuple[object, ...]
    ) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = {}
        for report, *row in self._all(
            f"SELECT r.id, {columns_of(names, 'part')} FROM {table} part"
            f" JOIN reports r ON r.id = part.report {chosen} ORDER BY part.report, part.ordinal",
            *args,
        ):
            grouped.setdefault(report, []).append(tuple(row))
        return grouped

    def _chosen(self, years: Sequence[int], issuers: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """Return the condition that reports `r` are of these years and issuers.

        An issuer is given by its name, or by a part of names where nobody is called
        exactly so.
        """
        where, args = ["TRUE"], []
        if years:
            where.append("r.year IN (SELECT value FROM json_each(?))")
            args.append(to_json(list(years)))
        if issuers:
            held = [row[0] for row in self._all("SELECT DISTINCT issuer FROM reports") if row[0]]
            names = [
                name
                for given in issuers
                for name in ([given] if given in held else [h for h in held if given in h])
            ]
            where.append("r.issuer IN (SELECT value FROM json_each(?))")
            args.append(to_json(names))
        return " AND ".join(where), tuple(args)


@contextmanager
def sqlite_errors() -> Iterator[None]:
    """Turn an error of SQLite inside the block into a `LibraryError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise LibraryError(
            f"库的数据文件不能读写（{error}）；请检查磁盘空间和权限后重试。"
        ) from error
