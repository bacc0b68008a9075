"""Staged store: the SQLite file of a generation while it is being built.

Tables are made here, reports go in and out, vectors are kept under the hash of their
text and the model's fingerprint, so that the same text is never embedded twice. With
`index.store`, the only SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.report import Passage, Report
from index.editions import SCHEMA as EDITIONS
from index.records import SCHEMA as RECORDS
from index.records import report_to_rows
from index.rows import (
    FACT_COLUMNS,
    PASSAGE_COLUMNS,
    PROBLEM_COLUMNS,
    SOURCE_COLUMNS,
    Row,
    fact_to_row,
    identity_to_json,
    passage_to_row,
    row_to_passage,
    sections_to_json,
    to_json,
)
from index.store import Store, columns_of, sqlite_errors

_SCHEMA = """
CREATE TABLE reports (
  id TEXT PRIMARY KEY, position INTEGER, title TEXT NOT NULL, issuer TEXT, year INTEGER,
  kind TEXT NOT NULL, source_url TEXT, published TEXT, pages INTEGER);
CREATE TABLE sections (
  report TEXT PRIMARY KEY REFERENCES reports ON DELETE CASCADE, body TEXT NOT NULL);
CREATE TABLE files (
  path TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE);
CREATE TABLE sources (
  report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, media TEXT NOT NULL,
  PRIMARY KEY (report, ordinal));
CREATE TABLE problems (
  report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  code TEXT NOT NULL, message TEXT NOT NULL, page INTEGER, "table" TEXT,
  PRIMARY KEY (report, ordinal));
CREATE TABLE passages (
  position INTEGER, terms TEXT NOT NULL, text_sha256 TEXT NOT NULL,
  id TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  ordinal INTEGER NOT NULL, section TEXT NOT NULL, page INTEGER, text TEXT NOT NULL,
  turns TEXT NOT NULL);
CREATE TABLE facts (
  place INTEGER NOT NULL,
  id TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  issuer TEXT, year INTEGER, kind TEXT NOT NULL, "table" TEXT, table_kind TEXT, form TEXT,
  "row" TEXT NOT NULL, "column" TEXT NOT NULL, printed TEXT, raw TEXT NOT NULL,
  state TEXT NOT NULL, value TEXT, unit TEXT, qualifier TEXT, origin TEXT NOT NULL,
  confidence REAL NOT NULL, section TEXT NOT NULL, page INTEGER, box TEXT,
  quote TEXT NOT NULL, passage TEXT);
CREATE TABLE vectors (
  text_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY (text_sha256, fingerprint));
CREATE INDEX sources_sha256 ON sources (sha256);
CREATE INDEX passages_id ON passages (id);
CREATE INDEX passages_report ON passages (report, ordinal);
CREATE INDEX passages_position ON passages (position);
CREATE INDEX facts_id ON facts (id);
CREATE INDEX facts_report ON facts (report, place);
CREATE INDEX facts_indicator ON facts (table_kind, form, "row", "column", unit, place)
  WHERE kind = 'cell';
"""
_LATER = EDITIONS + RECORDS
"""Tables that a library written by an earlier version lacks."""


class StagedStore(Store):
    """A store that may be written. Everything is lost if the process dies."""

    @classmethod
    def create(cls, path: Path | None) -> StagedStore:
        """Create an empty store in the file `path`, or in memory without one."""
        with sqlite_errors():
            connection = sqlite3.connect(path or ":memory:", check_same_thread=False)
            connection.executescript(_SCHEMA + _LATER)
        return cls._writable(connection)

    @classmethod
    def edit(cls, path: Path) -> StagedStore:
        """Open the file copied from the generation before."""
        with sqlite_errors():
            connection = sqlite3.connect(path, check_same_thread=False)
            connection.executescript(_LATER)
            return cls._writable(connection)

    @classmethod
    def _writable(cls, connection: sqlite3.Connection) -> StagedStore:
        # A stage needs no recovery; the publisher syncs the finished file.
        connection.executescript(
            "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
        )
        return cls(connection)

    def put(
        self, report: Report, path: str | None, terms: Sequence[str], digests: Sequence[str]
    ) -> None:
        """Put a report in, in place of any with its id.

        `path` is the file it was read from; `terms` and `digests` are, for each
        passage, its segmented text and the SHA-256 of the text to embed.
        """
        self.__dict__.pop("records", None)
        with sqlite_errors(), self._lock, self._connection as db:
            db.execute("DELETE FROM reports WHERE id = ?", (report.id,))
            db.execute(
                f"INSERT INTO reports VALUES ({_marks(9)})",
                (
                    report.id,
                    None,
                    report.title,
                    report.issuer,
                    report.year,
                    report.kind,
                    report.source_url,
                    report.published,
                    report.pages,
                ),
            )
            db.execute(
                "INSERT INTO sections VALUES (?, ?)", (report.id, sections_to_json(report.sections))
            )
            for table, rows in (
                ("sources", [[getattr(s, n) for n in SOURCE_COLUMNS] for s in report.sources]),
                ("problems", [[getattr(p, n) for n in PROBLEM_COLUMNS] for p in report.problems]),
            ):
                for ordinal, row in enumerate(rows):
                    marks = _marks(len(row) + 2)
                    db.execute(f"INSERT INTO {table} VALUES ({marks})", (report.id, ordinal, *row))
            db.executemany(
                f"INSERT INTO passages VALUES ({_marks(3 + len(PASSAGE_COLUMNS))})",
                [
                    (None, words, digest, *passage_to_row(passage))
                    for passage, words, digest in zip(report.passages, terms, digests, strict=True)
                ],
            )
            db.executemany(
                f"INSERT INTO facts VALUES ({_marks(1 + len(FACT_COLUMNS))})",
                [(place, *fact_to_row(fact)) for place, fact in enumerate(report.facts)],
            )
            db.execute(
                "INSERT INTO identities VALUES (?, ?)", (report.id, identity_to_json(report))
            )
            for held, records in report_to_rows(report):
                key = db.execute("INSERT INTO record_tables VALUES (NULL, ?, ?, ?, ?)", held)
                db.executemany(
                    f"INSERT INTO records VALUES ({key.lastrowid}, {_marks(6)})", records
                )
            if path is not None:
                db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, report.id))

    def put_reading(self, reading: Row) -> None:
        """Note how a file was read."""
        self.change("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", [reading])

    def put_group(self, report: str, editions: Sequence[Row], disputes: Sequence[Row]) -> None:
        """Keep the files of a report that is in; those it was read from lead to it."""
        members = to_json([report, *(row[0] for row in editions)])
        self.change("INSERT OR REPLACE INTO editions VALUES (?, ?, ?, ?, ?)", editions)
        self.change("INSERT INTO disputes VALUES (?, ?, ?, ?)", disputes)
        self.change(
            "INSERT OR REPLACE INTO files SELECT path, ? FROM readings"
            " WHERE edition IN (SELECT value FROM json_each(?))",
            [(report, members)],
        )

    def remove(self, report: str) -> None:
        """Take a report out with everything that belongs to it."""
        self.__dict__.pop("records", None)
        self.change("DELETE FROM reports WHERE id = ?", [(report,)])

    def set_terms(self, terms: Iterable[tuple[str, int]]) -> None:
        """Replace the segmented text of passages, as (terms, row of `titled_passages`)."""
        self.change("UPDATE passages SET terms = ? WHERE rowid = ?", terms)

    def titled_passages(self) -> list[tuple[int, str, Passage]]:
        """Return (row, title of the report, passage) of every passage."""
        rows = self._all(
            f"SELECT p.rowid, r.title, {columns_of(PASSAGE_COLUMNS, 'p')}"
            " FROM passages p JOIN reports r ON r.id = p.report"
        )
        return [(row[0], row[1], row_to_passage(row[2:])) for row in rows]

    def unembedded(self, fingerprint: str) -> list[tuple[str, Passage]]:
        """Return (digest, passage) of each text without a vector of this model."""
        rows = self._all(
            f"SELECT p.text_sha256, {columns_of(PASSAGE_COLUMNS, 'p')} FROM passages p"
            " WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.text_sha256 = p.text_sha256"
            " AND v.fingerprint = ?) GROUP BY p.text_sha256 ORDER BY min(p.rowid)",
            fingerprint,
        )
        return [(row[0], row_to_passage(row[1:])) for row in rows]

    def put_vectors(
        self, fingerprint: str, digests: Sequence[str], vectors: NDArray[np.float32]
    ) -> None:
        """Keep a row of `vectors`, shape (len(digests), dim), for each digest."""
        blobs = [np.asarray(vector, dtype="<f4").tobytes() for vector in vectors]
        self.change(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
            [(digest, fingerprint, blob) for digest, blob in zip(digests, blobs, strict=True)],
        )

    def finish(self, fingerprint: str) -> None:
        """Number reports and passages, drop what no passage needs, and compact the file.

        Positions follow issuer, year and id, so that they do not depend on the order in
        which reports came in.
        """
        with sqlite_errors(), self._lock:
            with self._connection as db:
                db.execute(
                    "UPDATE reports SET position = n.place FROM (SELECT id, row_number() OVER"
                    " (ORDER BY issuer, year, id) - 1 AS place FROM reports) n"
                    " WHERE n.id = reports.id"
                )
                db.execute(
                    "UPDATE passages SET position = n.place FROM (SELECT p.rowid AS row_id,"
                    " row_number() OVER (ORDER BY r.position, p.ordinal, p.rowid) - 1 AS place"
                    " FROM passages p JOIN reports r ON r.id = p.report) n"
                    " WHERE n.row_id = passages.rowid"
                )
                db.execute(
                    "DELETE FROM vectors WHERE fingerprint <> ?"
                    " OR text_sha256 NOT IN (SELECT text_sha256 FROM passages)",
                    (fingerprint,),
                )
            # Removed text must not linger in free pages.
            self._connection.execute("VACUUM")

    def indexed_terms(self) -> list[tuple[int, int, str]]:
        """Return (position, position of the report, terms) of every passage in order."""
        return [
            (row[0], row[1], row[2])
            for row in self._all(
                "SELECT p.position, r.position, p.terms FROM passages p"
                " JOIN reports r ON r.id = p.report ORDER BY p.position"
            )
        ]

    def vectors(self, fingerprint: str, dim: int) -> NDArray[np.float32]:
        """Return the vectors of all passages by position, shape (passages, dim)."""
        rows = self._all(
            "SELECT v.vector FROM passages p JOIN vectors v ON v.text_sha256 = p.text_sha256"
            " AND v.fingerprint = ? ORDER BY p.position",
            fingerprint,
        )
        data = b"".join(row[0] for row in rows)
        return np.frombuffer(data, dtype="<f4").astype(np.float32).reshape(len(rows), dim)

    def change(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a statement of this package for each of `rows`."""
        with sqlite_errors(), self._lock, self._connection as db:
            db.executemany(sql, rows)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
