"""Dates: the years a question speaks of, and what it tells by years.

去年 and its like stay relative here; what they count from is known only with the
reports that are held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.quantity import parse_chinese_integer, parse_figure

GAP = "　"
"""What a recognised phrase leaves behind in a text."""

_SPAN = re.compile(
    r"(?:从|自|由)?(20\d\d|19\d\d)\s*年?(?:度)?\s*(?:-+|—+|–|~|～|至|到)"
    r"\s*(20\d\d|19\d\d|[0-4]\d(?=年))\s*年?度?(?!\d)"
)
_SHORT_SPAN = re.compile(r"(?<![\d.])([0-4]\d)年?(?:-|—|~|至|到)([0-4]\d)(?=年)")
_SHORT_PAIR = re.compile(r"(?<![\d.])([0-4]\d)年?(?:、|和|与|，)([0-4]\d)(?=年|(?:这)?两年)")
_SINCE = re.compile(
    r"(?:(?:从|自|由)(20\d\d)年?(?:度)?(?:以来|开始|起)?(?:到现在|至今|到今年|到目前|以来)"
    r"|(20\d\d)年?(?:度)?(?:以来|至今|到现在|到今年))"
)
_EVERY = re.compile(
    r"历年(?:来)?|逐年|各年度?|每一?年(?!平均)|这几年|近几年(?:来)?|近年来?|最近几年|这些年|年年|历次"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*年?度?(?!\d)")
# Only the first and the last day of a year say no more than the year itself.
_DAY = re.compile(r"(?<=年)(?:度)?(?:12月31|十二月三十一|1月1|一月一)(?:日|号)")
_SHORT_YEAR = re.compile(r"(?<![\d.])([0-4]\d)\s*年度?(?!\d|间|限|期)")
_CHINESE_YEAR = re.compile(r"([二一][〇零○o0一二三四五六七八九]{3})\s*年?度?")
_RELATIVE = {
    "大前年": -3,
    "前一年度": -1,
    "前一个年度": -1,
    "上一个年度": -1,
    "上个年度": -1,
    "头一年": -1,
    "头年": -1,
    "前一年": -1,
    "前年": -2,
    "上上年": -2,
    "去年": -1,
    "上一年度": -1,
    "上年度": -1,
    "上一年": -1,
    "上年": -1,
    "今年": 0,
}
_RECENT = re.compile(
    r"(?:最近|近|过去|这|连续)的?([两二三四五六七八九十]|\d{1,2})(?:个)?年(?:度)?(?:以来|来|间|里|内)?"
)
_DURATION = re.compile(r"(?:这|共)?[两二三四五六七八九十]年(?:来|间|里|内)?")
_LAST = "(?:大前年|前年|头一年|头年|去年|前一年度|前一年|上一年度|上年度|上一年|上年)"
_LEFT = (
    "结转|遗留|转|留|剩|积压|拖|带|搁|推|欠|压|挪|滚|移|攒|老|旧|项目|事项"
    "|(?:没有?|未|尚未|还没)(?:办|处理|做|弄|了结|答复)"
)
_CARRIED = re.compile(
    rf"{_LAST}(?=(?:度)?(?:的)?(?:{_LEFT}))"
    rf"|(?:项目|事项)(?:数量|总数|数目|数)?(?:在)?{_LAST}(?!的?申请)"
    r"|(?<![比较同跟和与])(?:上一年度?|上年度?)(?=[^，,。；;？?比较]{0,4}(?:有|设|列|是|共|为)[^，,。；;？?比较]{0,14}(?:项目|几项|多少项|事项))"
    rf"|(?:结转|遗留|转|留|拖|带|剩)自{_LAST}"
    r"|(?:从|自|由)(?:去年|上一年|上年)|(?:转到|留到|拖到|转入|推到|结转到)(?:今年|本年)"
)
_CARRY = r"(?:没办完|未办结|未办完)?(?:的)?(?:结转|遗留|转|留|拖|带|搁|推|剩)"
_FROM_YEAR = re.compile(
    rf"(?:从|由|自)?(20\d\d)年(?:度)?{_CARRY}"
    r"(?:(?:下来|过来|来)|(?:下来|过来)?(?:到|至)(?:20\d\d年|本年|今年))(?:度)?"
)
_LAST_TO_YEAR = re.compile(
    rf"{_LAST}(?:度)?(?:的)?(?:{_LEFT})[^，,。；;？?]{{0,3}}[、，]?"
    r"(?:结转|转|留|拖|带|搁|推|挪|移|滚|跨)(?:到|至|入)(20\d\d)年(?:度)?(?:来)?"
)
_TO_YEAR = re.compile(r"(?:结转|转|留|拖|带|搁|推)(?:到|至|入)(20\d\d)年(?:度)?")


@dataclass(frozen=True, slots=True)
class Times:
    """The years a question speaks of."""

    body: str
    """The question without them."""
    years: tuple[int, ...] = ()
    relative: tuple[int, ...] = ()
    """Years counted from the latest report held: 去年 is -1."""
    span: bool = False
    """Whether the years are told by their first and last."""
    since: int | None = None
    """First year of “2019年以来”, up to the latest held."""
    every: bool = False
    """历年, 每年: every year held, unless some are named."""


def take_years(plain: str) -> Times:
    """Return the years `plain` speaks of, and what is left of it."""
    years: list[int] = []
    relative: list[int] = []
    body = _CHINESE_YEAR.sub(_to_arabic, _DAY.sub(GAP, plain))
    body = _SHORT_SPAN.sub(r"20\1年到20\2", body)
    body = _SHORT_PAIR.sub(r"20\1年、20\2年", body)
    since = _SINCE.search(body)
    body = _SINCE.sub(GAP, body)
    span = False
    for match in _SPAN.finditer(body):
        first, last = int(match[1]), int(match[2])
        last = last if last > 100 else first // 100 * 100 + last
        years.extend(range(first, last + 1))
        span = last > first
    body = _SPAN.sub(GAP, body)
    for match in _YEAR.finditer(body):
        years.append(int(match[1]))
    body = _YEAR.sub(GAP, body)
    for match in _SHORT_YEAR.finditer(body):
        years.append(2000 + int(match[1]))
    body = _SHORT_YEAR.sub(GAP, body)
    recent = _RECENT.search(body)
    if recent is not None:
        count = parse_figure(recent[1])
        relative.extend(-n for n in range(int(count or 0)))
        span = True
    body = _RECENT.sub(GAP, body)
    if len(years) > 1:
        body = _DURATION.sub(GAP, body)
    every = _EVERY.search(body) is not None
    body = _EVERY.sub(GAP, body)
    body, told = _take_relative(body)
    relative.extend(told)
    return Times(
        body,
        tuple(dict.fromkeys(years)),
        tuple(dict.fromkeys(relative)),
        span or since is not None,
        int(since[1] or since[2]) if since else None,
        every,
    )


def _to_arabic(match: re.Match[str]) -> str:
    number = parse_chinese_integer(re.sub("[○o0零]", "〇", match[1]))
    return match.group() if number is None else f"{number}年"


def _take_relative(body: str) -> tuple[str, list[int]]:
    """Take 去年 and its like out of `body`, except where they belong to a label."""
    relative: list[int] = []
    kept = _CARRIED.sub(lambda match: "\x00" * len(match.group()), body)
    for word, offset in _RELATIVE.items():
        if word in kept:
            relative.append(offset)
            body = "".join(
                GAP if kept[i] != "\x00" and _covered(kept, word, i) else c
                for i, c in enumerate(body)
            )
            kept = kept.replace(word, GAP * len(word))
    return body, relative


def _covered(text: str, word: str, index: int) -> bool:
    start = max(0, index - len(word) + 1)
    position = text.find(word, start)
    return 0 <= position <= index < position + len(word)


def name_carried(text: str) -> tuple[str, tuple[int, ...]]:
    """Name what is carried over by its label where it is told by years.

    “从2019年遗留到2020年的申请” is 上年结转 of 2020, “转到2021年的” 结转下年 of 2020.
    """
    years: list[int] = []

    def earlier(match: re.Match[str]) -> str:
        years.append(int(match[1]) + 1)
        return "上年结转"

    def later(match: re.Match[str]) -> str:
        years.append(int(match[1]) - 1)
        return "结转下年"

    def into(match: re.Match[str]) -> str:
        years.append(int(match[1]))
        return "上年结转"

    text = _LAST_TO_YEAR.sub(into, _FROM_YEAR.sub(earlier, text))
    return _TO_YEAR.sub(later, text), tuple(years)
