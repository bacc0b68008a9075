"""What is printed on one PDF page: characters and rules, cleaned and turned upright.

Left out are characters nobody sees (off the page, white on white, smaller than a
point, slanted watermarks) and the second print of a character struck twice to look
bold. Characters without a Unicode value become U+FFFD, so that a figure with one in
it cannot be taken for another figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.report import Box
from corpus.terms import unify_radicals

MIN_SIZE = 1.0
"""Points below which a character is not readable in print."""
THICKEST = 2.5
"""Points a filled rectangle may be thick and still be a rule."""
_CID = re.compile(r"\(cid:\d+\)")
_STRUCK_TWICE = 0.12
"""Offset, in character sizes, within which the same character is the same print."""
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}


@dataclass(frozen=True, slots=True)
class Char:
    """One printed character; coordinates in points from the top left corner."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    confidence: float = 1.0
    """Below 1 where it was recognised from an image."""

    @property
    def middle(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def centre(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line parallel to an edge of the page: its place and its two ends."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Marks:
    """A page after cleaning, turned so that most of its text runs left to right."""

    page: int
    width: float
    height: float
    chars: tuple[Char, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    turn: int = 0
    """Degrees the page was turned clockwise to get here: 0, 90, 180 or 270."""
    images: float = 0.0
    """Share of the page covered by images."""
    unknown: int = 0
    """Characters without a Unicode value."""

    def box_on_page(self, box: Box) -> Box:
        """Return `box` in the coordinates of the page as it is displayed."""
        x0, top, x1, bottom = box
        return _turn_box((x0, top, x1, bottom), -self.turn % 360, self.width, self.height)


def page_to_marks(page: Any) -> Marks:  # noqa: ANN401 - pdfplumber's pages are untyped
    """Return the visible marks of a pdfplumber page."""
    left, top, x1, y1 = (float(value) for value in page.cropbox)
    width, height = x1 - left, y1 - top
    fills = [r for r in page.rects if _is_shade(r)]
    printed = [c for c in page.chars if _is_visible(c, (left, top, x1, y1), fills)]
    turn = _turn_of(printed)
    chars = [
        _char(c, turn, left, top, width, height) for c in printed if _direction(c["matrix"]) == turn
    ]
    segments = [
        _turn_box((x0 - left, y0 - top, x1 - left, y1 - top), turn, width, height)
        for x0, y0, x1, y1 in _segments(page, fills)
    ]
    if turn in (90, 270):
        width, height = height, width
    horizontal, vertical = split_segments(segments)
    return Marks(
        page=page.page_number,
        width=width,
        height=height,
        chars=tuple(without_double_strikes(chars)),
        horizontal=tuple(horizontal),
        vertical=tuple(vertical),
        turn=turn,
        images=_image_share(page),
        unknown=sum("\ufffd" in c.text for c in chars),
    )


def split_segments(segments: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    """Sort straight strokes into horizontal and vertical rules; dots are dropped."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for x0, top, x1, bottom in segments:
        wide, high = x1 - x0, bottom - top
        if wide >= high and high <= THICKEST and wide > 0:
            horizontal.append(Rule((top + bottom) / 2, x0, x1))
        elif high > wide and wide <= THICKEST:
            vertical.append(Rule((x0 + x1) / 2, top, bottom))
    return horizontal, vertical


def without_double_strikes(chars: Sequence[Char]) -> list[Char]:
    """Drop every character printed again at (nearly) the same place."""
    seen: dict[tuple[str, int, int], list[Char]] = {}
    kept: list[Char] = []
    for char in chars:
        near = max(char.size * _STRUCK_TWICE, 0.3)
        column, row = int(char.x0 // 2), int(char.top // 2)
        twins = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in seen.get((char.text, x, y), ())
        )
        if any(abs(o.x0 - char.x0) <= near and abs(o.top - char.top) <= near for o in twins):
            continue
        seen.setdefault((char.text, column, row), []).append(char)
        kept.append(char)
    return kept


def _char(
    c: dict[str, Any], turn: int, left: float, top: float, width: float, height: float
) -> Char:
    box = (c["x0"] - left, c["top"] - top, c["x1"] - left, c["bottom"] - top)
    x0, y0, x1, y1 = _turn_box(box, turn, width, height)
    text = c["text"]
    if _CID.fullmatch(text) or not text:
        text = "\ufffd"
    elif len(text) == 1:
        text = LIGATURES.get(text) or unify_radicals(text)
        if "\ue000" <= text <= "\uf8ff" or text < " ":
            text = "\ufffd"
    return Char(text, x0, y0, x1, y1, float(c["size"]))


def _turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """Return `box` after turning a page of `width` × `height` clockwise by `turn`."""
    x0, top, x1, bottom = box
    if turn == 90:
        return (height - bottom, x0, height - top, x1)
    if turn == 180:
        return (width - x1, height - bottom, width - x0, height - top)
    if turn == 270:
        return (top, width - x1, bottom, width - x0)
    return box


def _direction(matrix: Sequence[float]) -> int | None:
    """Return by how much to turn the page so that the text runs left to right."""
    a, b = matrix[0], matrix[1]
    if abs(b) <= abs(a) * 0.02:
        return 0 if a >= 0 else 180
    if abs(a) <= abs(b) * 0.02:
        return 90 if b > 0 else 270
    return None


def _turn_of(chars: Sequence[dict[str, Any]]) -> int:
    turns = Counter(_direction(c["matrix"]) for c in chars)
    turn, count = max(
        ((t, n) for t, n in turns.items() if t is not None), default=(0, 0), key=lambda p: p[1]
    )
    return turn if count > len(chars) * 0.6 else 0


def _is_visible(c: dict[str, Any], page: Box, fills: Sequence[dict[str, Any]]) -> bool:
    x, y = (c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2
    if c["text"].isspace() or c["size"] < MIN_SIZE:
        return False
    if not (page[0] <= x <= page[2] and page[1] <= y <= page[3]):
        return False
    return not _is_white(c["non_stroking_color"]) or _is_shaded(x, y, fills)


def _is_shade(rect: dict[str, Any]) -> bool:
    thick = min(rect["width"], rect["height"]) > THICKEST
    return bool(rect["fill"]) and thick and not _is_white(rect["non_stroking_color"])


def _is_shaded(x: float, y: float, fills: Sequence[dict[str, Any]]) -> bool:
    return any(f["x0"] <= x <= f["x1"] and f["top"] <= y <= f["bottom"] for f in fills)


def _is_white(color: Any) -> bool:  # noqa: ANN401 - a number, a tuple or a pattern's name
    values = color if isinstance(color, list | tuple) else [color]
    if not values or not all(isinstance(v, int | float) for v in values):
        return False
    # Four parts are CMYK, where nothing printed is white.
    return all(v <= 0.01 for v in values) if len(values) == 4 else all(v >= 0.99 for v in values)


def _segments(page: Any, fills: Sequence[dict[str, Any]]) -> Iterable[Box]:  # noqa: ANN401
    """Yield the straight strokes of lines, frames, thin bars and outlines."""
    for line in page.lines:
        if _is_drawn(line, line["stroking_color"], fills):
            yield _box(line)
    for rect in page.rects:
        x0, top, x1, bottom = _box(rect)
        if min(x1 - x0, bottom - top) <= THICKEST:
            color = rect["non_stroking_color"] if rect["fill"] else rect["stroking_color"]
            if _is_drawn(rect, color, fills):
                yield (x0, top, x1, bottom)
        elif rect["stroke"] and not _is_white(rect["stroking_color"]):
            yield from [(x0, top, x1, top), (x0, bottom, x1, bottom)]
            yield from [(x0, top, x0, bottom), (x1, top, x1, bottom)]
    for curve in page.curves:
        if curve["stroke"] and _is_drawn(curve, curve["stroking_color"], fills):
            for (ax, ay), (bx, by) in zip(curve["pts"], curve["pts"][1:], strict=False):
                if min(abs(ax - bx), abs(ay - by)) < 0.5:
                    yield (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _box(thing: dict[str, Any]) -> Box:
    return (thing["x0"], thing["top"], thing["x1"], thing["bottom"])


def _is_drawn(thing: dict[str, Any], color: object, fills: Sequence[dict[str, Any]]) -> bool:
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return not _is_white(color) or _is_shaded(x, y, fills)


def _image_share(page: Any) -> float:  # noqa: ANN401
    area: float = sum(abs(i["x1"] - i["x0"]) * abs(i["bottom"] - i["top"]) for i in page.images)
    return min(1.0, area / max(1.0, float(page.width) * float(page.height)))
