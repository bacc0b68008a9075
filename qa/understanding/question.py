"""Text to `Question`: years, issuers, unit, operation, and the words that remain.

What is recognised is taken out of `body`, so that everything left in it must be
explained by an indicator or a clause before a figure may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.errors import QuestionError
from corpus.terms import simplify, word_boundaries
from qa.understanding.conditions import (
    Bound,
    Polarity,
    find_axis,
    find_nth,
    find_polarity,
    find_top,
    take_bound,
    take_level,
    take_members,
)
from qa.understanding.cues import (
    Operation,
    asked_unit,
    asks_less,
    asks_lowest,
    find_operation,
    is_about_text,
    is_opinion,
    is_reason,
    wants_number,
)
from qa.understanding.dates import GAP, name_carried, take_years
from qa.understanding.levels import ANY

MAX_LENGTH = 500
_MASK = "\x01"


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
    span: bool = False
    """Whether the years are told by their first and last."""
    since: int | None = None
    """First year of an open span: 2019 for “2019年以来”."""
    every: bool = False
    """Asked of every year held: 历年."""
    level: str | None = None
    """Issuers of this level are asked about: 县 for “全市各区”."""
    members: int | None = None
    """How many of that level are spoken of: 3 for “三个区”."""
    bound: Bound | None = None
    polarity: Polarity | None = None
    top: int | None = None
    nth: int | None = None
    axis: str | None = None
    """A ranking within one table, along its columns, rows or reasons."""
    context: tuple[str, ...] = ()
    """`body` of the questions before, oldest first, whose headings this one leaves unsaid."""
    elliptic: bool = False
    """Whether it leaves headings unsaid: “商业企业呢”."""
    carried: tuple[str, ...] = ()
    """What was taken over from the question before, in words."""


_OVER_MEMBERS = (Operation.RANK, Operation.SUM, Operation.MEAN, Operation.COUNT, Operation.TREND)
_PREMISE = re.compile(
    r"(?<!第)(?:\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九]?(?:[一二两三四五六七八九]?[十百千万])+)\s*(?:余|多|来)?\s*(?:万|亿)?(?:件|条|人次|人|项|起|家|个|元|次|%|份|篇|期|场)"
)
_ORDINAL = re.compile(
    r"(?<![一二三四五六七八九十])[一二三四五六七八九十]、|（[一二三四五六七八九十]）|(?<!\d)\d[.．](?!\d)"
)
_SHARE_AGAINST = re.compile("(?<=占比)比|(?<=比例)比|(?<=比重)比")
"""“占比比上年高”: the second 比 compares."""
_ALTERNATIVE = re.compile(r"([\u3400-\u9fff]{1,2})不\1")
_COURTESY = re.compile(
    r"打扰|不好意思|麻烦|烦请|劳驾|请教|谢谢|感谢|论文|作业|我是|我在|我们在|写稿|报道|记者|律师你好|急用|求助"
    r"|告诉我|告知|帮忙|帮我|您好|你好|想请问|翻了|看了|读了|查了"
)
_ASKS = re.compile(r"多少|几|哪|什么|吗|呢|怎|谁|为何|何|是否|率|数|占|[？?]|称|总计|合计")
_OURS = re.compile(
    r"(?<![\u3400-\u9fff])(?:我|本|咱|咱们|我们)(?=[市区县][\u3400-\u9fff]{1,8}?[局委厅办部])"
)
_BELOW = re.compile(r"[省市区县镇乡]$")
_LEVELS = "省市区县旗州盟镇乡"
_LEVEL_AFTER = re.compile(
    r"[市区县](?![域间级场民容直政委]|政府|人民|教育|卫|住|财|交|民政|公安|发改|城管|审计|应急|水|农|文|统计|司法|医)"
)
_BODY = re.compile(r"^[^省市区县]*(?:局|委员会|委|厅|办|部|中心)$")
_PART = re.compile(r"第([一二三四五六七八九])(?:个)?(?:部分|大项|大部分|章)(?:里|中)?")


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
    typed = "".join(simplify(original).split()).replace("其它", "其他")
    plain = _ALTERNATIVE.sub(r"\1", typed)
    if not re.search(r"[\u3400-\u9fff]{2}|[a-z]{2}", plain):
        raise QuestionError(
            "没有看到可以查询的内容，请用一句话提问，例如“2020年收到多少件申请？”。"
        )
    masked, titles = _mask_titles(plain)
    part = _PART.search(masked)
    masked, implied = name_carried(_without_courtesies(_PART.sub(GAP, masked)))
    times = take_years(masked)
    years = tuple(dict.fromkeys((*times.years, *implied)))
    body, named = _take_issuers(times.body, issuers)
    unit = asked_unit(plain)
    body, bound = take_bound(_SHARE_AGAINST.sub(GAP, body))
    across = times.span or times.every or len(years) + len(times.relative) > 1
    operation = find_operation(plain, bounded=bound is not None, across=across)
    members = None
    body, level = take_level(body)
    if level is None or level == ANY:
        level_of_all, counted = level, operation in _OVER_MEMBERS
        body, level, members = take_members(body) if counted else (body, None, None)
        level = level or level_of_all
    body, premises = _take_premises(body)
    body = _unmask_titles(_ORDINAL.sub(GAP, body), titles)
    return Question(
        original=original,
        text=plain,
        body=body,
        years=years,
        relative=times.relative,
        issuers=named,
        unit=unit,
        numeric=wants_number(plain, operation),
        operation=operation,
        lowest=asks_lowest(plain),
        less=asks_less(plain),
        opinion=is_opinion(typed),
        part=part[1] if part else None,
        in_text=is_about_text(plain),
        reason=is_reason(plain),
        premises=premises,
        span=times.span,
        since=times.since,
        every=times.every,
        level=level,
        members=members,
        bound=bound,
        polarity=find_polarity(typed),
        top=find_top(plain),
        nth=find_nth(plain),
        axis=find_axis(plain) if operation is Operation.RANK else None,
    )


def _take_issuers(
    body: str, issuers: Sequence[tuple[str, Sequence[str]]]
) -> tuple[str, tuple[str, ...]]:
    """Take the longest names of known issuers out of `body`."""
    # 我市卫健委 is 市卫健委.
    body = re.sub(
        r"(?<![\u3400-\u9fff])(?:我|本|咱|咱们|我们)(?=[市区县][\u3400-\u9fff]{1,8}?[局委厅办部])",
        GAP,
        body,
    )
    aliases = sorted(
        ((simplify(alias), name) for name, words in issuers for alias in words),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
    named: dict[str, int] = {}
    taken: set[int] = set()
    for alias, name in aliases:
        position = body.find(alias)
        while position >= 0:
            # 北渚区住建局 and 区住建局 are bodies of the district, not another 住建局.
            within = position - 1 in taken or _BELOW.search(body[:position]) is not None
            if within and _BODY.search(alias) is not None:
                position = body.find(alias, position + 1)
                continue
            if position in word_boundaries(body) and not _other_level(body, position, alias):
                named.setdefault(name, position)
                taken.update(range(position, position + len(alias)))
                body = body[:position] + GAP * len(alias) + body[position + len(alias) :]
            position = body.find(alias, position + 1)
    body = re.sub(rf"{GAP}+(?:人民政府|政府(?!信息|网|采购|集中|服务|门户|办公室|规章))", GAP, body)
    return body, tuple(sorted(named, key=lambda name: named[name]))


def _other_level(body: str, position: int, alias: str) -> bool:
    """Tell whether a short name goes on as another place: 望川县 is not 望川区."""
    after = body[position + len(alias) :]
    return alias[-1] not in _LEVELS and _LEVEL_AFTER.match(after) is not None


def _without_courtesies(text: str) -> str:
    """Drop clauses that only address the reader (“我是记者，请帮忙查一下，…”)."""
    clauses = re.split(r"([，,。；;！!：:])", text)
    kept = [
        clause for clause in clauses if not (_COURTESY.search(clause) and not _ASKS.search(clause))
    ]
    return "".join(kept) if _ASKS.search("".join(kept)) else text


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
