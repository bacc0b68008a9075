"""The print of a table cell to what it says: figure, zero, blank, “/”, “-”, text.

0, blank, “/” and “-” are kept apart. Digits that do not make exactly one figure (two
numbers in one cell, wrong thousands separators, a formula without result) are
unreadable, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.quantity import units
from corpus.report import State
from corpus.terms import compact, fold

_SIGN = r"[-−－–]"
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_BRACKETED = re.compile(rf"[(（](?P<figure>{_PLAIN})[)）](?P<percent>[%％])?")
_DASHES = re.compile(r"[-−－–—─_]+")
_DIGITS_ONLY = re.compile(r"[\d.,，()（）%％+\-−－–\s]+")
_DATE = re.compile(r"(?:19|20)\d\d年度?|\d{1,2}[月日号]")
_UNIT_IN_TEXT = re.compile(
    r"(?:货币)?(?:计量|金额|数量)?单位(?:均)?(?:为|是)?[:：]?(?:人民币)?\s*(?P<unit>[^\s:：，,。；;）)（(]{1,8})"
    r"|以(?:人民币)?(?P<money>[十百千万亿]*元)(?:列示|为单位|表示|计)"
    r"|[（(](?:人民币)?(?P<bracket>[十百千万亿]*元)(?:[，,][^）)]*)?[）)]"
)
_LABEL_UNIT = re.compile(r"[（(\[](?:单位[:：])?(?P<unit>[^（）()\[\]]{1,6})[）)\]]$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says; `unit` only where the cell itself prints one."""

    state: State
    value: Decimal | None = None
    unit: str | None = None


_BLANK, _SLASH = Reading(State.BLANK), Reading(State.SLASH)
_DASH, _TEXT = Reading(State.DASH), Reading(State.TEXT)
_UNREADABLE = Reading(State.UNREADABLE)


@cache
def _figure() -> re.Pattern[str]:
    known = "|".join(re.escape(u) for u in sorted(units(), key=len, reverse=True))
    return re.compile(
        rf"(?P<sign>{_SIGN}|\+)?[¥￥]?(?P<figure>{_PLAIN})"
        rf"(?P<unit>[%％‰]|[十百千万亿]*(?:{known}))?"
    )


def read_cell(text: str, *, brackets: bool = False) -> Reading:
    """Return what the print of one cell says.

    Args:
        text: the print.
        brackets: whether the table prints negative figures in brackets.

    >>> read_cell("1,234.50"), read_cell("（12.5）").value
    (Reading(state=<State.NUMBER: 'number'>, value=Decimal('1234.50'), unit=None), Decimal('-12.5'))
    """
    stripped = fold(text).strip()
    if not stripped:
        return _BLANK
    joined = compact(stripped)
    if joined in {"/", "／", "\\"}:
        return _SLASH
    if _DASHES.fullmatch(joined):
        return _DASH
    if joined.startswith(("=", "#")):
        return _UNREADABLE
    if re.search(r"\d[^\S ]*\s+[^\S ]*\d", stripped) and not _joins(stripped):
        return _UNREADABLE if _DIGITS_ONLY.fullmatch(stripped) else _TEXT
    if _DATE.fullmatch(joined):
        return _TEXT
    match = _figure().fullmatch(joined.replace("，", ","))
    if match is not None:
        value = Decimal(match["figure"].replace(",", ""))
        return _number(-value if match["sign"] not in (None, "+") else value, match["unit"])
    match = _BRACKETED.fullmatch(joined)
    if match is not None:
        # (5) may as well be the number of a note.
        if not brackets and not re.search(r"[.,]", match["figure"]):
            return _UNREADABLE
        return _number(-Decimal(match["figure"].replace(",", "")), match["percent"])
    return _UNREADABLE if _DIGITS_ONLY.fullmatch(joined) else _TEXT


def _number(value: Decimal, unit: str | None) -> Reading:
    unit = "%" if unit == "％" else unit
    return Reading(State.ZERO if value == 0 else State.NUMBER, value, unit)


def _joins(text: str) -> bool:
    """Tell whether white space inside a figure only wraps it at a separator."""
    return re.fullmatch(r"\S*[.,，]\s+\d+\S*|\S*\d\s+[.,，]\d\S*", text) is not None


def is_figure(text: str) -> bool:
    """Tell whether a cell holds a figure or digits that should be one."""
    return read_cell(text).state in (State.NUMBER, State.ZERO, State.UNREADABLE)


def find_unit(texts: Sequence[str]) -> str | None:
    """Return the unit that titles or captions state for the whole table.

    None where none is stated, or several that cannot be told apart.

    >>> find_unit(["2023年收支总表", "编制单位：某局　单位：万元"])
    '万元'
    """
    found: dict[str, None] = {}
    for text in texts:
        plain = re.sub(r"(?:编制|填报|预算|报送|制表|主管)单位", "", fold(text))
        for match in _UNIT_IN_TEXT.finditer(plain):
            unit = match["unit"] or match["money"] or match["bracket"]
            found.update(dict.fromkeys(re.split(r"[、/]", unit)))
    known = [unit for unit in found if is_unit(unit)]
    return known[0] if len(known) == len(found) == 1 else None


def is_unit(text: str) -> bool:
    """Tell whether `text` is a unit of measure."""
    bare = re.sub(r"^[十百千万亿]+(?=.)", "", text)
    return text in units() or bare in units() or text in {"%", "‰", "百分比"}


def label_unit(label: str) -> tuple[str, str | None]:
    """Split a heading into its words and the unit it states.

    >>> label_unit("营业收入（万元）"), label_unit("占比(%)"), label_unit("其他（非税）")
    (('营业收入', '万元'), ('占比', '%'), ('其他（非税）', None))
    """
    match = _LABEL_UNIT.search(label)
    if match is None or not is_unit(fold(match["unit"])):
        return label, None
    return label[: match.start()] or label, fold(match["unit"])
