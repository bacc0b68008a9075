"""Dates: the years a question speaks of, and what it tells by years.

去年 and its like stay relative here; what they count from is known only with the
reports that are held.
"""

from __future__ import annotations

import re

from corpus.quantity import parse_chinese_integer, parse_figure

GAP = "　"
"""What a recognised phrase leaves behind in a text."""

_SPAN = re.compile(
    r"(20\d\d|19\d\d)\s*年?(?:度)?\s*(?:-|—|–|~|～|至|到)\s*(20\d\d|19\d\d)\s*年?度?"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*年?度?(?!\d)")
# Only the first and the last day of a year say no more than the year itself.
_DAY = re.compile(r"(?<=年)(?:度)?(?:12月31|十二月三十一|1月1|一月一)(?:日|号)")
_SHORT_YEAR = re.compile(r"(?<![\d.])([0-4]\d)\s*年度?(?!\d|间|限|期)")
_CHINESE_YEAR = re.compile(r"([二一][〇零○o0一二三四五六七八九]{3})\s*年?度?")
_RELATIVE = {
    "大前年": -3,
    "前年": -2,
    "上上年": -2,
    "去年": -1,
    "上一年度": -1,
    "上年度": -1,
    "上一年": -1,
    "上年": -1,
    "今年": 0,
}
_RECENT = re.compile(r"(?:近|最近|过去|这)([两二三四五六七八九十]|\d{1,2})年(?:来|间|里|内)?")
_DURATION = re.compile(r"(?:这|共)?[两二三四五六七八九十]年(?:来|间|里|内)?")
_CARRIED = re.compile(
    r"(?:大前年|前年|去年|上一年度|上年度|上一年|上年)(?=(?:度)?(?:的)?(?:结转|遗留|转|没办完|没有办完|未办|留|剩|没处理|积压|项目|事项))"
    r"|(?:从|自|由)(?:去年|上一年|上年)|(?:转到|留到|拖到|转入|推到|结转到)(?:今年|本年)"
)
_CARRY = r"(?:没办完|未办结|未办完)?(?:的)?(?:结转|遗留|转|留|拖|带|搁|推|剩)"
_FROM_YEAR = re.compile(
    rf"(?:从|由|自)?(20\d\d)年(?:度)?{_CARRY}"
    r"(?:(?:下来|过来|来)|(?:下来|过来)?(?:到|至)(?:20\d\d年|本年|今年))(?:度)?"
)
_TO_YEAR = re.compile(r"(?:结转|转|留|拖|带|搁|推)(?:到|至|入)(20\d\d)年(?:度)?")


def take_years(plain: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Return `plain` without its years, the years named, and those told relatively."""
    years: list[int] = []
    relative: list[int] = []
    body = _DAY.sub(GAP, plain)
    for match in _SPAN.finditer(body):
        years.extend(range(int(match[1]), int(match[2]) + 1))
    body = _SPAN.sub(GAP, body)
    for match in _YEAR.finditer(body):
        years.append(int(match[1]))
    body = _YEAR.sub(GAP, body)
    for match in _CHINESE_YEAR.finditer(body):
        number = parse_chinese_integer(re.sub("[○o0零]", "〇", match[1]))
        if number is not None:
            years.append(number)
    body = _CHINESE_YEAR.sub(GAP, body)
    for match in _SHORT_YEAR.finditer(body):
        years.append(2000 + int(match[1]))
    body = _SHORT_YEAR.sub(GAP, body)
    recent = _RECENT.search(body)
    if recent is not None:
        count = parse_figure(recent[1])
        relative.extend(-n for n in range(int(count or 0)))
    body = _RECENT.sub(GAP, body)
    if len(years) > 1:
        body = _DURATION.sub(GAP, body)
    kept = _CARRIED.sub(lambda match: "\x00" * len(match.group()), body)
    for word, offset in _RELATIVE.items():
        if word in kept:
            relative.append(offset)
            body = "".join(
                GAP if kept[i] != "\x00" and _covered(kept, word, i) else c
                for i, c in enumerate(body)
            )
            kept = kept.replace(word, GAP * len(word))
    return body, tuple(dict.fromkeys(years)), tuple(dict.fromkeys(relative))


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

    text = _FROM_YEAR.sub(earlier, text)
    return _TO_YEAR.sub(later, text), tuple(years)
