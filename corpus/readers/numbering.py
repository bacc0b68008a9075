"""Automatic numbers of Word paragraphs: the 一、 and （二） that are printed, not typed.

A paragraph, or its style, points to a list (`numId`) and a level; lists made from the
same abstract list go on counting together. ECMA-376 part 1, §17.9.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_DIGITS = "〇一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "japaneseDigitalTenThousand",
}
_MAX_NUMBER = 9_999


def local(element: Element) -> str:
    """Return the tag of `element` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of `element` called `name`."""
    for child in element if element is not None else ():
        if local(child) == name:
            yield child


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first descendant along `names`, None where one is missing."""
    for name in names:
        element = next(children(element, name), None)
    return element


def value(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute of `element` by its local name."""
    for key, text in element.attrib.items() if element is not None else ():
        if key.rpartition("}")[2] == name:
            return text
    return None


def number(text: str | None, default: int) -> int:
    """Return `text` as a small natural number, `default` where it is none."""
    return int(text) if text and re.fullmatch(r"\d{1,6}", text, re.ASCII) else default


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """Levels by list."""
    _abstract: dict[str, str] = field(default_factory=dict)
    _styles: dict[str, tuple[str | None, int | None, str | None]] = field(default_factory=dict)
    """Style → list, level, style it is based on."""
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def from_parts(cls, numbering: Element | None, styles: Element | None) -> Numbering:
        """Return the lists that the parts `numbering.xml` and `styles.xml` define."""
        made = cls()
        abstract = {
            value(each, "abstractNumId"): _levels(each)
            for each in children(numbering, "abstractNum")
        }
        for num in children(numbering, "num"):
            key, base = value(num, "numId") or "", value(child(num, "abstractNumId")) or ""
            levels = dict(abstract.get(base, {}))
            own = False
            for override in children(num, "lvlOverride"):
                own = True
                level = number(value(override, "ilvl"), 0)
                levels.update(_levels(override))
                start = child(override, "startOverride")
                if start is not None:
                    old = levels.get(level, _Level())
                    first = number(value(start), old.start)
                    levels[level] = _Level(first, old.style, old.text, old.legal)
            made._levels[key] = levels
            made._abstract[key] = f"own {key}" if own else base
        for style in children(styles, "style"):
            numbered = child(style, "pPr", "numPr")
            level_text = value(child(numbered, "ilvl"))
            made._styles[value(style, "styleId") or ""] = (
                value(child(numbered, "numId")),
                number(level_text, 0) if level_text else None,
                value(child(style, "basedOn")),
            )
        return made

    def count(self, properties: Element | None) -> str:
        """Return the number printed before the next paragraph, "" for none.

        Args:
            properties: the `pPr` of the paragraph. Each call counts on.
        """
        numbered = child(properties, "numPr")
        key, level = value(child(numbered, "numId")), value(child(numbered, "ilvl"))
        depth = number(level, 0) if level else None
        style = value(child(properties, "pStyle"))
        for _ in range(20):
            if style is None or (key is not None and depth is not None):
                break
            styled, styled_depth, style = self._styles.get(style, (None, None, None))
            key = styled if key is None else key
            depth = styled_depth if depth is None else depth
        levels = self._levels.get(key or "", {})
        depth = depth or 0
        if depth not in levels:
            return ""
        counts = self._counts[self._abstract[key or ""]]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return _print(levels, counts, depth)


def _levels(element: Element) -> dict[int, _Level]:
    return {
        number(value(level, "ilvl"), 0): _Level(
            start=number(value(child(level, "start")), 1),
            style=value(child(level, "numFmt")) or "decimal",
            text=value(child(level, "lvlText")) or "",
            legal=child(level, "isLgl") is not None,
        )
        for level in children(element, "lvl")
    }


def _print(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    if levels[depth].style in ("bullet", "none"):
        return ""

    def figure(match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        shape = levels.get(level, _Level())
        style = "decimal" if levels[depth].legal else shape.style
        return format_number(counts.get(level, shape.start), style)

    return re.sub(r"%(\d)", figure, levels[depth].text)


def format_number(figure: int, style: str) -> str:
    """Return `figure` as the number format `style` of Word prints it.

    >>> format_number(12, "chineseCounting"), format_number(3, "decimalEnclosedCircle")
    ('十二', '③')
    """
    if style in _CHINESE and figure <= _MAX_NUMBER:
        return _chinese(figure)
    if style.startswith("decimalEnclosedCircle") and 1 <= figure <= 20:
        return chr(0x2460 + figure - 1)
    if style in ("lowerLetter", "upperLetter") and 1 <= figure <= 26:
        return chr((97 if style == "lowerLetter" else 65) + figure - 1)
    if style in ("lowerRoman", "upperRoman") and 1 <= figure <= 39:
        tens, ones = divmod(figure, 10)
        units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
        roman = "X" * tens + units[ones]
        return roman if style == "upperRoman" else roman.lower()
    return f"{figure:02d}" if style == "decimalZero" else str(figure)


def _chinese(figure: int) -> str:
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, figure = divmod(figure, unit)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text or "〇"
