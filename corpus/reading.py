"""A file to a report: the chain from bytes to facts, one step a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.corrections import NO_CLUES, Clues
from corpus.facts import report_to_facts
from corpus.forms.reading import read_forms
from corpus.issuer import Identity, identify
from corpus.page_turns import with_page_turns
from corpus.passages import sections_to_passages
from corpus.readers.layout import lines_to_paragraphs, squeeze
from corpus.readers.sandbox import read_sandboxed
from corpus.readers.scans import mark_recognised, settle_scans
from corpus.readers.text import read_text
from corpus.report import Document, Line, Problem, Report
from corpus.sections import paragraphs_to_sections
from corpus.tables.reading import read_general_tables
from corpus.tables.record import RecordTable

READERS: dict[str, str] = {
    ".csv": "corpus.readers.csv:read_csv",
    ".pdf": "corpus.readers.pdf.reader:read_pdf",
    ".xlsx": "corpus.readers.xlsx:read_xlsx",
    ".docx": "corpus.readers.docx:read_docx",
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "corpus.readers.html:read_html"),
    **dict.fromkeys((".md", ".markdown"), "corpus.readers.markdown:read_markdown"),
}
"""Suffix → `module:function` of the reader; each is imported in the sandbox only."""
SUFFIXES = frozenset({".txt", *READERS})
"""File types that can be read."""


def read_report(path: Path, clues: Clues = NO_CLUES) -> Report:
    """Read the file at `path` into a report.

    Args:
        path: the file.
        clues: what is known of it besides its content.

    Raises:
        SourceError: the file cannot be read at all.
    """
    document = read_document(path)
    if clues.name:
        document = replace(document, source=replace(document.source, name=clues.name))
    return document_to_report(document, clues)


def read_document(path: Path) -> Document:
    """Read the file at `path` by the reader for its suffix, plain text without one.

    Raises:
        SourceError: the file cannot be read at all.
    """
    reader = READERS.get(path.suffix.lower())
    return settle_scans(read_sandboxed(reader, path), path) if reader else read_text(path)


def document_to_report(document: Document, clues: Clues = NO_CLUES) -> Report:
    """Interpret a read document: who and when, sections, tables, passages, facts."""
    identity = identify(document, clues)
    reading = read_forms(document.blocks)
    general = read_general_tables(reading.blocks, clues.correction.missing)
    tables = (*reading.tables, *general.tables)
    prose = _without_title(general.lines, identity.title)
    sections = paragraphs_to_sections(lines_to_paragraphs(prose))
    identifier = document.source.sha256[:12]
    passages = sections_to_passages(identifier, sections, tables, general.records)
    report = Report(
        id=identifier,
        title=identity.title,
        issuer=identity.issuer,
        year=identity.year,
        kind=identity.kind,
        source_url=identity.source_url,
        published=identity.published,
        pages=document.pages,
        sources=(document.source,),
        sections=tuple(sections),
        passages=tuple(with_page_turns(passages, prose)),
        tables=tables,
        records=general.records,
        problems=(
            *document.problems,
            *reading.problems,
            *general.problems,
            *_identity_problems(identity, general.records),
        ),
        level=identity.level,
        region=identity.region,
        period=identity.period,
        basis=identity.basis,
    )
    return replace(report, facts=tuple(mark_recognised(document, list(report_to_facts(report)))))


def _identity_problems(identity: Identity, records: Sequence[RecordTable]) -> tuple[Problem, ...]:
    year, covered = identity.year, identity.text_year
    if year is None:
        if any(record.year for table in records for record in table.records[:1]):
            return ()
        return (Problem("no_year", "没有认出报告的年度。请用 --year 指定年份，重新导入。"),)
    if covered not in (None, year):
        message = (
            f"按{dict(identity.basis).get('year')}是{year}年的报告，正文的统计期限是{covered}年。"
        )
        return (Problem("year_differs", message),)
    return ()


def _without_title(lines: tuple[Line, ...], title: str) -> list[Line]:
    """Return `lines` without the ones at the top that print the title."""
    kept = list(lines)
    rest = title
    for index, line in enumerate(kept):
        text = squeeze(line.text)
        if not text:
            continue
        if not rest.startswith(text):
            break
        rest = rest[len(text) :]
        kept[index] = Line("", line.page)
    return kept if not rest else list(lines)
