"""Labels: what a figure told by several reports is called in an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.report import Fact
from corpus.terms import bare
from qa.prose.clauses import fact_to_clause
from qa.prose.selection import content_words
from qa.rendering.wording import fact_to_label
from qa.understanding.dates import GAP
from qa.understanding.lexicon import Lexicon

_OPENING = re.compile(
    r"^(?:[（(]?\d{1,2}[)）.．、])?(?:(?:20\d\d年|全[区市县省年镇委局]|[我本][区市县省镇委局]|年内|通过))*"
)
"""What a clause opens with that the head of the answer says already."""
_WITHIN = re.compile("全年|年内")
_CLOSING = re.compile(r"(?:达到?|为|共|有)+$")
_ASKING = re.compile(rf"(?:多少|几).*$|^[{GAP}、，,的是]+|[{GAP}、，,的是了？?]+$")


def facts_to_label(facts: Sequence[Fact], text: str, lexicon: Lexicon) -> str:
    """Return what `facts` have in common: their shortest wording, else what was asked.

    A clause that leaves its subject to the ones before (“群众满意率94.6%”) is called by the
    question, which names it; without its digits, which only a print may prove.
    """
    plain = lexicon.light | lexicon.own | lexicon.generic | lexicon.passed
    words = [w for w in content_words(text, lexicon) if len(w) > 1 and w not in plain]
    whole = [fact for fact in facts if all(_tells(fact, word, lexicon) for word in words)]
    if not whole:
        named = _ASKING.sub("", _ASKING.sub("", text)).replace(GAP, "")
        named = re.sub(r"[\d“”\"（）()]+", "", named)
        if named:
            return named
    labels = [_CLOSING.sub("", _OPENING.sub("", fact_to_label(fact))) for fact in whole or facts]
    label = min((each for each in labels if each), key=len, default=fact_to_label(facts[0]))
    label = _WITHIN.sub("", label) or label
    printed = {fact_to_label(fact) for fact in facts}
    return label if label in printed else re.sub(r"\d+", "", label)


def _tells(fact: Fact, word: str, lexicon: Lexicon) -> bool:
    own = bare(fact_to_clause(fact).own)
    return word in (fact.issuer or "") or any(n in own for n in lexicon.alternatives(word))
