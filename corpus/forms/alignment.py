"""Aligning linearised text to a statutory table.

PDF extraction and web exports flatten a table into a stream in which row labels are
broken over lines, figures stand inside or behind their label, and cells may be glued
together. The letters of that stream are aligned to the letters of the form (longest
common subsequence); every group of figures between two letters thereby gets a place in
the form, and the order of groups decides which row each belongs to. A stream that does
not fit yields a reason instead of a half-read table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Opcode

from corpus.forms.cells import rows_to_cells
from corpus.forms.form import FormTable, letters
from corpus.forms.stream import text_to_stream
from corpus.report import Cell

MIN_LABEL = 0.6
"""Share of a row's letters that must be found for the row to be trusted."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table read from text: its cells and how far into the text it reached."""

    cells: tuple[Cell, ...]
    offsets: tuple[int, ...]
    """For each cell, where in the text its row's figures stand."""
    end: int
    matched: float
    """Share of the form's letters found, 0 to 1."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a text is not this table."""

    reason: str
    matched: float


def align(text: str, table: FormTable) -> Aligned | Misfit:
    """Read the body of `table` (what follows its header) from `text`."""
    stream, offsets, groups = text_to_stream(text)
    labels, ends = _label_stream(table)
    limit = len(labels) * 2 + 60
    stream, offsets = stream[:limit], offsets[:limit]
    groups = [group for group in groups if group.after <= len(stream)]
    blocks = [b for b in Indel.opcodes(stream, labels) if b.tag == "equal"]
    found = [False] * len(labels)
    for block in blocks:
        for index in range(block.dest_start, block.dest_end):
            found[index] = True
    matched = sum(found) / len(labels) if labels else 1.0
    placed = [_interval(group.after, blocks, len(labels)) for group in groups]
    if not groups and (matched < 1.0 or sum(found) < len(stream)):
        return Misfit("表内没有数字", matched)
    # A table printed with its labels and nothing else is blank, not unread.
    chosen = _assign(placed, ends) if groups else [None] * len(table.rows)
    if chosen is None:
        return Misfit("数字的行数与表式不符", matched)
    thin = _thin_rows(found, table, ends)
    picked = [None if index is None else groups[index] for index in chosen]
    printed = [_printed_label(text, offsets, blocks, *span) for span in _own_spans(table, ends)]
    cells, notes = rows_to_cells(table, picked, thin, printed)
    taken = [group for group in picked if group is not None]
    end = max((g.tokens[-1].offset + len(g.tokens[-1].text) for g in taken), default=0)
    tail = [b.src_end for b in blocks]
    if tail and tail[-1] <= len(offsets):
        end = max(end, offsets[tail[-1] - 1] + 1)
    places = [group.tokens[0].offset if group else 0 for group in picked for _ in table.columns]
    return Aligned(tuple(cells), tuple(places), end, matched, tuple(notes))


def _label_stream(table: FormTable) -> tuple[str, list[int]]:
    """Return the form's row labels as one run of letters, and where each row ends."""
    parts: list[str] = []
    ends: list[int] = []
    length = 0
    previous: tuple[str, ...] = ()
    for row in table.rows:
        shared = 0
        while shared < min(len(previous), len(row)) and previous[shared] == row[shared]:
            shared += 1
        text = letters("".join(row[shared:]))
        parts.append(text)
        length += len(text)
        ends.append(length)
        previous = row
    return "".join(parts), ends


def _interval(after: int, blocks: Sequence[Opcode], length: int) -> tuple[int, int]:
    """Return where in the form's letters a gap of the stream can lie."""
    low, high = 0, length
    for block in blocks:
        start, stop = block.src_start, block.src_end
        shift = block.dest_start - start
        if stop <= after:
            low = stop + shift
        elif start < after:
            return after + shift, after + shift
        else:
            high = start + shift
            break
    return low, high


def _assign(placed: Sequence[tuple[int, int]], ends: Sequence[int]) -> list[int | None] | None:
    """Give every row the index of its group of figures.

    A group belongs to the row whose label it stands in or behind; failing that for
    all, to the row whose label follows it. Groups behind the last row's are not part
    of the table. Returns None when the groups do not fit the rows one to one, or fit
    in more than one way.
    """
    last = len(ends) - 1
    for before, witness in ((False, last), (True, 0)):
        ranges = [_rows_between(low, high, ends, before=before) for low, high in placed]
        chosen = _one_to_one(ranges, len(ends))
        # Figures behind their labels fill the last row, figures before them the first:
        # without that witness a blank row and the other order look the same.
        if chosen is not None and chosen[witness] is not None:
            return chosen
    return None


def _rows_between(low: int, high: int, ends: Sequence[int], *, before: bool) -> tuple[int, int]:
    """Return the first and last row a gap between label letters may belong to."""
    if len(ends) == 1:
        return 0, 0
    last = len(ends) - 1
    if before:
        first = sum(1 for end in ends if end <= low)
        final = sum(1 for end in ends if end <= high)
    else:
        first = sum(1 for end in ends if end < low)
        final = sum(1 for end in ends if end < high)
    return min(first, last), min(final, last)


def _one_to_one(ranges: Sequence[tuple[int, int]], count: int) -> list[int | None] | None:
    """Place each group in the rows it may belong to, in order, one a row.

    Returns None when that is impossible or possible in more than one way.
    """
    last = count - 1
    tail = next((i for i, (first, _) in enumerate(ranges) if first == last), len(ranges) - 1)
    kept = ranges[: tail + 1]  # what follows the last row's figures is not part of the table
    earliest: list[int] = []
    for first, final in kept:
        row = max(first, earliest[-1] + 1 if earliest else 0)
        if row > final:
            return None
        earliest.append(row)
    latest: list[int] = []
    for first, final in reversed(kept):
        row = min(final, latest[-1] - 1 if latest else last)
        if row < first:
            return None
        latest.append(row)
    if earliest != latest[::-1]:
        return None
    chosen: list[int | None] = [None] * count
    for index, row in enumerate(earliest):
        chosen[row] = index
    return chosen


def _own_spans(table: FormTable, ends: Sequence[int]) -> list[tuple[int, int]]:
    """Return where in the form's letters each row's own label (its last part) stands."""
    spans = []
    for row, end in zip(table.rows, ends, strict=True):
        spans.append((end - len(letters(row[-1])) if row else end, end))
    return spans


def _thin_rows(found: Sequence[bool], table: FormTable, ends: Sequence[int]) -> set[int]:
    """Return the rows too little of whose own label was found."""
    thin: set[int] = set()
    for index, (start, end) in enumerate(_own_spans(table, ends)):
        if sum(found[start:end]) < MIN_LABEL * min(end - start, 8):
            thin.add(index)
    return thin


def _printed_label(
    text: str, offsets: Sequence[int], blocks: Sequence[Opcode], start: int, end: int
) -> str:
    """Return the label as printed: the text its letters span, figures and breaks removed."""
    places = [
        block.src_start + index - block.dest_start
        for block in blocks
        for index in range(max(start, block.dest_start), min(end, block.dest_end))
    ]
    if not places:
        return ""
    span = text[offsets[places[0]] : offsets[places[-1]] + 1]
    return "".join(re.sub(r"(?<!\S)[-\d][\d,.\s]*(?!\S)", "", span).split())
