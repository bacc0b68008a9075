"""Page furniture of a PDF: page numbers and running heads, told by place and repetition."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from corpus.readers.pdf.cells import Piece
from corpus.readers.pdf.order import Printed

EDGE = 0.13
"""Share of the page's height, above and below, in which furniture stands."""
_NUMBER = re.compile(
    r"^[-—–－―·•~\s]*(?:第\s*)?(\d{1,4})\s*(?:页)?(?:\s*[/／，,]?\s*共?\s*\d{1,4}\s*页?)?[-—–－―·•~\s]*$"
)
_DECORATED = re.compile(r"[-—–－―·•~页]")

Content = list[Printed | Piece]


def without_furniture(pages: Sequence[tuple[float, Content]]) -> list[Content]:
    """Return the contents of the pages, given with their heights, without furniture.

    A decorated number (`- 3 -`, `第3页`) at an edge is a page number; a bare one only
    where it counts along with the pages. A text is a running head where it stands at an
    edge of at least three pages, and of most pages of the document or its like.
    """
    edges = [_edge_lines(height, content) for height, content in pages]
    steps = Counter(
        int(match[1]) - page
        for page, lines in enumerate(edges)
        for line in lines
        if (match := _NUMBER.match(line.text.strip()))
    )
    counting = {step for step, count in steps.items() if count >= max(2, len(pages) // 3)}
    seen: dict[str, set[int]] = defaultdict(set)
    for page, lines in enumerate(edges):
        for line in lines:
            seen[_form(line.text)].add(page)
    heads = {form for form, where in seen.items() if len(where) >= max(3, len(pages) // 3)}
    result = []
    for page, (_, content) in enumerate(pages):
        drop = {
            id(line)
            for line in edges[page]
            if _is_page_number(line.text.strip(), page, counting)
            or (_form(line.text) in heads and not _NUMBER.match(line.text.strip()))
        }
        result.append([item for item in content if id(item) not in drop])
    return result


def _edge_lines(height: float, content: Content) -> list[Printed]:
    """Return the two outermost lines above and below, where they stand at the edge."""
    first = [item for item in content[:2] if isinstance(item, Printed)]
    last = [item for item in content[-2:] if isinstance(item, Printed)]
    return [line for line in first if line.bottom < height * EDGE] + [
        line for line in last if line.top > height * (1 - EDGE)
    ]


def _is_page_number(text: str, page: int, counting: set[int]) -> bool:
    match = _NUMBER.match(text)
    if match is None:
        return False
    return bool(_DECORATED.search(text)) or int(match[1]) - page in counting


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))
