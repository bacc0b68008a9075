"""Records: how long tables are kept, and how their cells become facts again.

One row of SQLite a record, its cells as a JSON array, with an index by entity and year;
facts are made when a record is read. Listing all of them reads page by page, so that
memory stays bounded. The SQL of these two tables is here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.report import Fact, Report
from corpus.tables.record import Record, RecordField, RecordTable
from corpus.tables.records import fact_id_to_record, record_id, record_to_facts
from index.rows import Row, to_json

if TYPE_CHECKING:
    from index.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS record_tables (
  key INTEGER PRIMARY KEY, report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  ordinal INTEGER NOT NULL, records INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS records (
  part INTEGER NOT NULL REFERENCES record_tables ON DELETE CASCADE, place INTEGER NOT NULL,
  id TEXT NOT NULL, entity TEXT NOT NULL, year INTEGER, names TEXT NOT NULL,
  cells TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS record_tables_report ON record_tables (report, ordinal);
CREATE INDEX IF NOT EXISTS records_part ON records (part, place);
CREATE INDEX IF NOT EXISTS records_entity ON records (entity, year);
CREATE INDEX IF NOT EXISTS records_id ON records (id);
"""

_PAGE = 500
_TABLES = (
    "SELECT t.key, t.report, r.year, t.records, t.body FROM record_tables t"
    " JOIN reports r ON r.id = t.report"
)
_RECORDS = "SELECT part, place, entity, year, names, cells FROM records"


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table of records in the library."""

    key: int
    report: str
    year: int | None
    """Year of the report."""
    count: int
    """Number of records."""
    table: RecordTable
    """Its columns; `records` is empty."""

    def facts(self, record: Record) -> Iterator[Fact]:
        """Yield the cells of a record of this table as facts."""
        return record_to_facts(self.report, self.year, self.table, record)


@dataclass(frozen=True, slots=True)
class Entity:
    """Something records are about: its key, and what it is called in any of them."""

    key: str
    names: tuple[str, ...]


def report_to_rows(report: Report) -> Iterator[tuple[Row, list[Row]]]:
    """Yield for each table of records its row without the key, and its records' rows."""
    for ordinal, table in enumerate(report.records):
        rows: list[Row] = [
            (
                place,
                record_id(report.id, table.name, record),
                record.entity,
                record.year,
                to_json(record.names),
                to_json([record.row, *record.cells]),
            )
            for place, record in enumerate(table.records)
        ]
        yield (report.id, ordinal, len(rows), _table_to_json(table)), rows


def _table_to_json(table: RecordTable) -> str:
    fields = [[field.path, field.column, field.unit, field.text] for field in table.fields]
    return to_json([table.name, table.section, table.page, fields, table.missing])


def _json_to_table(text: str) -> RecordTable:
    name, section, page, fields, missing = json.loads(text)
    return RecordTable(
        name,
        tuple(section),
        page,
        tuple(RecordField(tuple(path), *rest) for path, *rest in fields),
        (),
        tuple(missing),
    )


class RecordIndex:
    """The records of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        made = store.select("SELECT 1 FROM sqlite_master WHERE name = 'record_tables'")
        self._tables = (
            {
                key: HeldTable(key, report, year, count, _json_to_table(body))
                for key, report, year, count, body in store.select(
                    f"{_TABLES} ORDER BY r.position, t.ordinal"
                )
            }
            if made
            else {}
        )

    @property
    def tables(self) -> tuple[HeldTable, ...]:
        """All tables of records, in the order of their reports."""
        return tuple(self._tables.values())

    def entities(self) -> list[Entity]:
        """Return everything records are about, with every name used for it."""
        if not self._tables:
            return []
        found: dict[str, dict[str, None]] = {}
        rows = self._store.select("SELECT DISTINCT entity, names FROM records ORDER BY entity")
        for key, names in rows:
            found.setdefault(key, {}).update(dict.fromkeys(json.loads(names)))
        return [Entity(key, tuple(names)) for key, names in found.items()]

    def years(self) -> list[int]:
        """Return the years records are of, oldest first."""
        if not self._tables:
            return []
        rows = self._store.select(
            "SELECT DISTINCT year FROM records WHERE year IS NOT NULL ORDER BY year"
        )
        return [row[0] for row in rows]

    def entity_count(self, year: int) -> int:
        """Return how many entities have a record of `year`."""
        sql = "SELECT count(DISTINCT entity) FROM records WHERE year = ?"
        return int(self._store.select(sql, year)[0][0]) if self._tables else 0

    def of(
        self, entities: Sequence[str], years: Sequence[int] = ()
    ) -> list[tuple[HeldTable, Record]]:
        """Return the records of these entities, of these years or of all."""
        if not self._tables:
            return []
        when = "AND year IN (SELECT value FROM json_each(?))" if years else ""
        rows = self._store.select(
            f"{_RECORDS} WHERE entity IN (SELECT value FROM json_each(?)) {when}"
            " ORDER BY year, part, place",
            to_json(list(entities)),
            *([to_json(list(years))] if years else []),
        )
        return [self._record(row) for row in rows]

    def text_of(self, entity: str) -> str:
        """Return everything printed in the records of an entity."""
        return "\n".join("\t".join(record.cells) for _, record in self.of([entity]))

    def each(self, table: HeldTable, years: Sequence[int] = ()) -> Iterator[Record]:
        """Yield the records of a table page by page, of these years or of all."""
        last = -1
        when = "AND year IN (SELECT value FROM json_each(?))" if years else ""
        while True:
            rows = self._store.select(
                f"{_RECORDS} WHERE part = ? AND place > ? {when} ORDER BY place LIMIT {_PAGE}",
                table.key,
                last,
                *([to_json(list(years))] if years else []),
            )
            for row in rows:
                yield self._record(row)[1]
            if len(rows) < _PAGE:
                return
            last = rows[-1][1]

    def facts(
        self,
        report: str | None = None,
        years: Sequence[int] = (),
        issuers: Sequence[str] = (),
    ) -> Iterator[Fact]:
        """Yield the facts of all records that meet every condition given.

        `issuers` are names of entities, or parts of names where nothing is called so.
        """
        names = [name for entity in self.entities() for name in entity.names] if issuers else []
        wanted = {
            name
            for given in issuers
            for name in ([given] if given in names else [n for n in names if given in n])
        }
        for held in self.tables:
            if report not in (None, held.report):
                continue
            of_report = held.year is not None and held.year in years
            for record in self.each(held):
                kept = not years or (record.year in years if record.year is not None else of_report)
                if kept and (not issuers or wanted.intersection(record.names)):
                    yield from held.facts(record)

    def facts_by_id(self, ids: Iterable[str]) -> dict[str, Fact]:
        """Return the facts of records among `ids`."""
        wanted = {key: part for key in ids if (part := fact_id_to_record(key)) is not None}
        if not wanted or not self._tables:
            return {}
        rows = self._store.select(
            f"{_RECORDS} WHERE id IN (SELECT value FROM json_each(?))",
            to_json(sorted(set(wanted.values()))),
        )
        return {
            fact.id: fact
            for held, record in map(self._record, rows)
            for fact in held.facts(record)
            if fact.id in wanted
        }

    def fact_count(self, report: str) -> int:
        """Return the number of facts the records of a report stand for."""
        held = [table for table in self.tables if table.report == report]
        return sum(table.count * len(table.table.fields) for table in held)

    def _record(self, row: Row) -> tuple[HeldTable, Record]:
        part, _, entity, year, names, cells = row
        number, *texts = json.loads(cells)
        record = Record(number, entity, tuple(json.loads(names)), year, tuple(texts))
        return self._tables[part], record
