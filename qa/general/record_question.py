"""Questions over record tables: entities, years, fields and the operation among them.

Names are taken out first, then years, then fields, so that no part of one is taken for
another; the operation is judged by the words left over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.quantity import parse_figure
from qa.general.entities import Directory, Mention
from qa.general.fields import FieldIndex, Named, plain, unexplained
from qa.understanding.cues import Operation, asks_less, asks_lowest, find_operation
from qa.understanding.dates import GAP, take_years

_PLACES = re.compile(
    r"保留(?:到)?(?:小数点后|小数)?([一二两三四五六\d])位(?:小数)?|精确到小数点后([一二两三四五六\d])位"
)
_TOP = re.compile(r"(?:前|top)([一二两三四五六七八九十\d]{1,3})(?:名|家|位|的|大)?")
_NTH = re.compile(r"第([一二三四五六七八九十\d]{1,3})(?:名|位|高|大|多|低|少|小)?")
_SIGN = re.compile(r"为?(负|正)(?:数|值)?|(亏损)|[小大]于(?:零|0)")
_LIMIT = re.compile(
    r"(?P<more>超过|高于|大于|多于|不低于|不少于|至少|达到)?(?P<less>低于|小于|少于|不足|不到|不超过)?"
    r"(?P<figure>-?\d+(?:\.\d+)?)(?P<scale>[十百千万亿]*)(?P<unit>元|人|%|名|倍)?(?P<after>以上|以下)?"
)
_COUNT = re.compile(r"(?:多少|几)(?:家|个公司|个企业)|家数|有多少(?:公司|企业|上市公司)")
_WHICH = re.compile(r"哪(?:一|些|几)?(?:家|个)?(?:公司|企业|单位)|哪一?(?:家|个)")
_CHANGE = re.compile(r"(?:增长|增加|上升|提高|减少|下降|降低)了?(?:多少|几)(?!%|个百分点)")
_HIGHER = re.compile(r"更(?:高|低|多|少|大|小)|(?:谁|哪家|哪个|哪一家).{0,4}(?:高|低|多|少|大|小)")


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that is asked for: above (or below) a figure, inclusive or not."""

    above: bool
    inclusive: bool
    figure: str
    scale: str
    unit: str


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """What a question asks of the record tables."""

    text: str
    mentions: tuple[Mention, ...]
    years: tuple[int, ...]
    relative: tuple[int, ...]
    named: tuple[Named, ...]
    rest: str
    """What is left once all of these are taken out."""
    operation: Operation
    every: bool = False
    """Asked of every year held."""
    since: int | None = None
    """First of the years asked for, up to the latest held."""
    left: tuple[str, ...] = ()
    """Words nothing explains."""
    lowest: bool = False
    less: bool = False
    counts: bool = False
    """Asked how many entities."""
    limit: Limit | None = None
    top: int = 1
    nth: int | None = None
    digits: int | None = None
    """Decimals asked for."""
    scale: str | None = None
    """Unit asked for: 元, 万元 …"""


def parse_record_question(text: str, directory: Directory, fields: FieldIndex) -> RecordQuestion:
    """Return what `text` (simplified, lower case) asks."""
    masked = text
    # Years first hide behind blanks of their own length: names are found by place.
    hidden = re.sub(r"(?:19|20)\d\d(?!\d)年?度?", lambda m: GAP * len(m.group()), text)
    mentions = directory.find(hidden)
    for mention in mentions:
        masked = (
            masked[: mention.start] + GAP * (mention.end - mention.start) + masked[mention.end :]
        )
    times = take_years(masked)
    named, rest = fields.take(plain(times.body))
    asked = RecordQuestion(
        text,
        tuple(mentions),
        times.years,
        times.relative,
        tuple(named),
        rest,
        Operation.VALUE,
        every=times.every,
        since=times.since,
    )
    return _with_operation(asked)


def _with_operation(asked: RecordQuestion) -> RecordQuestion:
    rest, digits = _take(_PLACES, asked.rest)
    scale = re.search(r"(?:多少|几)([十百千万亿]*(?:元|人|名|%|股|家))", rest)
    rest = rest.replace(scale.group(), GAP) if scale else rest
    counts = bool(_COUNT.search(asked.rest))
    limit, nth, top = None, None, None
    if not asked.mentions:
        rest, nth = _take(_NTH, rest)
        rest, top = _take(_TOP, rest)
        rest, limit = _take_limit(rest)
        rest = _COUNT.sub(GAP, rest)
        rest = _WHICH.sub(GAP, rest)
    operation = find_operation(rest)
    if operation is Operation.VALUE and asked.mentions and _CHANGE.search(asked.rest):
        operation = Operation.DIFFERENCE
    if (nth or top) and not asked.mentions:
        operation = Operation.RANK
    if len(asked.mentions) > 1 and _HIGHER.search(rest):
        operation = Operation.RANK
    words = {operation.value, *(("count",) if counts or limit else ())}
    if len(asked.years) + len(asked.relative) > 1 or len(asked.mentions) > 1:
        words |= {"sub"}
    left = unexplained(rest, words)
    return replace(
        asked,
        rest=rest,
        operation=operation,
        left=tuple(left),
        lowest=asks_lowest(asked.rest) or bool(re.search(r"第.{1,3}(?:低|少|小)", asked.rest)),
        less=asks_less(asked.rest)
        or bool(re.search("(?:减少|下降|降低)了?(?:多少|几)", asked.rest)),
        counts=counts,
        limit=limit,
        top=top or 1,
        nth=nth,
        digits=digits,
        scale=scale[1] if scale else None,
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, int | None]:
    match = pattern.search(text)
    if match is None:
        return text, None
    figure = parse_figure(next(group for group in match.groups() if group))
    return pattern.sub(GAP, text, count=1), None if figure is None else int(figure)


def _take_limit(text: str) -> tuple[str, Limit | None]:
    sign = _SIGN.search(text)
    if sign is not None:
        below = sign[1] == "负" or sign[2] is not None or "小于" in sign.group()
        return _SIGN.sub(GAP, text, count=1), Limit(
            not below, inclusive=False, figure="0", scale="", unit=""
        )
    for match in _LIMIT.finditer(text):
        more = match["more"] or match["after"] == "以上"
        less = match["less"] or match["after"] == "以下"
        if bool(more) == bool(less):
            continue
        words = f"{match['more'] or ''}{match['less'] or ''}{match['after'] or ''}"
        inclusive = bool(re.search("不低于|不少于|至少|达到|不超过|以上|以下", words))
        limit = Limit(bool(more), inclusive, match["figure"], match["scale"], match["unit"] or "")
        return text[: match.start()] + GAP + text[match.end() :], limit
    return text, None
