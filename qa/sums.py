"""Sums in sentences: whether a formula or a comparison that is said is right in itself.

A figure may stand in the evidence and yet in the wrong place of a formula. What a
sentence computes is computed again from its own numbers.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_FORMULA = re.compile(r"^计算：(.+)$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年")
_NOTE = re.compile(r"（[^（）\d]*）")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[＋－÷（）]")
_RESULT = re.compile(r"^[-－]?\d+(?:\.\d+)?")
_COMPARED = re.compile(
    r"(?P<new>\d+(?:\.\d+)?)[^\d，。（]*，比[^（）]*（(?P<old>\d+(?:\.\d+)?)[^）\d]*）"
    r"(?:(?P<moved>增长|下降)(?P<rate>\d+(?:\.\d+)?)%，)?(?P<word>多|少|增加|减少|高|低)(?P<by>\d+(?:\.\d+)?)"
)


def miscomputed(sentence: str) -> list[str]:
    """Return the results in `sentence` that do not follow from the numbers beside them."""
    wrong = []
    formula = _FORMULA.match(sentence.rstrip("。"))
    if formula is not None:
        wrong += [piece for piece in formula[1].split("；") if not _holds(piece)]
    wrong += [m[0] for m in _COMPARED.finditer(sentence) if not _compares(m)]
    return wrong


def _compares(match: re.Match[str]) -> bool:
    new, old, by = (Decimal(match[name]) for name in ("new", "old", "by"))
    more = match["word"] in ("多", "增加", "高")
    if abs(new - old) != by or (new != old and (new > old) != more):
        return False
    if match["rate"] is None:
        return True
    return old != 0 and _equal(abs(new - old) * 100 / old, match["rate"])


def _holds(piece: str) -> bool:
    """Tell whether `左＝右` is right; True where the left side is no formula to be computed."""
    left, _, right = piece.rpartition("＝")
    result = _RESULT.match(right)
    tokens = _TOKEN.findall(_NOTE.sub("", _YEAR.sub("", left)))
    if result is None or len(tokens) < 3 or not {"＋", "－", "÷"} & set(tokens):
        return True
    try:
        value, rest = _sum(tokens)
    except (ValueError, ArithmeticError):
        return True
    if rest:
        return True
    percent = right[result.end() :].startswith("%")
    return _equal(value * 100 if percent else value, result[0].replace("－", "-"))


def _equal(value: Decimal, printed: str) -> bool:
    shown = Decimal(printed)
    places = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    return value.quantize(places, rounding=ROUND_HALF_UP) == shown


def _sum(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "＋－":
        sign, (other, tokens) = tokens[0], _product(tokens[1:])
        value = value + other if sign == "＋" else value - other
    return value, tokens


def _product(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _term(tokens)
    while tokens and tokens[0] == "÷":
        other, tokens = _term(tokens[1:])
        value /= other
    return value, tokens


def _term(tokens: list[str]) -> tuple[Decimal, list[str]]:
    if tokens and tokens[0] == "（":
        value, rest = _sum(tokens[1:])
        if not rest or rest[0] != "）":
            raise ValueError("unbalanced")
        return value, rest[1:]
    if not tokens or not tokens[0][0].isdigit():
        raise ValueError("no number")
    return Decimal(tokens[0]), tokens[1:]
