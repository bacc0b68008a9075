"""The stream a flattened table is: its letters, and the groups of figures between them.

Ordinals of labels (`1.属于国家秘密`), also glued to the figure before them, are neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIGURE = re.compile(
    r"(?P<ordinal>\d)(?=\s*[.．、]\s*[\u3400-\u9fff“])"
    r"|(?P<number>(?:(?<!-)[-－])?\d[\d,，]*(?:\.\d+)?)(?P<unit>\s*(?:万元|亿元|元))?"
    r"|(?P<mark>(?<!\S)(?:[/／\\]|[-－—]{1,2})(?!\S))"
    r"|(?P<letter>[\u3400-\u9fffA-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A printed figure or mark with its offset in the text."""

    text: str
    unit: str | None
    offset: int


@dataclass(frozen=True, slots=True)
class Group:
    """Figures between two letters. `after` counts the letters before it."""

    tokens: tuple[Token, ...]
    after: int
    fields: tuple[str, ...] | None = None
    """The cells where tab characters separate them, blanks included."""


def text_to_stream(text: str) -> tuple[str, list[int], list[Group]]:
    """Split `text` into its letters (with offsets) and the groups of figures between."""
    stream: list[str] = []
    offsets: list[int] = []
    groups: list[Group] = []
    pending: list[Token] = []

    def flush(stop: int) -> None:
        if pending:
            span = text[pending[0].offset : stop]
            groups.append(Group(tuple(pending), len(stream), _tab_fields(span)))
            pending.clear()

    position = 0
    while match := _FIGURE.search(text, position):
        position = match.end()
        if match["ordinal"]:
            flush(match.start())
        elif match["letter"]:
            flush(match.start())
            stream.append(match["letter"])
            offsets.append(match.start())
        elif match["mark"]:
            pending.append(Token(match["mark"], None, match.start()))
        else:
            position = _take_number(text, match, pending)
    flush(len(text))
    return "".join(stream), offsets, groups


def _take_number(text: str, match: re.Match[str], pending: list[Token]) -> int:
    """Append the number token at `match`, less an ordinal glued to its end."""
    number, stop = match["number"], match.end()
    if match["unit"] is None and re.match(r"\s*[.．、]\s*[\u3400-\u9fff“]", text[stop:]):
        # 00000002.其他法律…: the last digit numbers the next label.
        number, stop = number[:-1], stop - 1
    unit = match["unit"]
    pending.append(Token(number, unit.strip() if unit else None, match.start()))
    return stop


def _tab_fields(span: str) -> tuple[str, ...] | None:
    line = span.split("\n")[0]
    if "\t" not in line:
        return None
    return tuple(field.strip() for field in line.split("\t"))
