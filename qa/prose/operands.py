"""Several figures of one report's running text, named side by side: their sum, or the most.

“区政府办公室、区直单位、镇街道发布的信息加起来多少条”: each of what is listed is asked for
with what is said of all of them. One that is not found leaves the whole without an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.report import Fact
from corpus.terms import word_boundaries
from qa.answer import Kind, Status
from qa.arithmetic import Term, add
from qa.draft import Draft
from qa.prose.arithmetic import Matcher, is_whole_of
from qa.rendering.wording import fact_to_label, figure, place, when_and_who
from qa.statutory.numbers import computed, fact_to_value
from qa.understanding.dates import GAP
from qa.understanding.question import Question

_SUMMED = re.compile(
    r"加起来|合起来|加在一起|加一块儿?|之和|总和|相加|一共|总共|合计|共计|总计|累计|两项|两者|共"
)
_RANKED = re.compile(
    r"(?:是|属)?(?:谁|哪(?:[一几两三个家里边些种类]{0,2})(?:单位|地方|部门|渠道|方式)?)"
    r"|[最更较][多少高低大小]|数量|排名|第一"
)
_AND = re.compile(r"加上|以及|和|与|及|跟|加|、")
_LIST = re.compile(rf"(?:[^，,；;。、？?{GAP}]{{1,14}}、)+[^，,；;。、？?{GAP}]{{1,16}}")
_TOGETHER = re.compile(
    r"(?:这|那)?[两二三四五六七八九](?:家|个|项|类|者|方|种|部分|块)(?:单位|部门|渠道|方式|途径|里面?)?"
)
_PREDICATE = re.compile(r"(?:多少|几).*$")
MAX_OPERANDS = 8
"""Most things listed; a longer list is no question for a sum."""
Asking = Callable[[str], str]


def lists_operands(question: Question) -> bool:
    """Tell whether several things are listed of which the total is asked for."""
    return bool(_LIST.search(question.body) and _SUMMED.search(question.body))


def sum_of_figures(question: Question, match: Matcher) -> Draft | None:
    """Return the sum of the figures named, None unless all of them are found.

    “民意征集和网上调查一共多少期”: the predicate serves all that is named.
    """
    body = _SUMMED.sub("", question.body)
    tail = _PREDICATE.search(body)
    if tail is None:
        return None
    found = _operands(body[: tail.start()], tail.group(), question, match)
    if found is None:
        return None
    terms = [Term((fact,), fact_to_label(fact)) for fact in found]
    result = add(terms)
    if result is None:
        return None
    first = found[0]
    label = "＋".join(term.label for term in terms)
    named = "、".join(term.label for term in terms)
    head = when_and_who(first.year, first.issuer)
    text = f"{head}：{named}合计{figure(result.value, result.unit)}。"
    return computed(result, text, place(first.year, first.issuer, label))


def rank_of_figures(question: Question, match: Matcher) -> Draft | None:
    """Return which of the things listed has the most or least, None unless all are found."""
    if _LIST.search(question.body) is None:
        return None
    found = _operands(_RANKED.sub("", question.body), "", question, match)
    if found is None or len({fact.unit for fact in found}) > 1:
        return None
    ranked = sorted(found, key=lambda fact: fact.value or 0, reverse=not question.lowest)
    best = [fact for fact in ranked if fact.value == ranked[0].value]
    rest = ranked[len(best) :]
    word = "最少" if question.lowest else "最多"
    names = "、".join(fact_to_label(fact) for fact in best)
    head = when_and_who(best[0].year, best[0].issuer)
    text = f"{head}：{word}的是{names}，{_amount(best[0])}"
    text += "".join(f"；{fact_to_label(fact)}{_amount(fact)}" for fact in rest) + "。"
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        place(best[0].year, best[0].issuer, f"{'、'.join(map(fact_to_label, found))} › {word}"),
        (text,),
        tuple(fact_to_value(fact) for fact in ranked),
        tuple(ranked),
    )


def _amount(fact: Fact) -> str:
    return figure(fact.value, fact.unit, fact.qualifier)


def _operands(text: str, tail: str, question: Question, match: Matcher) -> list[Fact] | None:
    """Return the figure of each thing listed in `text`, all of one report and kind."""
    for pieces in _readings(text, tail):
        found = _each(pieces, question, match)
        if found is not None:
            return found
    return None


def _readings(text: str, tail: str) -> Iterator[list[str]]:
    """Return the ways to read a list: what is said of all may stand behind or before it."""
    plain = [piece for piece in _AND.split(text) if piece.strip(GAP)]
    if 1 < len(plain) <= MAX_OPERANDS:
        yield [piece + tail for piece in plain]
    listed = _LIST.search(text)
    items = _AND.split(listed.group() if listed else text)
    if not 1 < len(items) <= MAX_OPERANDS:
        return
    before, after = (text[: listed.start()], text[listed.end() :]) if listed else ("", "")
    together = _TOGETHER.search(items[-1])
    if together is not None:
        shared = items[-1][together.end() :]
        items[-1] = items[-1][: together.start()]
        yield [before + item + shared + after + tail for item in items]
    last = items[-1]
    for cut in sorted(word_boundaries(last)):
        if 1 < cut <= len(last):
            yield [before + item + last[cut:] + after + tail for item in (*items[:-1], last[:cut])]


def _each(pieces: Sequence[str], question: Question, match: Matcher) -> list[Fact] | None:
    found = []
    for piece in pieces:
        matches = match(piece, question.unit)
        if not matches or any(m.fact.value != matches[0].fact.value for m in matches):
            return None
        if matches[0].fact not in found:
            found.append(matches[0].fact)  # “乡镇和街道公开523条”: one figure of both
    if len(found) < 2:
        return None
    same = {(fact.report, fact.year, fact.unit) for fact in found}
    if len(same) > 1 or any(
        is_whole_of(one, [one, other]) for one in found for other in found if one is not other
    ):
        return None
    return found
