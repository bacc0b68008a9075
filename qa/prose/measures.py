"""Measures: what a question measures, without the words for what is done with the figures.

Of “主动公开的信息比2020年增加多少条” the words “主动公开的信息多少条” are left, to be found in
each report as if it alone were asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.understanding.cues import Operation
from qa.understanding.dates import GAP
from qa.understanding.question import Question

COMPARED = (Operation.DIFFERENCE, Operation.GROWTH, Operation.TIMES)
_MOVED = (
    r"(?:净|同比)?(?:增加|增长|增多|减少|下降|上升|上涨|提高|提升|降低|多(?!少)|(?<!多)少"
    r"|涨|降|高|低|增|减|升|跌)"
)
_BY_PERCENT = re.compile(rf"{_MOVED}了?(?:百分之(?:多少|几)|(?:多少|几)%|几成)|[增涨跌降]幅|增速")
_POINTS = re.compile(r"(?:多少|几)个?(?:百分)?点|百分点")
_AS_RATE = re.compile("增长率|[增涨跌降]幅|增速|变化率")
_ENDS = r"[\u3400-\u9fff]{0,2}了?(?:多少|几|百分之|[吗么没？?]|$)"
_DURATION = re.compile(r"(?<![\d第])[两二三四五六七八九十]年(?:来|间|里|内)?")
_COMPARING = (
    re.compile(r"(?:增长|变化|变动|下降)率|[增涨跌降]幅|增速"),
    re.compile(rf"(?:是不是|是否|有没有)?{_MOVED}(?={_ENDS})"),
    re.compile(r"变化|变动|相差|差距|差|多大|幅度|几成"),
    re.compile(r"百分之(?=多少|几)"),
    re.compile(rf"[的]?(?:几|多少)倍(?:数)?|(?<={GAP})是(?={GAP})"),
    re.compile(
        r"相比(?:较|之下)?|[与跟和同比较从由到至]+(?=GAP)|(?<=GAP)(?:相?比(?![例重率])|[到至较])".replace(
            "GAP", GAP
        )
    ),
)
_TAKEN = {
    Operation.RANK: (
        re.compile(
            r"(?:是|属)?(?:谁|哪(?:[一几两三个家里边些]{1,2})?(?:[年区县市家]|单位|地方|部门)?)"
        ),
        re.compile(
            r"[最更较][多少高低大小]的?|(?<=[数量率])[高低多少]|排名|排序|第[一二三][多少高低]?"
        ),
        re.compile(rf"相比|(?<={GAP})[比和与跟、]|[比和与跟、](?={GAP})"),
    ),
    Operation.MEAN: (
        re.compile(r"年均|平均每(?:年|个?[区县市])|每年平均|年平均[数值]?|平均[数值]?"),
    ),
    Operation.TREND: (
        re.compile(
            r"(?:变化|发展|总体)?(?:趋势|走势)|(?:增减)?变化(?:情况)?|怎么变|如何|怎么样|怎样"
            r"|逐年|年年|(?:上升|下降|增加|减少|增长)(?:了)?(?:还是|或)(?:上升|下降|增加|减少|增长)(?:了)?"
        ),
    ),
    Operation.SUM: (
        re.compile(r"加起来|合起来|加在一起|之和|总和|相加|一共|总共|合计|共计|总计|累计"),
    ),
    Operation.COUNT: (
        re.compile(
            r"(?:有)?(?:哪些?|哪?几|多少)个?(?:年份?|区|县|市|单位|部门|地方)|有哪些|有几家"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured in each report, and what is then done with the figures."""

    text: str
    unit: str | None
    """The unit its figures must fit, None for any."""
    operation: Operation
    rate: bool
    """Whether growth is asked for as a rate of its own (增长率), not only as a change."""


def question_to_measure(question: Question) -> Measure:
    """Return what `question` asks of each report.

    “涨了百分之几” asks for growth however its other words are read, and its percent is not
    the unit of the figures; “高了几个点” is a difference of percentages.
    """
    operation, unit = question.operation, question.unit
    points = _POINTS.search(question.text) is not None
    if not points and _BY_PERCENT.search(question.text):
        told = (Operation.VALUE, Operation.DIFFERENCE, Operation.TREND)
        operation = Operation.GROWTH if operation in told else operation
    if operation in (Operation.GROWTH, Operation.TIMES):
        unit = None
    if points:
        unit = "%"
    if operation is Operation.COUNT:
        unit = question.bound.unit if question.bound is not None else None
    text = _POINTS.sub("多少", question.body) if points else question.body
    for pattern in _COMPARING if operation in COMPARED else _TAKEN.get(operation, ()):
        text = pattern.sub("", text)
    if operation is not Operation.VALUE:
        text = _DURATION.sub(GAP, text)
    return Measure(text, unit, operation, _AS_RATE.search(question.text) is not None)
