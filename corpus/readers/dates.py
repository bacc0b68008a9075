"""Dates as files state them: 2022-01-14, 2022/1/14, 2022年1月14日, 二〇二二年一月十四日."""

from __future__ import annotations

import re
from datetime import date

from corpus.quantity import parse_chinese_integer

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_CHINESE = re.compile(
    r"([二一][〇零○Ｏ0一二三四五六七八九]{3})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)


def find_date(text: str) -> str | None:
    """Return the first date in `text` in ISO form, None where there is none.

    >>> find_date("发布时间：2022年1月14日"), find_date("二〇二二年一月十四日")
    ('2022-01-14', '2022-01-14')
    """
    match = _DATE.search(text)
    if match:
        return _iso(*(int(part) for part in match.groups()))
    match = _CHINESE.search(text)
    if match is None:
        return None
    year = re.sub("[零○Ｏ0]", "〇", match[1])
    parts = [parse_chinese_integer(part) for part in (year, match[2], match[3])]
    return _iso(*(part or 0 for part in parts))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None  # 2022-02-30 is no date
