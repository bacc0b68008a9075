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
from functools import cache
from types import MappingProxyType

from rapidfuzz.distance import Indel, Opcode

from corpus.forms.cells import rows_to_cells
from corpus.forms.form import FormTable, letters
from corpus.forms.order import numbers_columns, rows_by_order
from corpus.forms.prose import Spoken
from corpus.forms.stream import Group, by_line, text_to_stream
from corpus.report import Cell, State

MIN_LABEL = 0.6
"""Share of a row's letters that must be found for the row to be trusted."""

MAX_WORDS = 6
"""Letters that may stand between the last label and its figures (`（单位：件）`)."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table read from text: its cells and how far into the text it reached."""

    cells: tuple[Cell, ...]
    offsets: tuple[int, ...]
    """For each cell, where in the text its row's figures stand."""
    end: int
    matched: float
    """Share of the form's letters found, 0 to 1."""
    fit: float
    """How well form and print agree both ways, 0 to 1."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a text is not this table."""

    reason: str
    matched: float


def align(text: str, table: FormTable, spoken: Spoken = MappingProxyType({})) -> Aligned | Misfit:
    """Read the body of `table` (what follows its header) from `text`.

    `spoken` is what the report's running text says of cells.
    """
    stream, offsets, groups, hyphens = text_to_stream(text, _ordinals(table))
    labels, ends = _label_stream(table)
    limit = len(labels) * 2 + 60
    stream, offsets = stream[:limit], offsets[:limit]
    blocks = [b for b in Indel.opcodes(stream, labels) if b.tag == "equal"]
    found = [False] * len(labels)
    for block in blocks:
        for index in range(block.dest_start, block.dest_end):
            found[index] = True
    matched = sum(found) / len(labels) if labels else 1.0
    own = _own_spans(table, ends)
    groups = _without_tail(groups, blocks, own[-1][0])
    if not groups and (matched < 1.0 or sum(found) < len(stream)):
        return Misfit("表内没有数字", matched)
    # A table printed with its labels and nothing else is blank, not unread.
    chosen = _assign(groups, blocks, ends, len(table.columns)) if groups else [None] * len(ends)
    picked: list[Group | None] | None = None
    unsure: set[int] = set()
    if chosen is not None:
        picked = [None if index is None else groups[index] for index in chosen]
        unsure = _thin_rows(found, own) | _rows_with_words(picked, blocks, own, len(stream))
        gaps = {_interval(after, blocks, ends[-1])[0] for after in hyphens}
        unsure |= {
            row
            for row, (start, end) in enumerate(own)
            if picked[row] is None and any(start < gap <= end for gap in gaps)
        }
    count = len(table.columns)
    if not picked or unsure or any(g is None or len(g.tokens) > count for g in picked):
        ordered = rows_by_order(by_line(groups, text), table)
        picked, unsure = (picked, unsure) if ordered is None else (ordered, set())
    if picked is None:
        return Misfit("数字的行数与表式不符", matched)
    printed = [_printed_label(text, offsets, blocks, *span) for span in own]
    cells, notes = rows_to_cells(table, picked, unsure, printed, spoken)
    taken = [group for group in picked if group is not None]
    end = max((g.tokens[-1].offset + len(g.tokens[-1].text) for g in taken), default=0)
    if blocks:
        end = max(end, offsets[blocks[-1].src_end - 1] + 1)
    places = [group.tokens[0].offset if group else 0 for group in picked for _ in table.columns]
    read = sum(cell.state is not State.UNREADABLE for cell in cells) / len(cells)
    length = blocks[-1].src_end if blocks else 0
    alike = 2 * sum(found) / (len(labels) + length) if labels else 1.0
    fit = alike * (1 + read) / 2
    return Aligned(tuple(cells), tuple(places), end, matched, fit, tuple(notes))


@cache
def _ordinals(table: FormTable) -> frozenset[str]:
    """Return the digits that number labels of `table`, each with the two letters behind."""
    labels = {part for row in table.rows for part in row if part[0].isdigit()}
    return frozenset(label[0] + letters(label)[:2] for label in labels)


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


def _without_tail(
    groups: Sequence[Group], blocks: Sequence[Opcode], last_label: int
) -> list[Group]:
    """Return `groups` without those of the text behind the table.

    Behind the last letter of the labels stands the last row's group, close by, unless
    that row's figures stand inside its label, which begins at `last_label`.
    """
    end = blocks[-1].src_end if blocks else 0
    inside = [group for group in groups if group.after < end]
    behind = next((group for group in groups if group.after >= end), None)
    if behind is None or behind.after - end > MAX_WORDS:
        return inside
    filled = inside and _interval(inside[-1].after, blocks, last_label)[0] > last_label
    return inside if filled and behind.after > end else [*inside, behind]


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


def _assign(
    groups: Sequence[Group], blocks: Sequence[Opcode], ends: Sequence[int], count: int
) -> list[int | None] | None:
    """Give every row the index of its group of figures.

    A group belongs to the row whose label it stands in or behind; failing that for
    all, to the row whose label follows it. Returns None when the groups do not fit the
    rows one to one, or fit in more than one way.
    """
    head = _interval(groups[0].after, blocks, ends[-1])[0] == 0
    if head and (ends[-1] or count > 3) and numbers_columns(groups[0], count):
        return None
    behind = _rows_of(groups, blocks, ends, before=False)
    # Figures behind their labels fill the last row, figures before them the first:
    # without that witness a blank row and the other order look the same.
    if behind is not None and behind[-1] is not None:
        return behind
    if _interval(groups[-1].after, blocks, ends[-1])[0] >= ends[-1]:
        return None
    before = _rows_of(groups, blocks, ends, before=True)
    return before if before is not None and before[0] is not None else None


def _rows_of(
    groups: Sequence[Group], blocks: Sequence[Opcode], ends: Sequence[int], *, before: bool
) -> list[int | None] | None:
    """Return the group of every row, where figures stand behind or before their label."""
    ranges = []
    for group in groups:
        low, high = _interval(group.after, blocks, ends[-1])
        ahead = before or group.opens
        first, final = _rows_between(low, high, ends, before=ahead)
        if not ahead and _follows_words(group, blocks):
            # Unknown words may end this row's label or begin the next one's.
            final = _rows_between(low, high, ends, before=True)[1]
        ranges.append((first, final))
    return _one_to_one(ranges, len(ends))


def _follows_words(group: Group, blocks: Sequence[Opcode]) -> bool:
    """Tell whether letters that are no label's stand right before `group`."""
    return all(not block.src_start < group.after <= block.src_end for block in blocks)


def _rows_between(low: int, high: int, ends: Sequence[int], *, before: bool) -> tuple[int, int]:
    """Return the first and last row a gap between label letters may belong to."""
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
    earliest: list[int] = []
    for first, final in ranges:
        row = max(first, earliest[-1] + 1 if earliest else 0)
        if row > final:
            return None
        earliest.append(row)
    latest: list[int] = []
    for first, final in reversed(ranges):
        row = min(final, latest[-1] - 1 if latest else count - 1)
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


def _thin_rows(found: Sequence[bool], own: Sequence[tuple[int, int]]) -> set[int]:
    """Return the rows too little of whose own label was found."""
    return {
        index
        for index, (start, end) in enumerate(own)
        if sum(found[start:end]) < MIN_LABEL * min(end - start, 8)
    }


def _rows_with_words(
    picked: Sequence[Group | None],
    blocks: Sequence[Opcode],
    own: Sequence[tuple[int, int]],
    length: int,
) -> set[int]:
    """Return the rows that print words (`无`) where their figures would stand.

    Behind the last row few words are its own, many are the text that follows.
    """
    rows = set()
    for index, block in enumerate(blocks):
        last = index + 1 == len(blocks)
        words = (length if last else blocks[index + 1].src_start) - block.src_end
        for row, (start, end) in enumerate(own):
            ends_here = start < block.dest_end == end and picked[row] is None
            if ends_here and words > 0 and not (last and words > MAX_WORDS):
                rows.add(row)
    return rows


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
    return "".join(re.sub(r"(?<!\S)[-—/\d][-—/\d,.\s]*(?!\S)", "", span).split())
