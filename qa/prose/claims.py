"""Claims: whether a clause tells of its figure what the question asks of it.

That every word is found near a figure does not make it the answer: it may count
another thing, tell a change instead of a stock, a plan instead of what was done, a
mean instead of a total, or what was before instead of what is. Each such difference
rules a figure out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.quantity import scaled, units
from corpus.report import Fact
from corpus.terms import bare, is_word, tag
from qa.prose.clauses import Clause
from qa.prose.nouns import NOUN, leading_noun, trailing_noun
from qa.prose.opposites import is_opposite
from qa.understanding.dates import GAP
from qa.understanding.lexicon import Lexicon

_NEGATION = re.compile(
    r"没有|没|未|不(?!动产|同|断|少于|低于|超过|定期|力|到位|规范|及时|合格|完善|准确|畅|明显|平衡|良|好|实|文明|见面)"
    r"|非(?!税|遗|公|机动)|除(?!险|尘|夕|法)|以外|之外|无(?!线|人|力|效|障碍|锡|纸)"
)
_CHANGES = {
    "增": r"新增|增设|净增|增加|增长|增幅|增速|上升|提高|提升|扩大|(?<!最)多|增|升|涨|(?<!最)高",
    "减": r"减少|下降|降低|降幅|精简|压减|压缩|缩短|缩减|减幅|(?<!最)少|减|降|(?<!最)低",
}
_CHANGE = re.compile(rf"(?:{'|'.join(_CHANGES.values())})(?:了|约|近|达)?$")
_OPENS_CHANGE = re.compile(r"(?:新增|增设|净增)")
_ASKS_CHANGE = re.compile(
    rf"(?P<word>{'|'.join(_CHANGES.values())})(?:了|的)?(?:多少|几|幅度|比例|率|百分)|同比|增幅|增速|降幅"
)
_MAY_CHANGE = re.compile(
    r"新(?!闻|媒体|型|冠|时代|条例)|精简|压缩|压减|缩|升|降|提高|扩|涨|延长|增|减|同比|比|多(?!少)|(?<!多)少|差"
)
_PLANNED = re.compile(r"力争|计划(?!生育|单列)|争取|预计|拟(?!定|订|制|稿)")
_ASKS_PLAN = re.compile(r"计划|力争|目标|打算|拟|预计|争取|下一步|将|明年|今后|任务|要求|每")
_EACH = (
    (re.compile(r"[日月年周人户场期单]均"), re.compile(r"均|每")),
    (re.compile(r"每[日天月周年人户家个件场期季]"), re.compile(r"每|均")),
    (re.compile(r"单[场条篇次期日个件]"), re.compile(r"单|最|每")),
    (re.compile(r"最[高低多少长短大小]|峰值"), re.compile(r"最|单|峰")),
    (re.compile(r"首[次批期轮]"), re.compile(r"首|第一|初")),
)
_MEAN = re.compile(r"平均|[日月年周人户场期]均|每[日天月周人户家个件场期]")
# Units in which a mean is what people ask for without saying so.
_ORDINARY = frozenset({"天", "日", "个工作日", "工作日", "分", "%", "％", "小时", "分钟", "秒"})
_LINKING = frozenset({"涉及", "达到", "包括", "共有", "合计", "共计", "总计", "累计"})
_JOINED = re.compile(r"([\u3400-\u9fff]{2})[和与及]([\u3400-\u9fff]{2})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a figure."""

    text: str
    unit: str | None
    head: str | None
    """What is counted: the word next to 多少, a thing or what was done to it."""
    thing: bool
    """Whether that word is a noun."""
    verb: str | None
    """What was done, where the thing counted stands behind 多少: “采纳了多少条意见”."""
    former: bool
    """Asked what was before, not what is."""


def read_asked(text: str, unit: str | None, lexicon: Lexicon, former: bool = False) -> Asked:
    """Return what `text`, a question's body, asks of a figure in `unit`."""
    head, thing, verb = _head(text, lexicon)
    return Asked(text, unit, head, thing, verb, former)


def holds(asked: Asked, fact: Fact, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether nothing in the clause of `fact` makes it another figure than asked for."""
    return (
        clause.former == asked.former
        and _same_polarity(asked, clause)
        and _same_change(asked, clause)
        and _as_done(asked, clause)
        and _same_extent(asked, fact, clause)
        and not _one_of_two(asked, clause)
        and not is_opposite(asked.text, clause)
        and _counts(asked, fact, clause, lexicon)
    )


def _same_polarity(asked: Asked, clause: Clause) -> bool:
    """Tell whether question and clause agree in negation (“不满一年”, “没有采纳”)."""
    text = re.sub(r"有没有|是不是|有无|能不能|会不会", "", asked.text)
    tail = re.split("[并且而但]", clause.tail)[0]
    return bool(_NEGATION.search(text)) == bool(_NEGATION.search(f"{clause.lead}…{tail}"))


def _same_change(asked: Asked, clause: Clause) -> bool:
    """Tell whether both speak of a change, in one direction, or both of a stock."""
    tells = _CHANGE.search(clause.lead)
    changed = bool(tells or _OPENS_CHANGE.match(clause.lead))
    wanted = _ASKS_CHANGE.search(asked.text)
    if wanted is None:
        return not changed or bool(_MAY_CHANGE.search(asked.text.replace("多少", "")))
    if not changed:
        return False
    word = wanted["word"] or ""
    return not (tells and word) or _direction(word) == _direction(tells.group())


def _direction(word: str) -> str:
    return next(way for way, words in _CHANGES.items() if re.match(words, word))


def _as_done(asked: Asked, clause: Clause) -> bool:
    """Tell whether a plan is told only to who asks for one."""
    return not _PLANNED.search(clause.lead) or bool(_ASKS_PLAN.search(asked.text))


def _same_extent(asked: Asked, fact: Fact, clause: Clause) -> bool:
    """Tell whether a mean, an extreme or a single case is told only to who asks for it."""
    for told, wanted in _EACH:
        if told.search(clause.lead) and not wanted.search(asked.text):
            return False
    mean = "平均" in clause.lead and fact.unit not in _ORDINARY
    if mean and not _MEAN.search(asked.text):
        return False
    return not _MEAN.search(asked.text) or bool(_MEAN.search(clause.lead + clause.before))


def _one_of_two(asked: Asked, clause: Clause) -> bool:
    """Tell whether of two things asked for together a figure beside tells the other."""
    if (joined := _JOINED.search(asked.text)) is None:
        return False
    said = [bare(lead + tail) for lead, tail, _ in clause.rivals]
    earlier = any(joined[1] in each and joined[2] not in each for each in said)
    return joined[2] in bare(clause.later) or (earlier and joined[1] not in clause.own)


def _counts(asked: Asked, fact: Fact, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether the figure counts what is asked for."""
    head = asked.head
    if head is None:
        return True
    names = lexicon.alternatives(head)
    if len(head) >= 4 and head in clause.sentence:
        names |= {head[-2:]}
    if len(head) >= 3 and head[-1] in "量数" and is_word(head[:-1]):
        names |= lexicon.alternatives(head[:-1])
    if asked.thing and asked.unit is not None and _differs(asked.unit, fact.unit):
        # In another unit only the very thing: “几个街道” is not what 街道 published, in 条.
        return _named(names, counted(clause))
    if asked.thing and clause.tail and not _named(names, bare(clause.lead)):
        first = bare(leading_noun(clause.tail))
        if first and not _named(names, first):
            return False  # “20项服务集中到专区” counts no 专区
    nouns = _nouns(clause.lead) + _nouns(leading_noun(clause.tail))
    if asked.verb is not None:
        verbs = lexicon.alternatives(asked.verb)
        told = _named(verbs, clause.own)
        if not told and _verbs(clause.lead + clause.tail):
            return False  # “关停了多少个” is not how many were 监管
        nouns = [noun for noun in nouns if not (told and noun in verbs)]
    if head in lexicon.hollow:
        return not _narrower(asked, clause, nouns, lexicon)
    if _named(names, clause.own):
        return not (head in lexicon.broad and _narrower(asked, clause, nouns, lexicon))
    # “延伸到社区，年末建成57个”: what is counted stands in the clause before.
    return not nouns and _named(names, bare(clause.before))


def _narrower(asked: Asked, clause: Clause, nouns: Collection[str], lexicon: Lexicon) -> bool:
    """Tell whether a clause speaks of things the question names none of.

    “部门公开了多少信息” is not answered by “公开财政信息320条”.
    """
    words = [word for word, _ in tag(asked.text) if word != asked.head]
    if any(_weighs(word, lexicon) and stands_in(word, clause.own) for word in words):
        return False
    weighty = [noun for noun in nouns if noun != asked.head and _weighs(noun, lexicon)]
    text = bare(asked.text)
    return bool(weighty) and not any(
        other in text for noun in weighty for other in lexicon.alternatives(noun)
    )


def _weighs(word: str, lexicon: Lexicon) -> bool:
    plain = lexicon.light | lexicon.own | lexicon.generic | lexicon.passed | lexicon.function
    return len(word) > 1 and word not in plain


def only_listed(word: str, printed: str, question: str) -> bool:
    """Tell whether `word` stands in `printed` only as one of several things listed.

    In “投诉、举报和建议53条” the figure is not that of 投诉 alone. A list the question
    names another member of is asked about as a whole.
    """
    places = [match.span() for match in re.finditer(re.escape(word), printed)]
    if not places or f"{word}等" in question:
        return False
    for start, end in places:
        before, after = printed[:start], printed[end:]
        behind = re.match(r"(?:、|[和及与](?=[^，。；、]))([^，。；、\d]{2,12})", after)
        ahead = re.search(
            r"(?:^|[，。；、：])([^，。；、\d]{2,16})(?:、[^，。；、\d]{0,4}|[和及与])$", before
        )
        if ahead and before[-1:] in "和及与" and not re.match(r"[，。；、等\d（]|$", after):
            ahead = None  # “监管和检查执法信息”: the word is part of a longer one
        others = [bare(m[1]) for m in (behind, ahead) if m is not None]
        if not others or any(o[i : i + 2] in question for o in others for i in range(len(o) - 1)):
            return False
    return True


def _differs(asked: str, unit: str | None, people: tuple[str, ...] = ("人", "名", "位")) -> bool:
    wanted, printed = (scaled(Decimal(1), u)[1] or "" for u in (asked, unit))
    return wanted != printed and not (wanted.startswith(people) and printed.startswith(people))


def _named(names: Collection[str], text: str) -> bool:
    return any(stands_in(name, text) for name in names)


def stands_in(word: str, text: str) -> bool:
    """Tell whether `word` stands in `text`; a number only as a whole number."""
    if word.isascii():
        return re.search(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", text) is not None
    return word in text


def is_elided(clause: Clause) -> bool:
    """Tell whether a figure's own stretch leaves out what is counted (“采纳178条”)."""
    return not (_nouns(clause.lead) or leading_noun(clause.tail))


def counted(clause: Clause) -> str:
    """Return the noun next to a figure: behind its unit, else the last one before it."""
    return bare(
        leading_noun(clause.tail) or trailing_noun(clause.lead) or "".join(_nouns(clause.lead)[-1:])
    )


def _nouns(text: str) -> list[str]:
    return [word for word, flag in tag(text) if flag.startswith(NOUN) and not word[0].isdigit()]


def _verbs(text: str) -> list[str]:
    told = [w for w, flag in tag(text) if flag[0] == "v" and flag != "vn" and w not in _LINKING]
    return [word for word in told if len(word) > 1]


@cache
def _asked_pattern() -> re.Pattern[str]:
    measures = "|".join(re.escape(u) for u in sorted(units(), key=len, reverse=True))
    return re.compile(rf"(?:多少|(?<![哪这那])几|若干)[十百千万亿]*(?:{measures})?")


def _head(text: str, lexicon: Lexicon) -> tuple[str | None, bool, str | None]:
    """Return the word that says what is counted, whether it is a noun, and the verb.

    “几家单位” counts 单位, “发现问题多少个” 问题, “政策解读发布了多少条” 发布.
    """
    match = _asked_pattern().search(text)
    if match is None:
        return None, False, None
    nouns: list[str] = []
    for word, flag in tag(re.split("[，,。；;？?]", text[match.end() :])[0].lstrip("的了" + GAP)):
        if not flag.startswith(NOUN):
            if not nouns and flag.startswith("v") and word not in lexicon.generic:
                return word, False, None  # “多少人关注”
            break
        nouns.append(word)
    words = [(w, f) for w, f in tag(text[: match.start()]) if w not in lexicon.own]
    passed = lexicon.passed | lexicon.generic
    while words and (words[-1][0] in passed or not bare(words[-1][0])):
        words.pop()
    word, flag = words[-1] if words else ("", "")
    if nouns:
        weighty = [each for each in nouns if each not in lexicon.hollow]
        known = flag.startswith("v") and word not in lexicon.generic
        return (weighty or nouns)[-1], True, word if known else None
    return word or None, flag.startswith(NOUN), None
