"""Cues: what the wording of a question says about the answer wanted.

Whether a figure or a text is asked for, in which unit, and what is to be computed.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from corpus.quantity import units
from corpus.terms import fold, word_boundaries


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
    TREND = "trend"
    COUNT = "count"
    TIMES = "times"


_ASKED = r"(?:多少|(?<![哪这那])几|若干)\s*(?P<unit>[十百千万亿]*(?:{units}))"
_CONVERTED = re.compile(
    r"(?:换算成?|换成|折合成?|折合为|折算成?|折成|约合|相当于|用|以|按)(?:多少|几)?(?:个)?(?P<unit>[万亿]?元)"
    r"(?:计算?|表示|为单位|来?算|人民币)?"
)
"""“换算成万元是多少”: the unit wanted, whichever the print's."""
_PERCENT = re.compile(r"百分之(?:多少|几)|百分比|占比|比例|比重|几成|多少%|百分点|%")
_MONEY = re.compile(
    r"多少钱|多少元|多少万|多少亿|金额|花了多少|花费|总额|经费|多少资金|开支|收入|多少工资|多少费|多少补贴"
)
_NUMERIC = re.compile(
    r"多少|(?<![哪这那])几(?!乎|点开|时|号)|数量|总数|件数|数目|人数|次数|总量|总额|金额|占比|比例|比重|率(?!先)|百分|总计|合计|平均|多大|增长|减少了|人次|一共|总共|最多|最少|最高|最低|条数|数值|(?:数|度|额|量|值|率|数额)(?:是|为|呢)?[？?]?$"
)
_TEXT = re.compile(
    r"什么|哪些|哪里|哪儿|哪个(?:部门|单位|网站|栏目|平台|公众号|文件|电话)|怎么|怎样|如何|为什么|为何|谁|几点|哪几|名称|叫啥|叫做|电话|邮编|地址|网址|邮箱|传真|号码|文号|措施|原因|做法|依据|介绍|列举|哪天|何时|起止|日期|时间|在哪|哪方面|哪年|是指|含义|意思"
)
_PRINTED = re.compile(
    r"(?:第|是|令)?(?:多少|几)号|文件号|热线是多少|邮编|邮政编码|电话|传真|文号|字号|几号文|网址|邮箱|地址|号码"
)
_CONTACT = re.compile(r"联系(?:哪|谁|什么|方式)|找(?:哪个|谁|哪里)|跟谁联系|向谁(?:咨询|反映)")
_OPINION = re.compile(
    r"你觉得|您觉得|你认为|您认为|你怎么看|您怎么看|好不好|满不满意|评价一下|评价如何|觉得.{0,12}(?:怎么样|如何)|靠谱吗|该不该|应不应该|负责任|更负责|哪个.{0,8}更?好|谁.{0,6}好"
)
_REASON = re.compile(r"为什么|为何|什么原因|怎么回事|原因是什么|何以")
_CHECK = re.compile(
    r"对得上|对不上|勾稽|是否一致|一致吗|矛盾|平不平|相符|不符|有没有错|有误|核对|合得上|吻合|一致[不么]|一样吗|一样不|打架|等于.{0,16}[吗么]|等不等于|是(?:否|不是)等于"
)
_SHARE = re.compile(
    r"占比|占.{0,14}(?:百分之|百分比|份额|多少%|几成|比例|比重|多少比例)|的?比例|比重|百分之(?:几|多少).*占|占了?百分之|占.{0,10}(?:多少|几成)|占[^，,]{0,12}一半|占[^，,。；]{0,30}(?:百分之(?:多少|几)|的(?:比例|比重|份额))"
    r"|(?:维持|纠正|纠错|公开|提供|处理|(?<!回复)(?<!按时)(?<!按期)办结|结转|败诉|审结)(?:的)?率"
)
_DIFFERENCE = re.compile(
    r"(?<!占)(?<!百分)(?<!对)比(?!例|重|率).{0,24}?(?:多(?!少)|(?<!多)少|高|低|增加|减少|增|减|涨|降|变化|变动)|相差|差多少|差几|之差|差额|的差|多出"
)
_CHANGED = re.compile(
    r"(?:增加|减少|多|少|上升|下降|增|减|增减|变化|变动)(?:了|过)?(?:多少|几)|差了|差距|多出|少了|增加了|减少了"
)
_GREW = re.compile(r"(?:增长|涨|翻)(?:了)?(?:多少|几)(?!件|个|项|条|万|亿|元|起|宗|人|份|次)")
_GROWTH = re.compile(
    r"增长(?:了)?几成|涨幅|降幅|下降率|变化率|变动率|增长率|增幅|增速|同比|增长(?:了)?百分|(?:增长|下降|减少|增加|上升|涨|升|跌|降|少|多)(?:了)?(?:多少%|百分之)|增长多少百分"
)
_SUM = re.compile(
    r"加起来|合起来|之和|总和|加在一起|相加|加上|(?<!增)(?<!参)加(?!强|大|快|以|装|密|班)|一共|总共|合计|共计|累计"
)
_JOIN = re.compile(
    r"加起来|合起来|之和|总和|加在一起|相加|加上|(?<!增)(?<!参)加(?!强|大|快|以|盖|工)|两项|两者|和.{1,14}(?:一共|总共|合计|共)"
)
_MEAN = re.compile(r"平均|均价|人均|年均|均值")
_RANK = re.compile(
    r"最多|最少|最高|最低|最大|最小|排名|排序|排行|排列|从高到低|从多到少|从低到高|从少到多|排第|第一名|第[二三四五]?(?:多|高|少|低)(?=的|是|[？?]|$)|哪一?年.{0,12}(?:多|少)|谁.{0,8}(?:多(?!少)|(?<!多)少)|谁.{0,24}(?:多(?!少)|(?<!多)少|高|低)(?:一些|一点|些|点)?(?:[？?。]|$)|哪(?:个|家|一个|一家|边|里).{0,12}(?:更|最|较)?(?:多(?!少)|(?<!多)少|高|低)"
)
_CHANGED_MOST = re.compile(
    r"(?:增加|增长|上升|提高|上涨|涨|增幅|涨幅|增速|升幅|减少|下降|降低|下跌|降幅|跌幅|跌|降|变化|变动|波动)"
    r"(?:幅度|数量|速度|率|量|得|的|数)*(?:是)?最(?:多|大|快|高|明显|厉害|猛)"
    r"|最(?:多|大|快|高)的?(?:增加|增长|上升|涨幅|增幅|增速|减少|下降|降幅|跌幅|变化|变动)"
)
_TOTAL = re.compile("总额|总量|总数|总计")
"""A total of one year is its own figure; over several years it is their sum."""
_APART = re.compile("各|分别|每|逐|历年|哪")
_TREND = re.compile(
    r"趋势|走势|历年|逐年|各年(?!报)|这几年|近几年|近年来|这些年|变化(?!率)|变动(?!率)|每一?年(?!报|度报告|平均)|增减情况|起伏|年年(?![报度底末初])"
)
_NEVER = re.compile(r"(?!)")
_TIMES = re.compile(r"[几多]少?倍|倍数|翻了几番|(?:几|多少)倍")
_COUNTED = re.compile(
    r"(?:几|多少|哪些?|哪几)(?:个)?(?:年|年份|区|县|市|部门|单位|局|地方|地区)|(?:几|多少|哪几)家(?:单位)?|哪些"
)
_LESS = re.compile(r"比.{0,24}?(?:(?<!多)少|低|减|降)|(?:减少|下降|少)了?(?:多少|几)")
_LOWEST = re.compile(r"最少|最低|最小|更少|更低|从低到高|从少到多|第[二三四五]?(?:少|低)")
_IN_TEXT = re.compile(r"正文|文字部分|文字里|文字中|文中")
_MOVED = re.compile(
    "(?:怎么|怎样|如何)(?:的)?(?:变化|变动|变)|(?:变化|变动|走势|趋势|走向)(?:是|情况)?(?:怎么样|怎样|如何|怎么)"
)
"""“怎么变化的” asks for the figures, not for how something is done."""
_HOW = re.compile("(?:怎么|如何|怎样)(?!样|了|算|计算|回事)")


def is_text_first(plain: str) -> bool:
    """Tell whether words for a text answer outweigh those for a figure."""
    counted = re.search(r"多少(?!$|[？?。号])|(?<![哪这那是为第])几(?!号)", plain)
    if (_PRINTED.search(plain) and not counted) or _CONTACT.search(plain):
        return True
    if re.search(r"多少|(?<![哪这那])几(?!乎|点)|百分|率是", plain):
        return False
    return bool(_TEXT.search(plain))


def find_operation(plain: str, *, bounded: bool = False, across: bool = False) -> Operation:
    """Return what is to be computed, judged by the wording alone.

    Args:
        plain: the question, folded and simplified.
        bounded: whether it sets a threshold, which several figures may meet.
        across: whether it speaks of several years, between which things change.
    """
    if bounded and _COUNTED.search(plain):
        return Operation.COUNT
    for pattern, operation in (
        (_CHECK, Operation.CHECK),
        (_RANK, Operation.RANK),
        (_CHANGED_MOST, Operation.RANK),
        (_TIMES, Operation.TIMES),
        (_GROWTH, Operation.GROWTH),
        (_DIFFERENCE, Operation.DIFFERENCE),
        (_SHARE, Operation.SHARE),
        (_GREW if across else _NEVER, Operation.GROWTH),
        (_CHANGED if across else _NEVER, Operation.DIFFERENCE),
        (_MEAN, Operation.MEAN),
        (_SUM, Operation.SUM),
        (_TREND, Operation.TREND),
        (_TOTAL if across and not _APART.search(plain) else _NEVER, Operation.SUM),
    ):
        if pattern.search(plain):
            return operation
    return Operation.VALUE


def asks_share(text: str, operation: Operation) -> bool:
    """Tell whether shares are asked for, also to be ranked or compared."""
    if operation is Operation.SHARE:
        return True
    ratios = (Operation.RANK, Operation.DIFFERENCE, Operation.TREND, Operation.VALUE)
    return operation in ratios and bool(_SHARE.search(text))


def find_change_ranked(text: str) -> re.Match[str] | None:
    """Return the words that rank changes: “增加最多” in “哪年增加最多”."""
    return _CHANGED_MOST.search(text)


def ranks_changes(text: str) -> bool:
    """Tell whether a ranking is over changes: “哪年增加最多”, not “哪年最多”."""
    return find_change_ranked(text) is not None


def joins_operands(text: str) -> bool:
    """Tell whether a sum joins two named figures (“…加…”, “…和…一共”)."""
    return bool(_JOIN.search(text))


@cache
def _asked() -> re.Pattern[str]:
    alternatives = "|".join(re.escape(u) for u in sorted(units(), key=len, reverse=True))
    return re.compile(_ASKED.replace("{units}", alternatives))


def asked_unit(plain: str) -> str | None:
    """Return the unit the question asks for, None if it names none."""
    if _PERCENT.search(plain):
        return "%"
    folded = fold(plain)
    if converted := _CONVERTED.search(folded):
        return converted["unit"]
    match = _asked().search(folded)
    # In “多少处理决定” 处 begins a word, it is no unit.
    if match and match.end() in word_boundaries(folded):
        return match["unit"]
    if re.search(r"人数|几人|多少人", plain):
        return "人"
    if _MONEY.search(plain):
        return "元"
    if re.search(r"率(?!先)", plain):
        return "%"
    return None


def asks_conversion(plain: str) -> bool:
    """Tell whether the figure is wanted in a unit the question names."""
    return bool(_CONVERTED.search(plain))


def wants_number(plain: str, operation: Operation) -> bool:
    """Tell whether a figure is asked for, not a text."""
    computes = operation not in (
        Operation.VALUE,
        Operation.CHECK,
        Operation.SUM,
        Operation.TREND,
    )
    return computes or (bool(_NUMERIC.search(plain)) and not is_text_first(plain))


def is_opinion(typed: str) -> bool:
    """Tell whether a judgement is asked for, which no report holds."""
    return bool(_OPINION.search(typed))


def is_reason(plain: str) -> bool:
    """Tell whether a reason is asked for."""
    return bool(_REASON.search(plain))


def is_about_text(plain: str) -> bool:
    """Tell whether the running text is asked about, not the table."""
    how = _HOW.search(_MOVED.sub("", plain)) and not _CHECK.search(plain)
    how = how and is_text_first(plain)
    return bool(how or _IN_TEXT.search(plain))


def asks_lowest(plain: str) -> bool:
    """Tell whether the smallest is asked for in a ranking."""
    return bool(_LOWEST.search(plain))


def asks_less(plain: str) -> bool:
    """Tell whether a difference is asked for as how much less."""
    return bool(_LESS.search(plain))
