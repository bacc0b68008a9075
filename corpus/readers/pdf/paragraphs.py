"""Printed lines rejoined into paragraphs by their place on the page.

A line goes on in the next one where its print reaches the right edge of its column, so
that the next word did not fit, and the next line begins at the left edge. Every
paragraph is marked by two wide blanks, so that nothing joins it to another later on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.readers.layout import MARKER
from corpus.readers.pdf.cells import Piece
from corpus.readers.pdf.furniture import Content
from corpus.readers.pdf.order import PARTED, Printed
from corpus.readers.pdf.text import join_words

INDENT = 0.9
"""Character sizes from the left edge from which a line opens a paragraph."""
SHORTEST = 18
"""Character sizes a line must be long to be a full one."""
BLANKS = "\u3000\u3000"
_TERMINAL = tuple("。！？；：!?;:")
_CLOSING = "。，、；：！？）》”’」』】〕…"


def join_paragraphs(pages: Sequence[Content]) -> list[Content]:
    """Return the pages with each paragraph as one line on the page it begins on."""
    left, right, lead = _body(pages)
    lines = [item for page in pages for item in page if isinstance(item, Printed)]
    indents = [line for line in lines if 1.5 <= (line.x0 - left) / max(1.0, line.size) <= 2.6]
    indented = len(indents) >= max(3, len(lines) // 20)
    result: list[Content] = []
    last: tuple[Content, int, Printed] | None = None
    for page in pages:
        content: Content = []
        result.append(content)
        for item in page:
            if isinstance(item, Piece):
                content.append(item)
                last = None
                continue
            before = last[2] if last else None
            if last and before and _goes_on(before, item, left, right, lead, indented):
                home, place, _ = last
                whole = home[place]
                if isinstance(whole, Printed):
                    text = whole.text + join_words(whole.text, item.text)
                    home[place] = replace(whole, text=text)
                last = (home, place, item)
            else:
                content.append(replace(item, text=BLANKS + item.text))
                last = (content, len(content) - 1, item)
    return result


def _body(pages: Sequence[Content]) -> tuple[float, float, float]:
    """Return the left and right edge of the text and the usual step between lines."""
    lines = [i for page in pages for i in page if isinstance(i, Printed) and not i.column]
    long = sorted(line.x1 for line in lines if line.x1 - line.x0 >= SHORTEST * line.size)
    right = long[int((len(long) - 1) * 0.9)] if long else 0.0
    full = [line.x0 for line in lines if line.x1 >= right - 2 * line.size]
    counts: dict[int, int] = defaultdict(int)
    for x0 in full:
        counts[round(x0)] += 1
    common = [x0 for x0, count in counts.items() if count >= max(2, len(full) // 10)]
    left = float(min(common or [round(min(full, default=0.0))]))
    steps = [
        b.top - a.top
        for page in pages
        for a, b in pairwise([i for i in page if isinstance(i, Printed)])
        if 0 < b.top - a.top < 4 * a.size
    ]
    return left, right, median(steps) if steps else 0.0


def _goes_on(
    a: Printed, b: Printed, left: float, right: float, lead: float, indented: bool
) -> bool:
    if a.column or b.column:
        if a.column != b.column:
            return False
        left, right = a.column or b.column or (left, right)
    size = max(1.0, a.size)
    if PARTED in a.text or PARTED in b.text:
        return False
    if abs(a.size - b.size) > 0.15 * size or b.x0 - left > INDENT * size:
        return False
    step = b.top - a.top
    if step > 0 and lead and step > 1.5 * lead:
        return False
    word = _first_word(b.text)
    room = max(2.2 * size, word * 0.6 * size if word > 2 else 0.0)
    full = right - a.x1 < room and (a.x1 - a.x0 >= SHORTEST * size or bool(a.column))
    if not full:
        return False
    ended = a.text.rstrip().endswith(_TERMINAL)
    if b.text[:1] in _CLOSING:
        return True
    if MARKER.match(b.text):
        # Only a provision (第二十条) is named in the middle of a sentence.
        return indented and not ended and b.text.startswith("第")
    return indented or not ended or step <= 1.15 * lead


def _first_word(text: str) -> int:
    """Return the number of Latin characters that may not be parted at its head."""
    count = 0
    for character in text:
        if not character.isascii() or character.isspace():
            break
        count += 1
    return count
