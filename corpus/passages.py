"""Sections to passages: pieces short enough to embed and whole enough to quote.

A passage never crosses a section, keeps its heading path, breaks between sentences,
and joins short neighbours. Every table gets one passage made of its title and
headings, never its figures: figures are facts.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.report import Paragraph, Passage, Section, Table, content_id
from corpus.sections import text_to_sentences
from corpus.tables.record import RecordTable

MAX_CHARACTERS = 320
MIN_CHARACTERS = 40
TABLE_MARK = "表格："
"""Opens the passage made of a table's headings, which is found by but never quoted."""


def sections_to_passages(
    report: str,
    sections: Sequence[Section],
    tables: Sequence[Table],
    records: Sequence[RecordTable] = (),
) -> list[Passage]:
    """Return the passages of a report in order, tables last."""
    passages: list[Passage] = []
    for section in sections:
        for paragraph in _chunk(section.paragraphs):
            passages.append(
                _passage(report, len(passages), section.path, paragraph.page, paragraph.text)
            )
    for table in tables:
        passages.append(
            _passage(report, len(passages), table.section, table.page, table_to_text(table))
        )
    for records_of in records:
        text = records_to_text(records_of)
        passages.append(_passage(report, len(passages), records_of.section, records_of.page, text))
    return passages


def _passage(
    report: str, ordinal: int, section: tuple[str, ...], page: int | None, text: str
) -> Passage:
    identity = content_id("p_", report, ordinal, *section, text)
    return Passage(identity, report, ordinal, section, page, text)


def _chunk(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    chunks: list[Paragraph] = []
    for paragraph in paragraphs:
        for text in _cut(paragraph.text):
            last = chunks[-1] if chunks else None
            if (
                last is not None
                and min(len(last.text), len(text)) < MIN_CHARACTERS
                and len(last.text) + len(text) < MAX_CHARACTERS
            ):
                chunks[-1] = Paragraph(f"{last.text}\n{text}", last.page)
            else:
                chunks.append(Paragraph(text, paragraph.page))
    return chunks


def _cut(text: str) -> list[str]:
    """Cut `text` into pieces of at most `MAX_CHARACTERS`, between sentences if possible."""
    pieces: list[str] = []
    for sentence in text_to_sentences(text):
        if pieces and len(pieces[-1]) + len(sentence) <= MAX_CHARACTERS:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    return pieces


def table_to_text(table: Table) -> str:
    """Return title, units and headings of `table` as text to be found by."""
    rows = dict.fromkeys(" › ".join(cell.row) for cell in table.cells if cell.row)
    columns = dict.fromkeys(" › ".join(cell.column) for cell in table.cells if cell.column)
    units = dict.fromkeys(cell.unit for cell in table.cells if cell.unit)
    lines = [f"{TABLE_MARK}{table.name}" + (f"（单位：{'、'.join(units)}）" if units else "")]
    lines += ["行：" + "；".join(rows)] if rows else []
    lines += ["列：" + "；".join(columns)] if columns else []
    return "\n".join(lines)


def records_to_text(table: RecordTable) -> str:
    """Return title and columns of a table of records as text to be found by, no rows."""
    years = sorted({record.year for record in table.records if record.year is not None})
    span = f"{years[0]}–{years[-1]}年，" if years else ""
    columns = dict.fromkeys(" › ".join(field.path) for field in table.fields)
    return f"{TABLE_MARK}{table.name}（{span}{len(table.records)}行）\n列：{'；'.join(columns)}"
