"""Conditions: thresholds, places in a ranking, yes or no, and the level of issuers asked about.

What a question demands of figures beyond naming them: “超过50件”, “前三名”, “是不是”,
“全市各区”. Each is recognised by its wording and taken out of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.quantity import parse_figure, scaled
from qa.understanding.dates import GAP

_COUNT = r"(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千]+)(?P<scale>[百千万亿]*)"
_UNIT = r"(?P<unit>万元|亿元|元|件|条|个|项|起|宗|份|次|%)?"
_OPENING = (
    (r"(?:不超过|不多于|不高于|至多)", "≤"),
    (r"(?:不少于|不低于|不小于|至少|达到|达)(?:了|过)?", "≥"),
    (r"(?:超过|多于|大于|高于|突破|不止|多过)(?:了)?", "＞"),
    (r"(?:不到|不足|少于|小于|低于|未达到|没达到|没超过|没有超过|未超过)", "＜"),
)
_CLOSING = ((r"(?:及|或)?以上", "≥"), (r"(?:及|或)?以下", "≤"))
_NOT_OVER = re.compile("没超过|没有超过|未超过")

_TOP = re.compile(
    r"(?:排|位居|位列|列|居)?前(?P<a>[一二两三四五六七八九十]|\d{1,2})(?:名|位|个|家|年|甲|的|(?=是|有|呢|[？?]|$))"
    r"|最(?:多|少|高|低|大|小)的(?:前)?(?P<b>[两二三四五六七八九十]|\d{1,2})(?:个|年|家|种|类|项)"
    r"|哪(?P<c>[两二三四五六七八九十]|\d{1,2})(?:个|年|家|种|类|项).{0,14}最"
)
_NTH = re.compile(
    r"第(?P<n>[二三四五六七八九十])(?:多|高|大|少|低|小|名|位)|排(?:名)?第(?P<m>[二三四五六七八九十])"
)
_EXISTS = re.compile(r"有没有|有无|是否有|有过?(?!多少|几).{0,24}[吗么]|存不存在|是否存在")
_HOLDS = re.compile(
    r"是不是|是否|对不对|[吗么](?:[？?。!！]|$)|有没有(?=比|超过|达到|多|少|增|减|下|上)"
)

_HOW_MANY = r"(?:这|全市|全部)?(?P<n>[两二三四五六七八九十]|\d{1,2})(?:个|家)?(?:的)?"
_LEVELS = (
    (re.compile(r"(?:在库的?)?(?:所有|全部)(?:的)?(?:单位|机关)(?:中|里|当中)?"), "全部"),
    (
        re.compile(
            r"(?:哪(?:一|几|些)?个?|各个?|所有|全部|每个|几个|多少个|下辖|下属|下面)(?:的)?(?:县区|区县|县市区|县（市、区）|区(?!别|分|域|间|直|政)|县)"
        ),
        "县",
    ),
    (
        re.compile(
            r"(?:哪(?:一|几|些)?个?|各个?|所有|全部|每个|几个|多少个)(?:的)?(?:部门|委办局|市直部门|局(?!长))|各局|各委办"
        ),
        "部门",
    ),
    (
        re.compile(
            r"(?:哪(?:一|几|些)?个?|各个?|所有|全部|每个|几个|多少个)(?:地级|设区)?市(?!民|场|政|直)"
        ),
        "市",
    ),
    (
        re.compile(
            r"(?:哪(?:一|几|些)?个?|各个?|所有|全部|每个|几个|多少个)(?:的)?(?:乡镇|街镇|镇街|街道|镇|乡)"
        ),
        "乡镇",
    ),
    (
        re.compile(
            r"(?:哪(?:一|几|些)?(?:个|家)?|各个?|所有|全部|每个|每家|几个|几家)(?:的)?(?:单位|机关|地方|地区|政府(?!信息|网|工作))|哪(?:里|儿|家)(?=.{0,12}最)|谁(?=.{0,12}(?:最|更))"
        ),
        "任意",
    ),
)
_KINDS = re.compile(
    r"(?:哪|什么|何)(?:一|几)?(?P<m>种|类|项|些|个)?(?:的)?"
    r"(?P<what>申请人(?:类型)?|申请主体|主体|身份|人|处理结果|办理结果|结果|处理方式|方式|答复|情形|类型|原因|理由|情况)"
    r"(?:的)?(?:申请)?(?:.{0,8}?最|.{0,4}?占比最)"
    r"|(?P<that>申请人|申请主体|处理结果|办理结果|结果|处理方式|原因|理由|情形|情况|法人或其他组织|组织)"
    r"(?:里|中|当中|里面|里头|之中)?[，,]?(?:是)?(?:哪|什么)(?:一|几)?(?:种|类|项|个|些).{0,8}?最"
    r"|(?P<those>申请人|申请主体|处理结果|办理结果|结果|处理方式|原因|理由|情形|情况|法人或其他组织|组织)"
    r"(?:里|中|当中|里面|里头|之中)?[，,]?(?:数量|件数|占比|数)?最(?:多|少|高|低|大|小)的"
    r"(?:是)?(?:哪|什么)(?:一|几)?(?:种|类|项|个|些)"
)


_APPLICANTS = {
    "申请人",
    "申请人类型",
    "申请主体",
    "主体",
    "身份",
    "人",
    "法人或其他组织",
    "组织",
}


class Polarity(StrEnum):
    """What a yes-or-no question asks: whether there is any, or whether a statement holds."""

    EXISTS = "exists"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Bound:
    """A threshold of the question: `＞ 50件`."""

    sign: str
    value: Decimal
    unit: str | None
    words: str
    """As typed: 超过50件."""

    def admits(self, value: Decimal, unit: str | None) -> bool:
        """Tell whether a figure meets the condition; both are brought to one multiple."""
        limit = scaled(self.value, self.unit)[0]
        if self.unit is not None:
            value = scaled(value, unit)[0]
        return {
            "＞": value > limit,
            "≥": value >= limit,
            "＜": value < limit,
            "≤": value <= limit,
        }[self.sign]


def take_bound(body: str) -> tuple[str, Bound | None]:
    """Return `body` without its threshold, and the threshold, if it has one."""
    for words, sign in _OPENING:
        match = re.search(rf"{words}(?:了)?{_COUNT}{_UNIT}", body)
        if match:
            return _cut(body, match, _bound(match, "≤" if _NOT_OVER.match(match[0]) else sign))
    for words, sign in _CLOSING:
        match = re.search(rf"{_COUNT}{_UNIT}{words}", body)
        if match:
            return _cut(body, match, _bound(match, sign))
    return body, None


def _bound(match: re.Match[str], sign: str) -> Bound | None:
    value = parse_figure(match["n"].replace(",", ""))
    unit = f"{match['scale'] or ''}{match['unit'] or ''}"
    return None if value is None else Bound(sign, value, unit or None, match.group())


def _cut(body: str, match: re.Match[str], bound: Bound | None) -> tuple[str, Bound | None]:
    if bound is None:
        return body, None
    return body[: match.start()] + GAP + body[match.end() :], bound


def find_top(plain: str) -> int | None:
    """Return how many places of a ranking are asked for, None for the first alone.

    >>> find_top("申请最多的三年"), find_top("哪年最多")
    (3, None)
    """
    match = _TOP.search(plain)
    if match is None:
        return None
    count = parse_figure(match["a"] or match["b"] or match["c"])
    return int(count) if count else None


def find_nth(plain: str) -> int | None:
    """Return the single place asked for (“第二多”), None if the first.

    >>> find_nth("收件第二多的是哪年")
    2
    """
    match = _NTH.search(plain)
    count = parse_figure(match["n"] or match["m"]) if match else None
    return int(count) if count else None


def find_polarity(typed: str) -> Polarity | None:
    """Return what sort of yes or no is asked for, None if neither."""
    if _EXISTS.search(typed):
        return Polarity.EXISTS
    return Polarity.HOLDS if _HOLDS.search(typed) else None


_COUNTED_LEVELS = (
    (re.compile(rf"{_HOW_MANY}(?:县区|区县|区(?!别|分|域|间|直|政|线)|县)"), "县"),
    (re.compile(rf"{_HOW_MANY}(?:部门|委办局|局(?!长))"), "部门"),
    (re.compile(rf"{_HOW_MANY}(?:地级|设区)?市(?!民|场|政|直)"), "市"),
    (re.compile(rf"{_HOW_MANY}(?:乡镇|街镇|镇街|街道|镇|乡)"), "乡镇"),
)


def take_members(body: str) -> tuple[str, str | None, int | None]:
    """Return `body` without “三个区” and the like, the level named, and how many of it.

    >>> take_members("三个区里最多的")
    ('\u3000里最多的', '县', 3)
    """
    for pattern, level in _COUNTED_LEVELS:
        match = pattern.search(body)
        if match:
            count = parse_figure(match["n"])
            return pattern.sub(GAP, body), level, int(count) if count else None
    return body, None, None


def take_level(body: str) -> tuple[str, str | None]:
    """Return `body` without “各区”, “哪个部门” and the like, and the level they name.

    任意 stands for issuers of one level, whichever it is.
    """
    for pattern, level in _LEVELS:
        if pattern.search(body):
            return pattern.sub(GAP, body), level
    return body, None


def find_axis(plain: str) -> str | None:
    """Return along which axis of a table a ranking runs: “哪类申请人最多” is `column`."""
    match = _KINDS.search(plain)
    if match is None:
        return None
    what = match["what"] or match["that"] or match["those"]
    if what in _APPLICANTS:
        return "column"
    return "reason" if what in {"原因", "理由"} else "row"
