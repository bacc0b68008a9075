"""Printed lines: page numbers, page furniture, and rejoining lines into paragraphs.

A page number is stated only when it is certain: a printed number (`— 12 —`), a form
feed, or a run of page-start candidates that exactly fits between two printed numbers.
Everything else stays without a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.report import Line, Paragraph

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－―]+\s*(\d{1,4})\s*[-—–－―]+|第\s*(\d{1,4})\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?)\s*$"
)
_LINE_END = re.compile("\r\n|[\r\v\x1c-\x1e\x85\u2028\u2029]")
MAX_NUMBER_LINE = 80
"""Characters a line may have that is nothing but a page number."""
_TERMINAL = tuple("。！？；：!?;")
MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\)"
    r"|[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十百]{1,4}[章节条部]|\d{1,2}[.．、](?!\d)|（\d{1,2}）"
    r"|附件|附[:：]|[（(]?[一二三四五六七八九十][)）])"
)
_CJK = r"\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·、，。；：！？（）《》〈〉〔〕"
_INNER_SPACE = re.compile(rf"(?<=[{_CJK}])[ \t]+(?=\S)|(?<=\S)[ \t]+(?=[{_CJK}])")


def text_to_lines(text: str) -> tuple[list[Line], int | None]:
    """Split `text` into lines with certain page numbers, page furniture removed.

    Returns:
        The lines, and the number of pages where it is certain.
    """
    text = _LINE_END.sub("\n", text)
    if "\f" in text:
        chunks = text.rstrip("\f\n ").split("\f")
        pages = [
            (number, line) for number, chunk in enumerate(chunks, 1) for line in chunk.split("\n")
        ]
        kept = [Line(line, page) for page, line in pages if not _page_number(line)]
        return _drop_running_heads(kept), len(chunks)
    printed = text.split("\n")
    numbers = _page_numbers(printed)
    assigned = _assign_pages(printed, numbers)
    kept = [
        Line(line, page)
        for index, (line, page) in enumerate(zip(printed, assigned, strict=True))
        if index not in numbers
    ]
    certain = assigned and assigned[-1] is not None and numbers
    return _drop_running_heads(kept), max(numbers.values()) if certain else None


def _page_number(line: str) -> re.Match[str] | None:
    return _PAGE_NUMBER.match(line) if len(line) <= MAX_NUMBER_LINE else None


def _page_numbers(printed: Sequence[str]) -> dict[int, int]:
    """Return printed page numbers by line index, only while they increase."""
    found: dict[int, int] = {}
    last = 0
    for index, line in enumerate(printed):
        match = _page_number(line)
        if match is None:
            continue
        number = int(match[1] or match[2])
        if number > last:
            found[index] = number
            last = number
    return found


def _assign_pages(printed: Sequence[str], numbers: dict[int, int]) -> list[int | None]:
    """Give every line its page, None where it is not certain.

    A number before all text stands at the head of its page, one after all text at the
    foot; either decides for the whole file, since one file prints them in one place.
    """
    pages: list[int | None] = [None] * len(printed)
    if not numbers:
        return pages
    filled = [i for i, line in enumerate(printed) if line.strip() and i not in numbers]
    if not filled:
        return pages
    positions = sorted(numbers)
    at_head = positions[0] < filled[0]
    at_foot = positions[-1] > filled[-1]
    if at_head == at_foot:
        return pages
    # Numbers at the head name the text after them, at the foot the text before them.
    bounds = [*positions, len(printed)] if at_head else [-1, *positions]
    for here, there in pairwise(bounds):
        if at_head:
            first, last = numbers[here], numbers.get(there, 0) - 1
        else:
            first, last = (numbers[here] + 1 if here >= 0 else 1), numbers[there]
        _fill_span(printed, pages, (here + 1, there), first, last)
    return pages


def _fill_span(
    printed: Sequence[str],
    pages: list[int | None],
    span: tuple[int, int],
    first: int,
    last: int,
) -> None:
    """Fill one span between printed numbers that holds the pages `first`…`last`."""
    start, stop = span
    starts = [
        index
        for index in range(start, stop)
        if re.match(r"^[ \u3000]\S", printed[index]) and index > start
    ]
    if last < first:
        # Open end: only the page that carries the number is certain, and only
        # up to the next sign of a page start.
        stop = starts[0] if starts else stop
        last = first
        starts = []
    if last == first:
        # With nothing missing between two numbers, indented lines are just that.
        starts = []
    elif len(starts) != last - first:
        # Pages are missing and nothing says where they turn: the span stays null.
        return
    page = first
    for index in range(start, stop):
        if index in starts:
            page += 1
        pages[index] = page


def _drop_running_heads(lines: list[Line]) -> list[Line]:
    """Remove lines printed identically at the top of three or more known pages."""
    tops: Counter[str] = Counter()
    previous: int | None = None
    for line in lines:
        if line.page is not None and line.text.strip() and line.page != previous:
            previous = line.page
            tops[line.text.strip()] += 1
    heads = {text for text, count in tops.items() if count >= 3 and len(text) < 60}
    if not heads:
        return lines
    kept: list[Line] = []
    previous = None
    for line in lines:
        first = line.page is not None and line.text.strip() and line.page != previous
        if first:
            previous = line.page
            if line.text.strip() in heads:
                continue
        kept.append(line)
    return kept


def width(text: str) -> int:
    """Return the printed width of `text`: two for an ideograph, one for a letter."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”" else 1 for c in text)


def lines_to_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Rejoin printed lines into paragraphs.

    In text wrapped at a fixed width, a line continues the one before it when that one
    is full and the new one does not open with an enumeration mark; blank lines then
    separate lines as often as paragraphs and say nothing. Two wide blanks open a
    paragraph in any case. In unwrapped text every line is a paragraph.
    """
    full = _wrap_width(lines)
    paragraphs: list[Paragraph] = []
    previous = ""
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        opens = line.text.startswith("\u3000\u3000")
        if paragraphs and not opens and _continues(previous, text, full):
            last = paragraphs[-1]
            paragraphs[-1] = Paragraph(_join(last.text, text), last.page)
        else:
            paragraphs.append(Paragraph(text, line.page))
        previous = text
    return [Paragraph(squeeze(p.text), p.page) for p in paragraphs]


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width at which the text is wrapped, None if it is not."""
    widths = [width(line.text.strip()) for line in lines if line.text.strip()]
    long = [w for w in widths if w >= 30]
    if len(long) < 5:
        return None
    usual = sorted(long)[int(len(long) * 0.9)]
    near = sum(1 for w in long if abs(w - usual) <= max(4, usual // 10))
    if usual > 140 or near < len(long) * 0.6:
        return None
    return usual


def _continues(previous: str, text: str, full: int | None) -> bool:
    if full is None or MARKER.match(text):
        return False
    if width(previous) < full * 0.85:
        # A short line ends its paragraph, unless a bracket or book title is open.
        return previous.count("（") > previous.count("）") or previous.endswith(("、", "，", "《"))
    return not (previous.endswith(_TERMINAL) and width(previous) < full - 4)


def _join(left: str, right: str) -> str:
    letters = left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii()
    return f"{left} {right}" if letters and right[:1].isalpha() else left + right


def squeeze(text: str) -> str:
    """Return `text` without the spaces extraction leaves around ideographs."""
    return _INNER_SPACE.sub("", text).strip()
