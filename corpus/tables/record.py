"""Records: tables in which every row is one thing, named by key columns.

A company-year sheet has thousands of rows, all with the same columns. Such a table is
kept as it stands — one `Record` a row, its cells as printed — and single cells become
`Fact`s only when they are looked up (`corpus.tables.records`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordField:
    """A column that is no key, or a key that may be asked for as well."""

    path: tuple[str, ...]
    """Headings as printed, outermost first, white space removed."""
    column: int
    """Column of the sheet or table, counted from 1."""
    unit: str | None = None
    text: bool = False
    """Whether the column holds names or codes: its digits count nothing."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row."""

    row: int
    """Row of the sheet or table, counted from 1."""
    entity: str
    """What the row is about: its code where there is one, else its name."""
    names: tuple[str, ...]
    """Names and codes of the entity in this row, the one to show first."""
    year: int | None
    cells: tuple[str, ...]
    """What is printed for each field of the table, in order."""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table of records."""

    name: str
    """Title shown to people, unique within the report."""
    section: tuple[str, ...]
    page: int | None
    fields: tuple[RecordField, ...]
    records: tuple[Record, ...]
    missing: tuple[str, ...] = ()
    """Prints that stand for “no data”, such as -1."""
