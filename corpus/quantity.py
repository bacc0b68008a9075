"""Figures: finding and reading numbers with unit and qualifier in Chinese text.

A `Quantity` keeps the figure as printed (`1.2万件` is 1.2 with unit 万件) and can be
scaled for comparison. Values are `Decimal`, never float. Years, dates, ordinals,
document numbers, telephone numbers and digits inside names are not quantities.
Units and qualifiers are data (`units.toml`).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from corpus.terms import fold

_DIGIT = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGIT |= {"六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000}
_SCALE |= {"千万": 10_000_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}

# Possessive, and never from within a number: a long run of digits is looked at once.
ARABIC = r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?)"
CHINESE = "[零〇一二两三四五六七八九十百千万亿]+"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in text. `start` and `end` are offsets of figure and unit together."""

    raw: str
    """The figure itself as printed, without unit: `16,779`, `六`."""
    value: Decimal
    unit: str | None
    qualifier: str | None
    start: int
    end: int


@cache
def _vocabulary() -> dict[str, list[str]]:
    with Path(__file__).with_name("units.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def units() -> frozenset[str]:
    """Return every unit a figure in text may carry."""
    words = _vocabulary()
    return frozenset(words["units"]) - frozenset(words["bare"])


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    words = _vocabulary()
    unit = _either(sorted(units()))
    return re.compile(
        rf"(?P<before>{_either(words['before'])})?[了到为有]?\s*"
        rf"(?P<figure>[-－+]?{ARABIC}|{CHINESE})\s*"
        rf"(?P<after1>{_either(words['after'])})?"
        rf"(?P<scale>{_either(words['scales'])})?"
        rf"(?P<after2>{_either(words['after'])})?\s*"
        rf"(?P<unit>{unit})(?P<after3>{_either(words['after'])})?"
    )


# What looks like a figure with a unit but names something: dates, ordinals, document
# numbers, telephone numbers, house numbers, ranges of years.
_NOT_QUANTITY = re.compile(
    r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[一二三四五六七八九〇零十]{2,}年|\d{1,2}\s*月份?|第\s*(?:\d+|" + CHINESE + r")\s*[^\s，。；]"
    r"|〔\s*\d{4}\s*〕\s*第?\s*\d+\s*号|\d{3,4}-\d{7,8}|1\d{10}|\d+\s*号"
    r"|[0-9]{2,4}\s*年(?:度|代|底|初|末)"
)
_QUOTED = re.compile(r"[“\"《〈「][^”\"》〉」]{0,60}[”\"》〉」]")


def parse_chinese_integer(text: str) -> int | None:
    """Return the integer a Chinese numeral denotes, None if it denotes none.

    Positional years (二〇二〇) are read digit by digit.

    >>> parse_chinese_integer("一百二十"), parse_chinese_integer("二〇二〇")
    (120, 2020)
    """
    if not text:
        return None
    if all(character in _DIGIT for character in text):
        if len(text) > 1 and "两" in text:
            return None
        return int("".join(str(_DIGIT[character]) for character in text))
    total = section = digit = 0
    last_small = 10_000
    for character in text:
        if character in _DIGIT:
            if digit:
                return None
            digit = _DIGIT[character]
        elif character in _SMALL:
            unit = _SMALL[character]
            if unit >= last_small or (digit == 0 and unit != 10):
                return None
            section += (digit or 1) * unit
            digit, last_small = 0, unit
        elif character in _LARGE:
            if section + digit == 0:
                return None
            total = (total + section + digit) * _LARGE[character]
            section = digit = 0
            last_small = 10_000
        else:
            return None
    if digit and last_small < 10_000 and last_small > 10 and "零" not in text and "〇" not in text:
        # 一百二 is 120 in speech and 102 to a careless reader: not read at all.
        return None
    return total + section + digit


def parse_figure(text: str) -> Decimal | None:
    """Return the value of a printed figure, Arabic or Chinese, None if it is none.

    >>> parse_figure("16,779"), parse_figure("六"), parse_figure("34830971.6")
    (Decimal('16779'), Decimal('6'), Decimal('34830971.6'))
    """
    folded = fold(text).strip().replace(" ", "")
    if re.fullmatch(rf"[-+]?{ARABIC}", folded):
        return Decimal(folded.replace(",", "").replace("，", ""))
    number = parse_chinese_integer(folded)
    return None if number is None else Decimal(number)


def scaled(value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """Return `value` in the base unit: (1.2, 万元) becomes (12000, 元)."""
    if unit is None:
        return value, None
    for scale in sorted(_SCALE, key=len, reverse=True):
        if unit.startswith(scale) and unit != "百分点":
            return value * _SCALE[scale], unit[len(scale) :] or None
    return value, unit


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` from left to right.

    A figure counts only with a unit behind it; a Chinese numeral only outside
    quotation marks and above one (“一个”, “五公开” count nothing).
    """
    folded = fold(text)
    blocked = [match.span() for match in _NOT_QUANTITY.finditer(folded)]
    quoted = [match.span() for match in _QUOTED.finditer(folded)]
    found: list[Quantity] = []
    for match in _pattern().finditer(folded):
        start, end = match.start("figure"), match.end("unit")
        if _overlaps(start, match.end("figure"), blocked):
            continue
        before = folded[start - 1] if start else ""
        if before and (before in ".-—/第" or (before.isascii() and before.isalnum())):
            continue
        figure = match["figure"]
        value = parse_figure(figure)
        if value is None:
            continue
        chinese = not figure[-1].isdigit()
        if chinese and (value <= 1 or _overlaps(start, end, quoted)):
            continue
        scale = match["scale"] or ""
        qualifier = match["before"] or match["after1"] or match["after2"] or match["after3"]
        found.append(Quantity(figure, value, scale + match["unit"], qualifier, start, end))
    return found


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)
