"""Scanned pages: their text and ruled tables, recognised from the image (extra `ocr`).

    page → image → characters with scores (rapidocr) ┐
                 → straight lines (opencv)           ┴ marks → lines and grids as for a PDF

What is recognised is never as sure as print: every cell carries a confidence below 1,
and a cell that shows ink but gave no character has none at all. The models are part of
the wheel; nothing is downloaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import Any

from corpus.readers.pdf.cells import Piece
from corpus.readers.pdf.marks import Char, Marks, Rule, split_segments
from corpus.readers.pdf.reader import Page, marks_to_content, pages_to_blocks
from corpus.readers.wire import document_to_bytes
from corpus.report import Box, Document, GridCell, Source

SIDE = 2_400
"""Pixels the longer side of the image that is recognised may have."""
SCALE = 200 / 72
"""Pixels a point at most: 200 dpi, at which an A4 page just reaches `SIDE`."""
BEST = 0.99
"""The most a recognised character can be trusted."""
PAGE_FLOOR = 0.6
"""Mean score of a page's lines below which nothing of the page is used."""
NEAR = 0.6
"""Character sizes the boxes of two touching characters may lie apart."""
_LINE = 40
"""Pixels a stroke must be long to be a rule, more than any character's."""
_INK = (8, 20)
"""Height and area in pixels of a spot from which it is print and no dust."""


def is_available() -> bool:
    """Tell whether the extra is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def pages_to_bytes(path: str, numbers: Sequence[int]) -> bytes:
    """Recognise pages of a PDF; called in the sandbox.

    Returns:
        A line of JSON with the mean score of each page, then the blocks of the pages that
        reached the floor, as a document.
    """
    scores: dict[int, float] = {}
    pages: list[Page] = []
    for number in numbers:
        image, scale = _draw(path, number)
        marks, score = image_to_marks(image, scale, number)
        scores[number] = round(score, 4)
        if score >= PAGE_FLOOR:
            content, problems = marks_to_content(marks, aligned=False)
            content = [
                _with_doubts(item, image, scale) if isinstance(item, Piece) else item
                for item in content
            ]
            pages.append(Page(number, marks.height, content, tuple(problems)))
    problems = [problem for page in pages for problem in page.problems]
    document = Document(
        Source("", "", 0, "pdf"), tuple(pages_to_blocks(pages)), problems=tuple(problems)
    )
    return json.dumps(scores).encode() + b"\n" + document_to_bytes(document)


def image_to_marks(image: Any, scale: float, number: int) -> tuple[Marks, float]:  # noqa: ANN401
    """Return what is printed on an image (height × width × 3, BGR), and how sure it is.

    Args:
        image: the page.
        scale: pixels a point.
        number: number of the page.
    """
    horizontal, vertical = split_segments(_rules(image, scale))
    found = _engine()(image, return_word_box=True, return_single_char_box=True)
    chars: list[Char] = []
    if found.boxes is not None:
        for text, words in zip(found.txts, found.word_results, strict=True):
            chars += line_to_chars(text, words, scale, vertical)
    high, wide = image.shape[:2]
    marks = Marks(
        page=number,
        width=wide / scale,
        height=high / scale,
        chars=tuple(chars),
        horizontal=tuple(horizontal),
        vertical=tuple(vertical),
    )
    scores = [] if found.boxes is None else [float(score) for score in found.scores]
    return marks, sum(scores) / len(scores) if scores else 0.0


def line_to_chars(
    text: str, words: Sequence[Any], scale: float, vertical: Sequence[Rule]
) -> list[Char]:
    """Return the characters of a recognised line in points.

    The boxes of single characters are rough. What the text of the line writes without a
    space touches, unless a rule of a table or a wide gap parts it.
    """
    chars: list[Char] = []
    rest = text
    for character, score, corners in words:
        xs, ys = [p[0] / scale for p in corners], [p[1] / scale for p in corners]
        # A box leaves white above and below: print is about four fifths of its height.
        size = max(1.0, (max(ys) - min(ys)) * 0.8)
        before, _, rest = rest.partition(character)
        char = Char(character, min(xs), min(ys), max(xs), max(ys), size, min(BEST, float(score)))
        last = chars[-1] if chars else None
        if last and not before and abs(char.x0 - last.x1) <= NEAR * size:
            parted = any(
                last.middle < rule.at < char.middle and rule.start < char.centre < rule.end
                for rule in vertical
            )
            middle = (last.x1 + char.x0) / 2
            if not parted:
                chars[-1] = replace(last, x1=middle)
                char = replace(char, x0=middle)
        if character.strip():
            chars.append(char)
    return chars


@cache
def _engine() -> Any:  # noqa: ANN401 - rapidocr's outputs are unions of everything
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _draw(path: str, number: int) -> tuple[Any, float]:
    import numpy as np
    import pypdfium2

    page = pypdfium2.PdfDocument(path)[number - 1]
    scale = min(SCALE, SIDE / max(page.get_width(), page.get_height(), 1.0))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]), scale


def _ink(image: Any) -> Any:  # noqa: ANN401
    """Return the image as white ink on black ground."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )


def _rules(image: Any, scale: float) -> list[Box]:  # noqa: ANN401
    """Return the straight lines of the image as thin boxes in points."""
    import cv2

    ink = _ink(image)
    boxes: list[Box] = []
    for size in ((_LINE, 1), (1, _LINE)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for x, y, wide, high, _ in stats[1:count].tolist():
            middle = (x + wide / 2, y + high / 2)
            if size[0] > 1:
                box = (x, middle[1], x + wide, middle[1])
            else:
                box = (middle[0], y, middle[0], y + high)
            x0, top, x1, bottom = (value / scale for value in box)
            boxes.append((x0, top, x1, bottom))
    return boxes


def _with_doubts(piece: Piece, image: Any, scale: float) -> Piece:  # noqa: ANN401
    """Return a table whose empty cells are sure to be empty, or doubted."""
    return replace(piece, cells=tuple(_doubted(cell, image, scale) for cell in piece.cells))


def _doubted(cell: GridCell, image: Any, scale: float) -> GridCell:  # noqa: ANN401
    if cell.text or cell.box is None:
        return replace(cell, confidence=min(cell.confidence, BEST))
    import cv2

    x0, top, x1, bottom = (round(value * scale) for value in cell.box)
    inside = _ink(image[top + 5 : bottom - 5, x0 + 5 : x1 - 5]) if x1 - x0 > 20 else None
    if inside is None or min(inside.shape[:2]) < 2:
        return replace(cell, confidence=BEST)
    count, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    spots = [s for s in stats[1:count].tolist() if s[3] >= _INK[0] and s[4] >= _INK[1]]
    return replace(cell, confidence=0.0 if spots else BEST)
