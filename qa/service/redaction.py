"""Redaction: personal data masked in a question before it is written anywhere.

Identity card numbers (18 digits by their checksum, 15 by their date), mobile
numbers with spaces, hyphens, full width digits or +86, bank cards by the Luhn sum, and
mail addresses. What a report prints (sums, counts, dates, document numbers, switchboard
numbers) has no such checksum and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

_WIDE = str.maketrans(
    "０１２３４５６７８９ＸｘＡＢＣ＠．－＋　（）",
    "0123456789XxABC@.-+ ()",
)
_GAP = r"[ \t\u00a0\-\u2010-\u2015\u2212.·_]{0,2}"
_NUMBER = re.compile(rf"(?<![\d.])(?:\+?\s?(?:00)?86{_GAP})?\d(?:{_GAP}\d){{9,18}}(?:{_GAP}[Xx])?")
_MAIL = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}|[\u4e00-\u9fff]{1,4})\s?@\s?[A-Za-z0-9\-]{1,63}"
    r"(?:\s?\.\s?[A-Za-z0-9\-]{1,63}){1,4}"
)
_DECIMALS = re.compile(r"\.\d")
_UNIT = re.compile(
    r"\s?(?:[亿万千百]?(?:余|多)?(?:元|件|人|户|吨|条|次|亩|平方|立方|千瓦)|[%％亿万])"
)
_MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def redact(text: str) -> str:
    """Return `text` with personal data replaced by what it was.

    >>> redact("我的手机 138-0013-8000，收到多少件申请？")
    '我的手机 [手机号]，收到多少件申请？'
    """
    plain = text.translate(_WIDE)
    spans: list[tuple[int, int, str]] = []
    spans += [(*m.span(), "[邮箱]") for m in _MAIL.finditer(plain)]
    spans += [span for m in _NUMBER.finditer(plain) for span in _within(plain, *m.span())]
    out, at = [], 0
    for start, end, word in sorted(spans):
        if start >= at:
            out += [text[at:start], word]
            at = end
    return "".join([*out, text[at:]])


def _within(plain: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return the personal numbers in a run of digits with gaps, the longest kinds first.

    A number may stand right behind a year or a count, with nothing but a gap between, so
    every part of the run that begins and ends at a gap is looked at.
    """
    groups = [m.span() for m in re.finditer(r"[\dXx]+", plain[start:end])]
    spans = [(start + first, start + last) for first, last in groups]
    for word, lengths, is_one in _KINDS:
        for first in range(len(spans)):
            for last in range(first, len(spans)):
                parts = [plain[a:b] for a, b in spans[first : last + 1]]
                digits = "".join(parts).upper()
                if len(digits) not in lengths or not _is_grouped(parts) or not is_one(digits):
                    continue
                begin, stop = spans[first][0], spans[last][1]
                if _is_amount(plain, begin, stop):
                    continue
                begin -= plain[max(start, begin - 1) : begin] == "+"
                return [
                    *_within(plain, start, begin),
                    (begin, stop, word),
                    *_within(plain, stop, end),
                ]
    return []


def _is_grouped(parts: list[str]) -> bool:
    """Tell whether digits are grouped as people group a number, not as a table's cells."""
    return all(len(part) >= 3 for part in parts[1:-1]) and (
        len(parts) == 1 or len(parts[0]) >= 3 or parts[0] in ("86", "0086")
    )


def _is_amount(plain: str, begin: int, stop: int) -> bool:
    """Tell whether the number has decimals or a unit, as figures of a report do."""
    return bool(_DECIMALS.match(plain, stop) or _UNIT.match(plain, stop)) or (
        begin >= 2 and plain[begin - 1] == "." and plain[begin - 2].isdigit()
    )


def _is_identity(digits: str) -> bool:
    if not _PROVINCE.match(digits) or not digits[:17].isdigit() or not _is_date(digits[6:14]):
        return False
    total = sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == digits[17]


def _is_old_identity(digits: str) -> bool:
    return digits.isdigit() and bool(_PROVINCE.match(digits)) and _is_date("19" + digits[6:12])


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def _is_mobile(digits: str) -> bool:
    return _MOBILE.fullmatch(digits) is not None


def _is_card(digits: str) -> bool:
    """Tell whether it is the number of a bank card: a known first digit and the Luhn sum."""
    if not digits.isdigit() or digits[0] not in "3456":
        return False
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


_KINDS: tuple[tuple[str, tuple[int, ...], Callable[[str], bool]], ...] = (
    ("[身份证号]", (18,), _is_identity),
    ("[银行卡号]", (19, 18, 17, 16), _is_card),
    ("[身份证号]", (15,), _is_old_identity),
    ("[手机号]", (15, 13, 11), _is_mobile),
)
