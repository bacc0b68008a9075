"""Page turns: where within a passage the printed page changes.

Passages are cut from rejoined lines, so one may begin on a page and end on the next. The
lines know their pages; a passage holds their characters in order, white space aside.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.passages import TABLE_MARK
from corpus.report import Line, Passage


def with_page_turns(passages: Iterable[Passage], lines: Sequence[Line]) -> list[Passage]:
    """Return `passages` with the offsets at which their text turns the page.

    Args:
        passages: cut from `lines`, in their order.
        lines: the printed lines with their pages.
    """
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for line in lines:
        starts.append(length)
        pieces.append("".join(line.text.split()))
        length += len(pieces[-1])
    stream = "".join(pieces)
    turned: list[Passage] = []
    cursor = 0
    for passage in passages:
        offsets = [i for i, character in enumerate(passage.text) if not character.isspace()]
        text = "".join(passage.text[i] for i in offsets)
        found = -1 if passage.text.startswith(TABLE_MARK) else stream.find(text, cursor)
        if found < 0 or not text:
            turned.append(passage)  # a table's headings, or words a reader put in: one page
            continue
        cursor = found + len(text)
        first = bisect_right(starts, found) - 1
        turns: list[tuple[int, int | None]] = []
        page = lines[first].page
        for index in range(first + 1, bisect_right(starts, cursor - 1)):
            if pieces[index] and lines[index].page != page:
                page = lines[index].page
                turns.append((offsets[starts[index] - found], page))
        turned.append(replace(passage, page=lines[first].page, turns=tuple(turns)))
    return turned
