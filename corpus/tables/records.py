"""Record tables: recognised by their key columns, and their cells turned into facts.

A table is one of records where a column names the entity and another the year, or,
without a year, where it is long. What the key columns are called is data
(`tables.toml`). Facts carry the entity as their issuer and the record's own year.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from corpus.report import Fact, FactKind, Origin, State, content_id
from corpus.tables.cells import Reading, is_figure, label_unit, read_cell
from corpus.tables.record import Record, RecordField, RecordTable
from corpus.terms import compact, fold

LONG = 50
"""Rows from which on a table without a year is one of records."""

_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?(?:[-/.年]\d{1,2}.*)?(?:\.0+)?")
_EMPTY = frozenset({"nan", "null", "none", "n/a", "#n/a", "<na>", "nat"})
_PREFIX, _SUFFIX = 12, 8


@cache
def vocabulary() -> dict[str, list[str]]:
    """Return the words headings are recognised by."""
    with Path(__file__).with_name("tables.toml").open("rb") as file:
        return tomllib.load(file)


def rows_to_records(
    name: str,
    headings: Sequence[tuple[str, ...]],
    rows: Sequence[Sequence[str]],
    places: Sequence[int],
    *,
    unit: str | None = None,
    page: int | None = None,
    missing: Sequence[str] = (),
    columns: Sequence[int] | None = None,
) -> RecordTable | None:
    """Return the table as records, None where it is not one of records.

    Args:
        name: its title.
        headings: heading path of each column.
        rows: the texts below the headings, one a column.
        places: row number of each of `rows` in the source.
        unit: unit stated for the whole table.
        page: where it begins.
        missing: prints that the person who ingests says mean “no data”.
        columns: column number of each of `headings` in the source, from 1.
    """
    words = vocabulary()
    labels = [compact(path[-1]) if path else "" for path in headings]
    years = [i for i, x in enumerate(labels) if x in words["year"] and _holds_years(rows, i)]
    names = [i for i, x in enumerate(labels) if x in words["name"] and _holds_text(rows, i)]
    codes = [i for i, x in enumerate(labels) if x in words["code"]]
    names.sort(key=lambda i: words["name"].index(labels[i]))
    codes.sort(key=lambda i: words["code"].index(labels[i]))
    if len(rows) < 2 or not names or not (years or len(rows) >= LONG):
        return None
    places_of = list(columns) if columns is not None else list(range(1, len(headings) + 1))
    fields = tuple(
        _field(headings[i], places_of[i], unit, text=i in codes or _holds_text(rows, i))
        for i in range(len(headings))
        if labels[i] and i not in years
    )
    kept = [i for i in range(len(headings)) if labels[i] and i not in years]
    records = []
    for place, row in zip(places, rows, strict=True):
        shown = [compact(row[i]) for i in (*names, *codes) if compact(row[i])]
        if not shown:
            continue
        key = next((compact(row[i]) for i in codes if compact(row[i])), shown[0])
        year = _year(row[years[0]]) if years else None
        cells = tuple(row[i].strip() for i in kept)
        records.append(Record(place, key, tuple(dict.fromkeys(shown)), year, cells))
    found = tuple(missing) or _find_missing(records)
    return RecordTable(name, (), page, fields, tuple(records), found)


def _field(path: tuple[str, ...], column: int, unit: str | None, *, text: bool) -> RecordField:
    label, own = label_unit(compact(path[-1]))
    counted = own or (unit if is_amount(label) else None)
    printed = tuple(compact(part) for part in path)
    return RecordField(printed, column, None if text else counted, text)


def is_amount(label: str) -> bool:
    """Tell whether a table's unit of money may apply to what `label` names."""
    words = vocabulary()
    if any(word in label for word in words["never_amount"]):
        return False
    if any(label.endswith(word) for word in words["amount"]):
        return True
    return not any(word in label for word in words["counts_otherwise"])


def _holds_years(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(_YEAR.fullmatch(compact(row[column])) for row in rows)


def _holds_text(rows: Sequence[Sequence[str]], column: int) -> bool:
    sample = [row[column] for row in rows[:200]]
    return sum(is_figure(text) for text in sample) * 10 <= len(sample)


def _year(text: str) -> int | None:
    match = _YEAR.fullmatch(compact(text))
    return int(match[1]) if match else None


def _find_missing(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the prints of -1 where so many cells hold it that it can only mean “none”."""
    if len(records) < LONG:
        return ()
    counts: Counter[str] = Counter()
    for record in records:
        counts.update(cell for cell in record.cells if cell.startswith("-") and len(cell) <= 4)
    prints = [text for text in counts if re.fullmatch(r"-1(?:\.0+)?", text)]
    times = sum(counts[text] for text in prints)
    near = sum(n for text, n in counts.items() if re.fullmatch(r"-[2-9](?:\.0+)?", text))
    cells = sum(len(record.cells) for record in records)
    return ("-1",) if times * 50 >= cells and times > 20 * near else ()


def is_missing(text: str, missing: Sequence[str]) -> bool:
    """Tell whether `text` stands for “no data”: as stated, or as programs write it."""
    if text.lower() in _EMPTY:
        return True
    plain = re.sub(r"(?<=\d)\.0+$", "", fold(text))
    return plain in missing or text in missing


def read_field(field: RecordField, text: str, missing: Sequence[str]) -> Reading:
    """Return what the print `text` in the column `field` says."""
    if is_missing(text, missing):
        return Reading(State.BLANK)
    reading = read_cell(text)
    if field.text and reading.state is not State.BLANK:
        return Reading(State.TEXT)
    return reading


def record_id(report: str, table: str, record: Record) -> str:
    """Return the part of the ids of a record's facts that they share."""
    return content_id("", report, table, record.row, *record.names, record.year)


def fact_id_to_record(identifier: str) -> str | None:
    """Return the record part of a fact's id, None where the fact is of no record."""
    digits = identifier.removeprefix("f_")
    return digits[:_PREFIX] if len(digits) == _PREFIX + _SUFFIX else None


def record_to_facts(
    report: str, year: int | None, table: RecordTable, record: Record
) -> Iterator[Fact]:
    """Yield the cells of one record as facts; `year` is the report's, if the record has none."""
    prefix = f"f_{record_id(report, table.name, record)}"
    when = record.year if record.year is not None else year
    row = (record.names[0], *((f"{record.year}年",) if record.year is not None else ()))
    for field, raw in zip(table.fields, record.cells, strict=True):
        reading = read_field(field, raw, table.missing)
        yield Fact(
            id=prefix + content_id("", *field.path, "|", raw)[:_SUFFIX],
            report=report,
            issuer=record.names[0],
            year=when,
            kind=FactKind.CELL,
            table=table.name,
            table_kind=None,
            form=None,
            row=row,
            column=field.path,
            printed=None,
            raw=raw,
            state=reading.state,
            value=reading.value,
            unit=reading.unit or field.unit,
            qualifier=None,
            origin=Origin.PRINTED,
            confidence=1.0,
            section=table.section,
            page=table.page,
            box=None,
            quote=f"第{record.row}行 {' '.join(row)} {''.join(field.path[-1:])} {raw}".strip(),
        )
