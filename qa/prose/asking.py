"""Asking: the part of a question that a sentence must account for.

People say a thing twice (“钱袋子，也就是财政信息”), say what is to be left out (“不要算区里
自己接的”) or that all of it is meant (“市里转来的和自己受理的都算上”). Each is taken out of the
text that is matched, and kept as what the figure must be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.terms import tag
from qa.understanding.cues import Operation, asked_unit
from qa.understanding.dates import GAP
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.segments import cover, passing

_ASKS = re.compile(r"多少|(?<![哪这那])几|什么|哪|率|数量|[吗呢]")
_SAME = re.compile(
    r"(?:^|(?<=[，,。；？?]))(?P<said>[^，,。；？?]{1,16})[，,]?"
    r"(?:也就是说|也就是|也即|亦即|就是指|就是说|指的就是|指的是|说的是|就是|即)"
    r"(?=[^，,。；？?]{2})"
)
_APART = re.compile(
    r"[，,。；？?（(]?(?:并?不要?(?:算|计)(?:上|入|进)?|别算|不含|不包括|不包含|不计|除开|除去|除掉)"
    r"[^，,。；？?）)]+[）)]?"
)
_ALL = re.compile(
    r"[，,。；？?]?[^，,。；？?]*?(?:都算上|都算进去|都算在内|都算|全算上|全算|算在一起|都包括|全包括|通通算)[^，,。；？?]*"
)
_RATE_OF = re.compile(r"([\u3400-\u9fff]{2})(?:了)?的(?:比例|比率|百分比|百分率)")
_COUNTS = re.compile(r"(?:多少|(?<![哪这那])几多?)[^，,。；？?]*")
_ELLIPSIS = re.compile(r"的?呢[？?]?$")
_PARTICLE = re.compile(r"[哈啊呀呐哦喔呗啦哩嘞哟]+(?=$|[，,。；？?！!])")
_LARGE = re.compile(r"(?:多少|几)[万亿](?![元块])")
_MONEY = re.compile(r"钱|元|金额|资金|费|款|投资|收入|支出")

_KEPT = frozenset({"也就是说", "就是说", "指的是", "说的是", "指的就是", "就是", "各自", "分头"})
"""Asides that say what the words before them mean."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A question as a sentence must account for it."""

    question: Question
    whole: bool = False
    """Asked for a total whose parts the question names."""
    apart: bool = False
    """Asked for a part, another one being named to be left out."""


def read_plainly(question: Question, lexicon: Lexicon) -> Plain:
    """Return `question` with what is said twice, left out or all counted in taken out."""
    question = completed(question)
    body = _PARTICLE.sub("", _without_asides(question.body, lexicon)).replace("多少钱", "多少元")
    said = _SAME.search(body)
    if said is not None and not _ASKS.search(said["said"]):
        body = body[: said.start()] + body[said.end() :]
    apart = _APART.search(body)
    if apart is not None and _ASKS.search(body[: apart.start()] + body[apart.end() :]):
        body = body[: apart.start()] + GAP + body[apart.end() :]
    whole = _ALL.search(body)
    if whole is not None and _ASKS.search(body[: whole.start()] + body[whole.end() :]):
        body = body[: whole.start()] + GAP + body[whole.end() :]
    unit, operation = question.unit, question.operation
    if operation is Operation.SHARE and "占" not in body and (rate := _RATE_OF.search(body)):
        body, operation = f"{body[: rate.start()]}{rate[1]}率{body[rate.end() :]}", Operation.VALUE
    if unit == "元" and _LARGE.search(question.text) and not _MONEY.search(question.text):
        unit = None  # “关注的人有多少万” asks for no money
        body = _LARGE.sub("多少", body)
    plain = replace(question, body=body, unit=unit, operation=operation)
    return Plain(plain, whole is not None, apart is not None)


def completed(question: Question) -> Question:
    """Return a question that leaves unsaid what is counted with what the one before counted.

    “镇街道的呢” after “区直单位发了多少条信息” is “镇街道发了多少条信息”.
    """
    before = question.context[-1] if question.context else ""
    asked = _COUNTS.search(before)
    if question.numeric or asked is None or not _ELLIPSIS.search(question.body):
        return question
    verbs = ""
    for word, flag in reversed(tag(before[: asked.start()])):
        if not flag.startswith(("v", "u", "d")):
            break
        verbs = word + verbs
    body = _ELLIPSIS.sub("", question.body) + verbs + asked.group()
    return replace(question, body=body, unit=asked_unit(before), numeric=True)


def _without_asides(body: str, lexicon: Lexicon) -> str:
    """Return `body` with gaps for what never changes which figure is asked for."""
    for piece in cover(body, passing(lexicon.weightless())):
        if len(piece.text) > 1 and piece.text in lexicon.asides - _KEPT:
            stop = piece.start + len(piece.text)
            body = body[: piece.start] + GAP * len(piece.text) + body[stop:]
    return body
