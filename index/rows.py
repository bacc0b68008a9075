"""Rows: how facts, passages and sections are laid out in SQLite, and read back exactly.

Paths, boxes and section bodies are JSON, figures decimal text. Knows no SQL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from corpus.report import (
    Fact,
    FactKind,
    Origin,
    Paragraph,
    Passage,
    Path,
    Problem,
    Report,
    Section,
    Source,
    State,
)

Row = tuple[Any, ...]

FACT_COLUMNS = tuple(field.name for field in fields(Fact))
PASSAGE_COLUMNS = tuple(field.name for field in fields(Passage))
SOURCE_COLUMNS = tuple(field.name for field in fields(Source))
PROBLEM_COLUMNS = tuple(field.name for field in fields(Problem))


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the same cell of a statutory form is called in every report."""

    form: str | None
    table_kind: str
    row: Path
    column: Path
    unit: str | None


def to_json(value: object) -> str:
    """Return compact JSON; tuples become arrays."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fact_to_row(fact: Fact) -> Row:
    """Return the values of `FACT_COLUMNS`."""
    return (
        fact.id,
        fact.report,
        fact.issuer,
        fact.year,
        fact.kind.value,
        fact.table,
        fact.table_kind,
        fact.form,
        to_json(fact.row),
        to_json(fact.column),
        None if fact.printed is None else to_json(fact.printed),
        fact.raw,
        fact.state.value,
        None if fact.value is None else str(fact.value),
        fact.unit,
        fact.qualifier,
        fact.origin.value,
        fact.confidence,
        to_json(fact.section),
        fact.page,
        None if fact.box is None else to_json(fact.box),
        fact.quote,
        fact.passage,
    )


def row_to_fact(row: Row) -> Fact:
    """Return the fact that `fact_to_row` laid out as `row`."""
    values = dict(zip(FACT_COLUMNS, row, strict=True))
    values["kind"] = FactKind(values["kind"])
    values["state"] = State(values["state"])
    values["origin"] = Origin(values["origin"])
    values["value"] = None if values["value"] is None else Decimal(values["value"])
    values["confidence"] = float(values["confidence"])
    for name in ("row", "column", "section"):
        values[name] = json_to_path(values[name])
    for name in ("printed", "box"):
        values[name] = None if values[name] is None else tuple(json.loads(values[name]))
    return Fact(**values)


def passage_to_row(passage: Passage) -> Row:
    """Return the values of `PASSAGE_COLUMNS`."""
    return (
        passage.id,
        passage.report,
        passage.ordinal,
        to_json(passage.section),
        passage.page,
        passage.text,
        to_json(passage.turns),
    )


def row_to_passage(row: Row) -> Passage:
    """Return the passage that `passage_to_row` laid out as `row`."""
    key, report, ordinal, section, page, text, turns = row
    places = tuple((offset, turned) for offset, turned in json.loads(turns))
    return Passage(key, report, ordinal, json_to_path(section), page, text, places)


def identity_to_json(report: Report) -> str:
    """Return what is known of whose report it is, beyond the columns of its header."""
    return to_json([report.level, report.region, report.period, report.basis])


def json_to_identity(text: str) -> dict[str, Any]:
    """Return the fields of a report that `identity_to_json` wrote."""
    level, region, period, basis = json.loads(text)
    pairs = tuple((name, value) for name, value in basis)
    return {"level": level, "region": region, "period": period, "basis": pairs}


def sections_to_json(sections: tuple[Section, ...]) -> str:
    """Return the section tree with its paragraphs as JSON."""
    return to_json([[s.path, s.page, [[p.text, p.page] for p in s.paragraphs]] for s in sections])


def json_to_sections(text: str) -> tuple[Section, ...]:
    """Return the sections that `sections_to_json` wrote."""
    return tuple(
        Section(tuple(path), tuple(Paragraph(*paragraph) for paragraph in paragraphs), page)
        for path, page, paragraphs in json.loads(text)
    )


def json_to_path(text: str) -> Path:
    """Return the heading path written as a JSON array."""
    return tuple(json.loads(text))
