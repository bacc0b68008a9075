"""Statutory tables in text: finding them, aligning them, and cutting them out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from corpus.forms.alignment import Aligned, Misfit, align
from corpus.forms.form import LETTER, Form, FormTable, letters
from corpus.forms.headings import section_heading, table_name
from corpus.forms.pieces import align_pieces
from corpus.forms.prose import spoken_figures
from corpus.readers.layout import lines_to_paragraphs
from corpus.report import Line, Problem, Table

MIN_HEADER = 88.0
"""Similarity (0–100) a stretch of letters must have with a table's header."""

MIN_REPEATED = 8
"""Letters a header has that may be printed again on the next page."""

MAX_TORN_HEADER = 160
"""Letters that may stand between a title and the first label of its table."""

_DIGIT = re.compile(r"\d")
_NUMERAL = "[一二三四五六七八九十]"
_HEADING = re.compile(rf"(?:^|(?<=[\s。；0-9]))({_NUMERAL}、)\s*(?=[\u3400-\u9fff])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """Lines as one text with the letters' offsets and each character's page."""

    text: str
    letters: str
    offsets: tuple[int, ...]
    starts: tuple[int, ...]
    lines: tuple[Line, ...]

    def page(self, offset: int) -> int | None:
        """Return the page of the character at `offset`."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)].page


@dataclass(frozen=True, slots=True)
class TextTable:
    """What became of one form table in a text."""

    table: FormTable
    result: Aligned | Misfit
    start: int
    """Where its title begins."""
    body: int
    """Where what follows its header begins."""
    stop: int
    """Where the next table or section begins."""

    @property
    def end(self) -> int:
        """Where it ends; its body is not taken where it was not read."""
        return self.body + (self.result.end if isinstance(self.result, Aligned) else 0)

    @property
    def fit(self) -> float:
        """How well form and print agree, 0 to 1."""
        return self.result.fit if isinstance(self.result, Aligned) else 0.0


def lines_to_text(lines: Sequence[Line]) -> Text:
    """Join `lines`."""
    starts: list[int] = []
    length = 0
    for line in lines:
        starts.append(length)
        length += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    offsets = tuple(match.start() for match in LETTER.finditer(text))
    return Text(text, letters(text), offsets, tuple(starts), tuple(lines))


def find_text_tables(text: Text, form: Form, done: Collection[str] = ()) -> list[TextTable]:
    """Return every table of `form` whose header stands in `text`, kinds `done` left out."""
    found = [
        (table, span)
        for table in form.tables
        if table.kind not in done and (span := _find_header(text, table))
    ]
    stops = [*sorted(span[0] for _, span in found), len(text.text)]
    tables = []
    for table, (start, body) in found:
        stop = next(s for s in stops if s > start)
        stop = min(stop, _next_heading(text.text, body, table))
        one = TextTable(table, align(_once(text, start, body, stop), table), start, body, stop)
        tables.append(otherwise(text, one))
    return tables


def otherwise(text: Text, one: TextTable) -> TextTable:
    """Return `one` as printed in pieces or down the page, where it is not read as drawn."""
    read = isinstance(one.result, Aligned) and not one.result.notes
    title = letters(one.table.section)
    position = text.letters.rfind(title, 0, bisect_right(text.offsets, one.body))
    if read or position < 0:
        return one
    body = text.offsets[position + len(title) - 1] + 1
    result = align_pieces(text.text[body : one.stop], one.table)
    if isinstance(result, Misfit):
        return one
    return replace(one, result=result, start=text.offsets[position], body=body)


def _once(text: Text, start: int, body: int, stop: int) -> str:
    """Return what stands between `body` and `stop`, blanks where the header is repeated."""
    first, last = (bisect_left(text.offsets, place) for place in (start, body))
    header = text.letters[first:last]
    shown = text.text[body:stop]
    at = text.letters.find(header, last) if len(header) >= MIN_REPEATED else -1
    while at >= 0 and text.offsets[at + len(header) - 1] < stop:
        begin, end = text.offsets[at] - body, text.offsets[at + len(header) - 1] + 1 - body
        if not _DIGIT.search(shown, begin, end):
            shown = shown[:begin] + re.sub(r"[^\n]", " ", shown[begin:end]) + shown[end:]
        at = text.letters.find(header, at + len(header))
    return shown


def told_by_prose(text: Text, one: TextTable, prose: Sequence[Line]) -> TextTable:
    """Return `one` read again with what running text says of figures it left open."""
    unread = isinstance(one.result, Aligned) and one.result.notes and not one.table.sums
    texts = [paragraph.text for paragraph in lines_to_paragraphs(prose)] if unread else []
    spoken = spoken_figures(texts, one.table)
    if not spoken:
        return one
    result = align(_once(text, one.start, one.body, one.stop), one.table, spoken)
    return replace(one, result=result)


def _find_header(text: Text, table: FormTable) -> tuple[int, int] | None:
    """Return where `table` begins and where its body begins, None if it is not there."""
    header = letters(table.header)
    anchored = letters(table.anchor) + header if table.anchor != table.section else header
    for needle in (anchored, letters(re.sub(r"（.*?）", "", table.header))):
        position = text.letters.find(needle)
        if position >= 0:
            return text.offsets[position], text.offsets[position + len(needle) - 1] + 1
    if len(header) < 20:
        return None
    large = len(table.rows) * len(table.columns) > 10
    return _header_like(text, table) or (_torn_header(text, table) if large else None)


def _header_like(text: Text, table: FormTable) -> tuple[int, int] | None:
    """Return the first stretch of letters that is like the header, if any is like enough."""
    needle = letters(re.sub(r"（.*?）", "", table.header))
    first, before = None, text.letters
    while match := fuzz.partial_ratio_alignment(needle, before, score_cutoff=MIN_HEADER):
        if match.dest_end <= match.dest_start or len(before) < len(needle):
            break
        first, before = match, before[: match.dest_start]  # a page may repeat the header
    if first is None:
        return None
    return text.offsets[first.dest_start], text.offsets[first.dest_end - 1] + 1


def _torn_header(text: Text, table: FormTable) -> tuple[int, int] | None:
    """Find a table whose header is torn to pieces by the title above and what it must begin with.

    That is its first row label; without row labels a first figure behind letters of the
    header alone.
    """
    title = letters(table.section)
    position = text.letters.find(title)
    while position >= 0:
        behind = position + len(title)
        if table.rows[0]:
            label = letters(table.rows[0][0])
            body = text.letters.find(label, behind, behind + MAX_TORN_HEADER + len(label))
            if body >= 0:
                return text.offsets[position], text.offsets[body]
        else:
            first = _DIGIT.search(text.text, text.offsets[behind - 1])
            body = bisect_right(text.offsets, first.start()) if first else behind
            between = text.letters[behind:body]
            if first and _is_of(between, letters(table.header)):
                return text.offsets[position], text.offsets[body - 1] + 1
        position = text.letters.find(title, behind)
    return None


def _is_of(stretch: str, header: str) -> bool:
    """Tell whether `stretch` may be the letters of `header` in another order."""
    alien = sum(letter not in header for letter in stretch)
    return len(header) / 2 <= len(stretch) <= len(header) * 1.5 and alien <= len(stretch) / 20


def _next_heading(text: str, start: int, table: FormTable) -> int:
    """Return where the next section heading that is not a row label begins."""
    labels = [letters(part) for row in table.rows for part in row]
    for match in _HEADING.finditer(text, start):
        following = letters(text[match.start() : match.start() + 60])[:5]
        if not any(label.startswith(following[:3]) for label in labels):
            return match.start()
    return len(text)


def read_text_table(text: Text, one: TextTable) -> tuple[Table | None, list[Problem]]:
    """Return the table as data, None where it was not read, and what could not be read."""
    name, page = table_name(one.table), text.page(one.body)
    if isinstance(one.result, Misfit):
        message = f"《{name}》没有读出：{one.result.reason}。"
        return None, [Problem("table_unfit", message, page, name)]
    section = section_heading(text.text, one.start, one.table)
    cells = tuple(
        replace(cell, page=text.page(one.body + offset))
        for cell, offset in zip(one.result.cells, one.result.offsets, strict=True)
    )
    problems = [
        Problem("row_unfit", f"《{name}》：{note}。", page, name) for note in one.result.notes
    ]
    return Table(name, one.table.kind, one.table.form, (section,), page, cells), problems


def cut_out(text: Text, spans: Sequence[tuple[int, int]]) -> list[tuple[int, Line]]:
    """Return the lines of `text` without the characters in `spans`, each with its number."""
    taken = sorted(spans)
    kept: list[tuple[int, Line]] = []
    for number, (line, start) in enumerate(zip(text.lines, text.starts, strict=True)):
        stop = start + len(line.text)
        position = start
        for begin, end in taken:
            if end <= position or begin >= stop:
                continue
            if begin > position:
                kept.append((number, Line(text.text[position:begin], line.page)))
            position = min(end, stop)
        if position < stop or position == start:
            rest = Line(text.text[position:stop], line.page) if position > start else line
            kept.append((number, rest))
    return kept
