"""Comparable figures: whether the clauses of several reports tell of the same thing.

A figure of one report may be set against that of another only if both are of one
dimension and no word restricts one and not the other: “网站公开3120条” is no measure of the
“公开4389条” of another year. What a print leaves inexact (万, 余, 约) stays inexact.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from corpus.quantity import scaled
from corpus.report import Fact
from corpus.terms import bare, tag
from qa.prose.clauses import fact_to_clause
from qa.prose.nouns import trailing_noun
from qa.prose.selection import content_words
from qa.prose.units import COUNTED
from qa.understanding.lexicon import Lexicon

MIN_SHARED = Decimal("0.34")
"""Share of the nouns before two figures that must agree where their own clauses name nothing."""
_PERCENT = frozenset({"%", "％"})
_LOWER = frozenset({"余", "多", "以上", "超", "超过", "逾", "突破", "不少于", "不低于", "至少"})
_UPPER = frozenset({"近", "将近", "接近", "不足", "以下", "以内", "不超过", "最多"})
_ABOUT = frozenset({"约", "大约", "左右", "上下"})
_NOUN = ("n", "vn", "j", "l", "eng")
_NAME = re.compile("“[^“”]+”")
_RUNNING = re.compile(
    r"[\d.、（）()]+|^(?:通过|经由?|由|在|从|向)|(?:增加|增长|上升|提高|增|升|达)[到至]$"
)


def unit_to_dimension(unit: str | None) -> str:
    """Return what `unit` measures, its multiple left out; things counted are of one kind.

    >>> unit_to_dimension("万人"), unit_to_dimension("篇") == unit_to_dimension("件")
    ('人', True)
    """
    base = scaled(Decimal(1), unit)[1] or ""
    if base in COUNTED:
        return "件"
    return "%" if base in _PERCENT else base


def unit_to_multiple(unit: str | None) -> Decimal:
    """Return how many of its base a unit is: 10000 for 万人."""
    return scaled(Decimal(1), unit)[0]


def in_base(fact: Fact) -> Fact:
    """Return `fact` in the base of its unit: 2.4万人 as 24000人."""
    if fact.value is None or unit_to_multiple(fact.unit) == 1:
        return fact
    value, unit = scaled(fact.value, fact.unit)
    return replace(fact, value=Decimal(format(value.normalize(), "f")), unit=unit)


def comparable(facts: Sequence[Fact], text: str, lexicon: Lexicon) -> bool:
    """Tell whether the clauses of `facts` are restricted by the same words beside `text`."""
    asked = content_words(text, lexicon)
    names = set.intersection(*(set(_NAME.findall(fact_to_clause(fact).lead)) for fact in facts))
    told = [(fact, restrictions(fact, asked, lexicon, names), _said(fact)) for fact in facts]
    return all(
        _covered(words, other_said, lexicon)
        and _covered(other_words, said, lexicon)
        and _same_context(fact, other, asked, lexicon)
        for (fact, words, said), (other, other_words, other_said) in combinations(told, 2)
    )


def restrictions(
    fact: Fact, asked: Sequence[str], lexicon: Lexicon, names: Collection[str] = ()
) -> frozenset[str]:
    """Return the words of a figure's own clause that say more than `asked` does.

    What stands in apposition to one of `names` (“政务微信公众号“望川微讯””) restricts nothing.
    """
    text = bare(fact_to_clause(fact).own)
    for name in names:
        before = fact_to_clause(fact).lead.split(name)[0]
        text = text.replace(bare(trailing_noun(before) + name), " ")
    known = {other for word in asked for other in lexicon.alternatives(word) if len(other) > 1}
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, " ")
    return frozenset(
        word
        for piece in text.split()
        for word, flag in tag(_RUNNING.sub("", piece))
        if len(word) > 1
        and _weighs(word, lexicon)
        and word not in (fact.issuer or "")
        and flag[0] not in "pdcur"
        and not (flag.startswith("v") and lexicon.alternatives(word) & lexicon.light)
    )


def _said(fact: Fact) -> str:
    clause = fact_to_clause(fact)
    return bare(clause.inherited) + bare(clause.own)


def _weighs(word: str, lexicon: Lexicon) -> bool:
    plain = lexicon.light | lexicon.own | lexicon.generic | lexicon.passed | lexicon.function
    return word not in plain


def _covered(words: frozenset[str], other: str, lexicon: Lexicon) -> bool:
    return all(any(name in other for name in lexicon.alternatives(word)) for word in words)


def _same_context(one: Fact, other: Fact, asked: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether rates and elided figures are said of the same thing.

    In “按时办结率99.2%” the clauses before tell of what; they must share it.
    """
    clauses = [fact_to_clause(fact) for fact in (one, other)]
    if not all(fact.unit in _PERCENT for fact in (one, other)):
        return True
    inherited = [bare(clause.inherited) for clause in clauses]
    for word in asked:
        names = lexicon.alternatives(word)
        own = all(any(name in bare(clause.own) for name in names) for clause in clauses)
        if not own and all(any(name in text for name in names) for text in inherited):
            return True  # the question itself names what both are said of
    nouns = [_nouns(text, lexicon) for text in inherited]
    if not all(nouns):
        return True
    shared = len(nouns[0] & nouns[1])
    return Decimal(shared) / min(len(nouns[0]), len(nouns[1])) >= MIN_SHARED


def _nouns(text: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(
        word
        for word, flag in tag(text)
        if flag.startswith(("n", "vn", "j", "l", "eng"))
        and len(word) > 1
        and _weighs(word, lexicon)
    )


def inexact(fact: Fact) -> bool:
    """Tell whether the print itself calls the figure an approximate one (余, 约)."""
    return bool(fact.qualifier)


def bounds(fact: Fact) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest figure, in base units, the print may stand for."""
    value = fact.value or Decimal(0)
    multiple = unit_to_multiple(fact.unit)
    # The last digit that is not zero: 1450余 is less than 1460.
    exponent = (
        value.normalize().as_tuple().exponent if fact.qualifier else value.as_tuple().exponent
    )
    last = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    if multiple == 1 and not fact.qualifier:
        return value, value
    below = above = last / 2 if not fact.qualifier else Decimal(0)
    if fact.qualifier in _LOWER | _ABOUT:
        above = last
    if fact.qualifier in _UPPER | _ABOUT:
        below = last
    return (value - below) * multiple, (value + above) * multiple


def stands_out(facts: Sequence[Fact], *, lowest: bool) -> bool:
    """Tell whether the first by print is the first whatever the prints leave open."""
    if not any(inexact(fact) for fact in facts) and len({f.unit for f in facts}) == 1:
        return True
    ranked = sorted(facts, key=lambda f: (f.value or Decimal(0)) * unit_to_multiple(f.unit))
    if not lowest:
        ranked.reverse()
    first = ranked[0]
    for other in ranked[1:]:
        if _exact(first) and _exact(other):
            continue
        (low, high), (other_low, other_high) = bounds(first), bounds(other)
        if not (high < other_low if lowest else low > other_high):
            return False
    return True


def _exact(fact: Fact) -> bool:
    return not fact.qualifier and unit_to_multiple(fact.unit) == 1
