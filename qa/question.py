"""Text to `Question`: years, issuers, unit, operation, and the words that remain.

What is recognised is taken out of `body`, so that everything left in it must be
explained by an indicator or a clause before a figure may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from corpus.errors import QuestionError
from corpus.quantity import parse_chinese_integer, parse_figure, units
from corpus.terms import fold, simplify, word_boundaries

MAX_LENGTH = 500
_MASK = "\x01"
GAP = "　"
"""What a recognised phrase leaves behind in the body."""


class Operation(StrEnum):
    """What is to be computed from the figures."""

    VALUE = "value"
    SUM = "sum"
    DIFFERENCE = "sub"
    SHARE = "share"
    MEAN = "mean"
    GROWTH = "growth"
    RANK = "rank"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood before looking at any fact."""

    original: str
    text: str
    """Folded, simplified, lower case."""
    body: str
    """`text` without years, issuers, courtesies, quantities given as premises."""
    years: tuple[int, ...] = ()
    relative: tuple[int, ...] = ()
    """Years counted from the latest report held: 去年 is -1."""
    issuers: tuple[str, ...] = ()
    unit: str | None = None
    numeric: bool = False
    operation: Operation = Operation.VALUE
    lowest: bool = False
    less: bool = False
    """Asked how much less, not how much more."""
    opinion: bool = False
    part: str | None = None
    """Ordinal of the part of the report asked about: 五 for “第五部分”."""
    in_text: bool = False
    """Asked what the running text says, not the table."""
    reason: bool = False
    """Asked why or how come."""
    premises: tuple[str, ...] = field(default=())


_SPAN = re.compile(
    r"(20\d\d|19\d\d)\s*年?(?:度)?\s*(?:-|—|–|~|～|至|到)\s*(20\d\d|19\d\d)\s*年?度?"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*年?度?(?!\d)")
_DAY = re.compile(
    r"(?<=年)(?:度)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:日|号)"
)
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
_PREMISE = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s*(?:余|多)?\s*(?:万|亿)?(?:件|条|人次|人|项|起|家|个|元|次|%|份|篇|期|场)"
)
_ASKED = r"(?:多少|(?<![哪这那])几|若干)\s*(?P<unit>[十百千万亿]*(?:{units}))"
_PERCENT = re.compile(r"百分之(?:多少|几)|百分比|占比|比例|比重|几成|多少%|百分点|%")
_MONEY = re.compile(r"多少钱|多少元|多少万|多少亿|金额|花了多少|花费|总额|经费|多少资金|开支|收入")
_NUMERIC = re.compile(
    r"多少|(?<![哪这那])几(?!乎|点开|时|号)|数量|总数|件数|数目|人数|次数|总量|总额|金额|占比|比例|比重|率(?!先)|百分|总计|合计|平均|多大|增长|减少了|人次|一共|总共|最多|最少|最高|最低|条数|数值|(?:数|度|额|量|值|率|数额)(?:是|为|呢)?[？?]?$"
)
_TEXT = re.compile(
    r"什么|哪些|哪里|哪儿|哪个(?:部门|单位|网站|栏目|平台|公众号|文件|电话)|怎么|怎样|如何|为什么|为何|谁|几点|哪几|名称|叫啥|叫做|电话|邮编|地址|网址|邮箱|传真|号码|文号|措施|原因|做法|依据|介绍|列举|哪天|何时|起止|日期|时间|在哪|哪方面|哪年|是指|含义|意思"
)
_PRINTED = re.compile(
    r"(?:第|是|令)?(?:多少|几)号|邮编|邮政编码|电话|传真|文号|字号|几号文|网址|邮箱|地址|号码"
)
_ORDINAL = re.compile(
    r"(?<![一二三四五六七八九十])[一二三四五六七八九十]、|（[一二三四五六七八九十]）|(?<!\d)\d[.．](?!\d)"
)
_CONTACT = re.compile(r"联系(?:哪|谁|什么|方式)|找(?:哪个|谁|哪里)|跟谁联系|向谁(?:咨询|反映)")
_OPINION = re.compile(
    r"你觉得|您觉得|你认为|您认为|你怎么看|您怎么看|好不好|满不满意|评价一下|评价如何|觉得.{0,12}(?:怎么样|如何)|靠谱吗|该不该|应不应该|负责任|更负责|哪个.{0,8}更?好|谁.{0,6}好"
)
_ALTERNATIVE = re.compile(r"([\u3400-\u9fff]{1,2})不\1")
_COURTESY = re.compile(
    r"打扰|不好意思|麻烦|烦请|劳驾|请教|谢谢|感谢|论文|作业|我是|我在|我们在|写稿|报道|记者|律师你好|急用|求助"
    r"|告诉我|告知|帮忙|帮我|您好|你好|想请问|翻了|看了|读了|查了"
)
_ASKS = re.compile(r"多少|几|哪|什么|吗|呢|怎|谁|为何|何|是否|率|数|占|[？?]|称|总计|合计")
_CARRY = r"(?:没办完|未办结|未办完)?(?:的)?(?:结转|遗留|转|留|拖|带|搁|推|剩)"
_FROM_YEAR = re.compile(
    rf"(?:从|由|自)?(20\d\d)年(?:度)?{_CARRY}"
    r"(?:(?:下来|过来|来)|(?:下来|过来)?(?:到|至)(?:20\d\d年|本年|今年))(?:度)?"
)
_TO_YEAR = re.compile(r"(?:结转|转|留|拖|带|搁|推)(?:到|至|入)(20\d\d)年(?:度)?")
_PART = re.compile(r"第([一二三四五六七八九])(?:个)?(?:部分|大项|大部分|章)(?:里|中)?")
_IN_TEXT = re.compile(r"正文|文字部分|文字里|文字中|文中")
_REASON = re.compile(r"为什么|为何|什么原因|怎么回事|原因是什么|何以")
_CHECK = re.compile(
    r"对得上|对不上|勾稽|是否一致|一致吗|矛盾|平不平|相符|不符|有没有错|有误|核对|合得上|吻合|一致[不么]|一样吗|一样不|打架"
)
_SHARE = re.compile(
    r"占比|占.{0,14}(?:百分之|百分比|份额|多少%|几成|比例|比重|多少比例)|的?比例|比重|百分之(?:几|多少).*占|占了?百分之|占.{0,10}(?:多少|几成)|(?:维持|纠正|纠错)率"
)
_DIFFERENCE = re.compile(
    r"(?<!占)(?<!百分)(?<!对)比(?!例|重|率).{1,24}?(?:多(?!少)|(?<!多)少|高|低|增加|减少|增|减|涨|降)|相差|差多少|差几|之差|差额|的差|多出"
)
_GROWTH = re.compile(
    r"增长率|增幅|增速|同比|增长(?:了)?百分|(?:增长|下降|减少|增加)(?:了)?(?:多少%|百分之)|增长多少百分"
)
_SUM = re.compile(
    r"加起来|合起来|之和|总和|加在一起|相加|加上|(?<!增)(?<!参)加(?!强|大|快|以|装|密|班)|一共|总共|合计|共计|累计"
)
_JOIN = re.compile(
    r"加起来|合起来|之和|总和|加在一起|相加|加上|(?<!增)(?<!参)加(?!强|大|快|以|盖|工)|两项|两者|和.{1,14}(?:一共|总共|合计|共)"
)
_MEAN = re.compile(r"平均|均价|人均")
_RANK = re.compile(
    r"最多|最少|最高|最低|最大|最小|排名|排第|第一名|哪一?年.{0,12}(?:多|少)|谁.{0,8}(?:多|少)|哪个.{0,10}(?:更|最)(?:多|少|高|低)"
)
_LESS = re.compile(r"比.{1,24}?(?:(?<!多)少|低|减|降)")
_LOWEST = re.compile(r"最少|最低|最小|更少|更低")


def parse_question(
    text: str, issuers: Sequence[tuple[str, Sequence[str]]], *, max_length: int = MAX_LENGTH
) -> Question:
    """Return what `text` asks, as far as its wording alone says.

    Args:
        text: the question as typed.
        issuers: for each issuer held, its full name and the names people use for it.
        max_length: longest question accepted, in characters.

    Raises:
        QuestionError: the question is empty, too long, or holds no words.
    """
    original = text.strip()
    if not original:
        raise QuestionError("请输入问题。")
    if len(original) > max_length:
        raise QuestionError(
            f"问题太长了：最多{max_length}字，现在是{len(original)}字，请缩短后再问。"
        )
    typed = "".join(simplify(original).split())
    plain = _ALTERNATIVE.sub(r"\1", typed)
    if not re.search(r"[\u3400-\u9fff]{2}|[a-z]{2}", plain):
        raise QuestionError(
            "没有看到可以查询的内容，请用一句话提问，例如“2020年收到多少件申请？”。"
        )
    masked, titles = _mask_titles(plain)
    part = _PART.search(masked)
    masked, implied = _name_carried(_without_courtesies(_PART.sub(GAP, masked)))
    body, years, relative = _take_years(masked)
    years = tuple(dict.fromkeys((*years, *implied)))
    body, named = _take_issuers(body, issuers)
    unit = _asked_unit(plain)
    operation = _operation(plain)
    body, premises = _take_premises(body)
    body = _unmask_titles(_ORDINAL.sub(GAP, body), titles)
    return Question(
        original=original,
        text=plain,
        body=body,
        years=years,
        relative=relative,
        issuers=named,
        unit=unit,
        numeric=operation not in (Operation.VALUE, Operation.CHECK, Operation.SUM)
        or (bool(_NUMERIC.search(plain)) and not _text_first(plain)),
        operation=operation,
        lowest=bool(_LOWEST.search(plain)),
        less=bool(_LESS.search(plain)),
        opinion=bool(_OPINION.search(typed)),
        part=part[1] if part else None,
        in_text=bool(_IN_TEXT.search(plain)),
        reason=bool(_REASON.search(plain)),
        premises=premises,
    )


def _text_first(plain: str) -> bool:
    """Tell whether words for a text answer outweigh those for a figure."""
    counted = re.search(r"多少(?!$|[？?。号])|(?<![哪这那是为第])几(?!号)", plain)
    if (_PRINTED.search(plain) and not counted) or _CONTACT.search(plain):
        return True
    if re.search(r"多少|(?<![哪这那])几(?!乎|点)|百分|率是", plain):
        return False
    return bool(_TEXT.search(plain))


def _operation(plain: str) -> Operation:
    for pattern, operation in (
        (_CHECK, Operation.CHECK),
        (_RANK, Operation.RANK),
        (_GROWTH, Operation.GROWTH),
        (_DIFFERENCE, Operation.DIFFERENCE),
        (_SHARE, Operation.SHARE),
        (_MEAN, Operation.MEAN),
        (_SUM, Operation.SUM),
    ):
        if pattern.search(plain):
            return operation
    return Operation.VALUE


def joins_operands(text: str) -> bool:
    """Tell whether a sum joins two named figures (“…加…”, “…和…一共”)."""
    return bool(_JOIN.search(text))


def _take_years(plain: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
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


def _take_issuers(
    body: str, issuers: Sequence[tuple[str, Sequence[str]]]
) -> tuple[str, tuple[str, ...]]:
    """Take the longest names of known issuers out of `body`."""
    aliases = sorted(
        ((simplify(alias), name) for name, words in issuers for alias in words),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
    named: dict[str, int] = {}
    for alias, name in aliases:
        position = body.find(alias)
        while position >= 0:
            if position in word_boundaries(body):
                named.setdefault(name, position)
                body = body[:position] + GAP * len(alias) + body[position + len(alias) :]
            position = body.find(alias, position + 1)
    body = re.sub(rf"{GAP}+(?:人民政府|政府(?!信息|网|采购|集中|服务|门户|办公室|规章))", GAP, body)
    return body, tuple(sorted(named, key=lambda name: named[name]))


def _without_courtesies(text: str) -> str:
    """Drop clauses that only address the reader (“我是记者，请帮忙查一下，…”)."""
    clauses = re.split(r"([，,。；;！!])", text)
    kept = [
        clause for clause in clauses if not (_COURTESY.search(clause) and not _ASKS.search(clause))
    ]
    return "".join(kept) if _ASKS.search("".join(kept)) else text


def _name_carried(text: str) -> tuple[str, tuple[int, ...]]:
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


def _mask_titles(plain: str) -> tuple[str, list[str]]:
    """Hide document titles, whose years and places are not the question's own."""
    titles: list[str] = []

    def hide(match: re.Match[str]) -> str:
        titles.append(match.group())
        return _MASK

    return re.sub(r"《[^》]{2,80}》", hide, plain), titles


def _unmask_titles(body: str, titles: list[str]) -> str:
    for title in titles:
        body = body.replace(_MASK, title, 1)
    return body


def _take_premises(body: str) -> tuple[str, tuple[str, ...]]:
    found = tuple(match.group() for match in _PREMISE.finditer(body))
    return _PREMISE.sub(GAP, body), found


@cache
def _asked() -> re.Pattern[str]:
    alternatives = "|".join(re.escape(u) for u in sorted(units(), key=len, reverse=True))
    return re.compile(_ASKED.replace("{units}", alternatives))


def _asked_unit(plain: str) -> str | None:
    """Return the unit the question asks for, None if it names none."""
    if _PERCENT.search(plain):
        return "%"
    match = _asked().search(fold(plain))
    if match:
        return match["unit"]
    if _MONEY.search(plain):
        return "元"
    if re.search(r"率(?!先)", plain):
        return "%"
    return None
