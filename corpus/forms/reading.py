"""Statutory tables in text: finding them, aligning them, and cutting them out.

`read_form_tables` takes the printed lines of a report and returns the tables of the
form edition that fits best, the lines that are left as prose, and a Problem for every
table that should be there and could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from corpus.forms.alignment import Aligned, Misfit, align
from corpus.forms.form import Form, FormTable, letters, load_forms
from corpus.report import Line, Problem, Table

MIN_HEADER = 88.0
"""Similarity (0–100) a stretch of letters must have with a table's header."""

_NUMERAL = "[一二三四五六七八九十]"
_HEADING = re.compile(rf"(?:^|(?<=[\s。；0-9]))({_NUMERAL}、)\s*(?=[\u3400-\u9fff])", re.MULTILINE)
_SECTION = re.compile(rf"{_NUMERAL}、\s*[\u3400-\u9fff、，]{{4,30}}")


@dataclass(frozen=True, slots=True)
class FormReading:
    """The statutory tables of a text and what remains of it."""

    tables: tuple[Table, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines as one text with the letters' offsets and each character's page."""

    text: str
    letters: str
    offsets: tuple[int, ...]
    starts: tuple[int, ...]
    lines: tuple[Line, ...]

    def page(self, offset: int) -> int | None:
        index = sum(1 for start in self.starts if start <= offset) - 1
        return self.lines[max(index, 0)].page


def read_form_tables(lines: Sequence[Line]) -> FormReading:
    """Read the statutory tables of the best fitting form edition from `lines`."""
    text = _lines_to_text(lines)
    readings = [_read_form(text, form) for form in load_forms()]
    best = max(readings, key=lambda reading: reading[0])
    _, tables, spans, problems = best
    return FormReading(tuple(tables), tuple(_cut_out(text, spans)), tuple(problems))


def _lines_to_text(lines: Sequence[Line]) -> _Text:
    starts: list[int] = []
    length = 0
    for line in lines:
        starts.append(length)
        length += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    offsets = tuple(i for i, c in enumerate(text) if letters(c))
    return _Text(text, "".join(text[i] for i in offsets), offsets, tuple(starts), tuple(lines))


def _read_form(
    text: _Text, form: Form
) -> tuple[float, list[Table], list[tuple[int, int]], list[Problem]]:
    """Return the fit of `form`, its tables, the spans they take, and problems."""
    found = [(table, span) for table in form.tables if (span := _find_header(text, table))]
    stops = [*sorted(span[0] for _, span in found), len(text.text)]
    tables: list[Table] = []
    spans: list[tuple[int, int]] = []
    problems: list[Problem] = []
    fit = 0.0
    for table, (start, body) in found:
        stop = next(s for s in stops if s > start)
        stop = min(stop, _next_heading(text.text, body, table))
        result = align(text.text[body:stop], table)
        name = _table_name(table)
        page = text.page(body)
        if isinstance(result, Misfit):
            problems.append(
                Problem("table_unfit", f"《{name}》没有读出：{result.reason}。", page, name)
            )
            continue
        fit += result.matched * len(table.rows)
        tables.append(_to_table(table, result, text, start, body))
        spans.append((start, body + result.end))
        problems.extend(
            Problem("row_unfit", f"《{name}》：{note}。", page, name) for note in result.notes
        )
    if tables:
        missing = [t for t in form.tables if t not in [found_table for found_table, _ in found]]
        problems.extend(
            Problem("table_missing", f"没有找到《{_table_name(t)}》。", None, _table_name(t))
            for t in missing
        )
    return fit, tables, spans, problems


def _find_header(text: _Text, table: FormTable) -> tuple[int, int] | None:
    """Return where `table` begins and where its body begins, None if it is not there."""
    header = letters(table.header)
    anchored = letters(table.anchor) + header if table.anchor != table.section else header
    for needle in (anchored, letters(re.sub(r"（.*?）", "", table.header))):
        position = text.letters.find(needle)
        if position >= 0:
            return text.offsets[position], text.offsets[position + len(needle) - 1] + 1
    if len(header) < 20:
        return None
    needle = letters(re.sub(r"（.*?）", "", table.header))
    match = fuzz.partial_ratio_alignment(needle, text.letters, score_cutoff=MIN_HEADER)
    if match is None or match.dest_end <= match.dest_start:
        return None
    return text.offsets[match.dest_start], text.offsets[match.dest_end - 1] + 1


def _next_heading(text: str, start: int, table: FormTable) -> int:
    """Return where the next section heading that is not a row label begins."""
    labels = [letters(part) for row in table.rows for part in row]
    for match in _HEADING.finditer(text, start):
        following = letters(text[match.start() : match.start() + 60])[:5]
        if not any(label.startswith(following[:3]) for label in labels):
            return match.start()
    return len(text)


def _table_name(table: FormTable) -> str:
    return table.name if table.name == table.section else f"{table.section} {table.name}"


def _to_table(table: FormTable, result: Aligned, text: _Text, start: int, body: int) -> Table:
    section = _section_heading(text.text, start, table)
    page = text.page(body)
    cells = tuple(
        replace(cell, page=text.page(body + offset))
        for cell, offset in zip(result.cells, result.offsets, strict=True)
    )
    return Table(_table_name(table), table.kind, table.form, (section,), page, cells)


def _section_heading(text: str, start: int, table: FormTable) -> str:
    """Return the heading above the table as printed, e.g. `三、收到和处理…情况`."""
    length = len(table.section)
    for match in reversed(list(_SECTION.finditer(text, 0, start))):
        heading = "".join(match.group().split())
        # In glued text the heading runs on: the prefix most like the title is the title.
        prefixes = [heading[: n + 2] for n in range(length - 4, length + 8)]
        best = max(prefixes, key=lambda p: fuzz.ratio(letters(p)[1:], letters(table.section)))
        if fuzz.ratio(letters(best)[1:], letters(table.section)) >= 80:
            return best
    return table.section


def _cut_out(text: _Text, spans: Sequence[tuple[int, int]]) -> list[Line]:
    """Return the lines of `text` without the characters in `spans`."""
    taken = sorted(spans)
    kept: list[Line] = []
    for line, start in zip(text.lines, text.starts, strict=True):
        stop = start + len(line.text)
        position = start
        for begin, end in taken:
            if end <= position or begin >= stop:
                continue
            if begin > position:
                kept.append(Line(text.text[position:begin], line.page))
            position = min(end, stop)
        if position < stop or position == start:
            kept.append(Line(text.text[position:stop], line.page) if position > start else line)
    return kept
