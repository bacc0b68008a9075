"""The stream a flattened table is: its letters, and the groups of figures between them.

Ordinals of labels (`1.属于国家秘密`), also glued to the figure before them, are neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

MINUS = "-－−﹣–—"
"""What is printed for a minus sign, and for a dash in an empty cell."""

_FIGURE = re.compile(
    r"(?P<ordinal>\d(?=(?:[ \t]*[.．]|、)\s*[\u3400-\u9fff“])|(?<![\d.．,，])\d(?=[.．、]\s)"
    r"|\d(?=[.．]\s+\d))"
    rf"|(?P<number>(?:(?<![{MINUS}])[{MINUS}])?\d[\d,，]*(?:[.．]\d+)?)(?P<unit>\s*(?:万元|亿元|元))?"
    r"|(?P<letter>[\u3400-\u9fffA-Za-z])"
    rf"|(?P<rule>[{MINUS}_=]{{20,}})"
    rf"|(?P<mark>[/／\\]|[{MINUS}]{{1,2}})"
)
_LABEL = re.compile(r"(?:[ \t]*[.．]|、)\s*[\u3400-\u9fff“]")
_OPENING = re.compile(r"[（(]")
"""A bracket between figures opens the label of the row that those behind it are of."""
_CUT_OFF = re.compile(r"[.．]\s+\d")
"""An ordinal whose label follows the figures."""
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z]")


MAX_LABEL = 80
"""Characters before a figure on its line that may be its label."""


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
    opens: bool = False
    """Whether an ordinal or a bracket stands before it, so that its label follows."""
    fields: tuple[Token | None, ...] | None = None
    """The cells where tab characters separate them, empty ones included."""
    label: str = ""
    """What stands before it on its line."""


def text_to_stream(
    text: str, ordinals: Collection[str] = ()
) -> tuple[str, list[int], list[Group], list[int]]:
    """Split `text` into its letters (with offsets) and the groups of figures between.

    `ordinals` are the digits labels begin with, each with the two letters behind it: what
    else looks like an ordinal glued to a figure is part of the figure.

    The last of what is returned counts the letters before each mark that may as well be
    part of a word.
    """
    stream: list[str] = []
    offsets: list[int] = []
    groups: list[Group] = []
    hyphens: list[int] = []
    pending: list[Token] = []
    numbered = False

    def flush(stop: int) -> None:
        if pending:
            start = offsets[-1] + 1 if offsets else 0
            fields = _tab_fields(text, (start, stop), pending)
            line = text.rfind("\n", 0, pending[0].offset) + 1
            label = text[max(line, pending[0].offset - MAX_LABEL) : pending[0].offset]
            opens = numbered or label.rstrip()[-1:] in ("（", "(")
            groups.append(Group(tuple(pending), len(stream), opens, fields, label))
            pending.clear()

    position = 0
    while match := _FIGURE.search(text, position):
        position = match.end()
        if pending and _OPENING.search(text, pending[-1].offset, match.start()):
            flush(match.start())
        if match["ordinal"] and _is_ordinal(text, match.start(), ordinals):
            flush(match.start())
            numbered = True
        elif match["letter"]:
            flush(match.start())
            stream.append(match["letter"])
            offsets.append(match.start())
            numbered = False
        elif match["mark"]:
            if _inside_word(text, match):
                hyphens.append(len(stream))
            else:
                pending.append(Token(match["mark"], None, match.start()))
        elif match["ordinal"]:
            pending.append(Token(match["ordinal"], None, match.start()))
        else:
            position = _take_number(text, match, pending, ordinals)
    flush(len(text))
    return "".join(stream), offsets, groups, hyphens


def by_line(groups: Sequence[Group], text: str) -> list[Group]:
    """Return `groups` cut at line ends: what is on one line was one row."""
    lines: list[Group] = []
    for group in groups:
        parts: list[list[Token]] = []
        for token in group.tokens:
            if parts and "\n" not in text[parts[-1][-1].offset : token.offset]:
                parts[-1].append(token)
            else:
                parts.append([token])
        if len(parts) == 1:
            lines.append(group)
            continue
        lines.append(Group(tuple(parts[0]), group.after, group.opens, None, group.label))
        lines.extend(Group(tuple(part), group.after) for part in parts[1:])
    return lines


def _inside_word(text: str, match: re.Match[str]) -> bool:
    before, after = (
        text[max(match.start() - 1, 0) : match.start()],
        text[match.end() : match.end() + 1],
    )
    return bool(_LETTER.match(before) and _LETTER.match(after))


def _is_ordinal(text: str, place: int, ordinals: Collection[str]) -> bool:
    """Tell whether the digit at `place` numbers a label; “5、本年度” may end a row's figures."""
    if text[place] == "0":
        return False
    return not ordinals or text[place + 1] != "、" or _known(text, place, ordinals)


def _known(text: str, place: int, ordinals: Collection[str]) -> bool:
    letters = _LETTER.findall(text, place, place + MAX_LABEL)
    return text[place] + "".join(letters[:2]) in ordinals


def _take_number(
    text: str, match: re.Match[str], pending: list[Token], ordinals: Collection[str]
) -> int:
    """Append the number token at `match`, less an ordinal glued to its end."""
    number, stop = match["number"], match.end()
    glued = match["unit"] is None and _LABEL.match(text, stop)
    cut_off = bool(ordinals) and match["unit"] is None and _CUT_OFF.match(text, stop)
    known = bool(ordinals) and _known(text, stop - 1, ordinals)
    if (glued and not ordinals) or ((glued or cut_off) and known):
        # 00000002.其他法律…: the last digit numbers the next label.
        number, stop = number[:-1], stop - 1
    unit = match["unit"]
    before = pending[-1] if pending else None
    if (
        before is not None
        and before.offset + len(before.text) == match.start()
        and (before.text.strip(MINUS) == "")
    ):
        # “--4” may be a dash and a negative figure, or an odd dash and a figure.
        pending[-1] = Token(before.text + number, unit.strip() if unit else None, before.offset)
        return stop
    pending.append(Token(number, unit.strip() if unit else None, match.start()))
    return stop


def _tab_fields(
    text: str, span: tuple[int, int], tokens: Sequence[Token]
) -> tuple[Token | None, ...] | None:
    """Return what stands between the tab characters around `tokens`, None without tabs.

    `span` lies between two letters. What precedes the first tab belongs to the label
    where the label is on the same line. All tokens must share a line, two no field.
    """
    start, stop = span
    begin = max(start, text.rfind("\n", 0, tokens[0].offset) + 1)
    end = text.find("\n", tokens[0].offset, stop)
    line = text[begin : stop if end < 0 else end]
    if "\t" not in line:
        return None
    bounds = [i for i, character in enumerate(line, begin) if character == "\t"]
    fields: list[Token | None] = [None] * (len(bounds) + 1)
    for token in tokens:
        index = bisect_left(bounds, token.offset)
        if fields[index] is not None or token.offset >= begin + len(line):
            return None
        fields[index] = token
    labelled = begin == start and start > 0 and fields[0] is None
    return tuple(fields[1:] if labelled else fields)
