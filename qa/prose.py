"""Figures in running text: which clause answers the question.

A prose figure is asserted only when every content word of the question stands in its
own clause, in the part of the sentence it inherits its subject from, or in the heading
above it, and its unit is the one asked for. Words count through the synonym groups of
the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.quantity import scaled
from corpus.readers.layout import MARKER
from corpus.report import Fact, FactKind, Passage
from corpus.sections import text_to_sentences
from corpus.terms import bare, is_word, segment
from qa.lexicon import Lexicon
from qa.segments import Phrases, cover

OWN, INHERITED, HEADING, SENTENCE, DISTANT = 1.0, 0.6, 0.35, 0.25, 0.15
"""Worth of a word by where it stands; a word elsewhere in the passage (a long one only)
counts as long as more words stand in the clause itself."""
EXTRA_COST = 0.06
"""Cost of a word of the clause that the question does not speak of."""
LIGHT = 0.4
"""Weight of a word that may stay unexplained, against 1 for one that may not."""
SYNONYM_COST = 0.08
"""Cost of a word found by a synonym instead of itself."""
_ASKED = re.compile(r"(?:多少|(?<![哪这那])几|若干)(?:[十百千万亿]*(?:人次|[\u3400-\u9fff]))?")
_NEGATION = re.compile(
    r"没有|没|未|不(?!动产|同|断|少于|低于|超过|定期)|非(?!税|遗|公|机动)|除(?!险|尘|夕|法)|以外|之外|无(?!线|人机|障碍|锡|纸)"
)
_RATE = re.compile(r"[\u3400-\u9fff]{1,3}[率度]")
_BECAME = re.compile(r"[^，。；、]{0,8}?(?:到|至|为|成)\d")
_CLAUSE = re.compile(r"[，,；;、：:]?[^，,；;、：:]*")
MARGIN = 0.05

_COUNTED = frozenset(
    {"部", "件", "条", "个", "项", "份", "篇", "起", "宗", "例", "次", "件次", "条次"}
)
_EVENTS = frozenset({"件", "起", "宗", "例", "次", "件次", "条次"})
_THINGS = frozenset({"个", "家", "所", "处", "类", "种", "名", "位", "座", "户"})
_ALIKE = (
    _COUNTED - {"次"},
    _EVENTS,
    frozenset({"人次", "人（次）", "人(次)", "人/次", "人", "名", "位"}),
    frozenset({"家", "个", "户", "所"}),
    frozenset({"场", "场次", "次", "期", "轮"}),
    frozenset({"%", "％", "个百分点", "百分点"}),
    frozenset({"期", "篇", "条"}),
    frozenset({"天", "日", "个工作日", "工作日"}),
)


@dataclass(frozen=True, slots=True)
class Match:
    """A prose figure with how well its clause answers."""

    fact: Fact
    score: float


def content_words(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of `text` that a clause must account for."""
    known = frozenset(word for group in lexicon.synonyms for word in group) | lexicon.own
    phrases = Phrases(
        names=frozenset(),
        covers=frozenset(),
        function=lexicon.function | lexicon.generic | known,
    )
    words: list[str] = []
    for piece in cover(text, phrases):
        if piece.kind == "unknown" or piece.text not in lexicon.function:
            words.extend([piece.text] if piece.text in known else segment(piece.text))
    # 受理量 asks for what is 受理; the clause says the verb.
    stems = [w[:-1] if len(w) >= 3 and w[-1] in "量数" and is_word(w[:-1]) else w for w in words]
    return tuple(dict.fromkeys(stems))


def match_prose(
    text: str,
    unit: str | None,
    facts: Sequence[Fact],
    passages: Mapping[str, Passage],
    lexicon: Lexicon,
) -> list[Match]:
    """Return the prose figures whose clause explains all of `text`, best first.

    Args:
        text: the question's body.
        unit: the unit it asks for, if it names one.
        facts: prose figures to choose from.
        passages: the passages they stand in, by id.
        lexicon: synonyms and words without weight.
    """
    words = content_words(text, lexicon)
    head = head_word(text, words, lexicon)
    # “几个街道” counts 街道 themselves: a figure in 条 counts what they published.
    counts_things = unit == "个" and head is not None and text.find(head) > text.find(unit)
    if not any(_is_heavy(word, lexicon) for word in words) and len(words) < 2:
        return []
    matches = []
    for fact in facts:
        if fact.kind is not FactKind.PROSE or not unit_fits(unit, fact.unit):
            continue
        if counts_things and fact.unit != unit and fact.unit not in _THINGS:
            continue
        if _superseded(fact) or not _counts(head, fact, lexicon) or _negated(text, fact):
            continue
        passage = passages.get(fact.passage or "")
        score = _score(words, fact, passage.text if passage else "", lexicon)
        if score is not None:
            matches.append(Match(fact, score + _unit_bonus(unit, fact.unit)))
    return sorted(matches, key=lambda match: -match.score)


def head_word(text: str, words: Sequence[str], lexicon: Lexicon) -> str | None:
    """Return what is counted: the content word next to 多少 or 几, behind it if there is one.

    “几家单位” counts 单位, “政策解读发布了多少条” 发布.
    """
    match = _ASKED.search(text)
    if match is None:
        return None
    weighty = [w for w in words if _is_heavy(w, lexicon)]
    after = [w for w in weighty if text.find(w, match.end()) in range(match.end(), match.end() + 2)]
    if after:
        return max(after, key=len)
    before = [w for w in weighty if text.rfind(w, 0, match.start()) >= 0]
    return max(before, key=lambda w: text.rfind(w, 0, match.start()) + len(w), default=None)


def _counts(head: str | None, fact: Fact, lexicon: Lexicon) -> bool:
    """Tell whether the figure's own clause speaks of what is counted."""
    if head is None:
        return True
    own = bare(fact.row[0] + (fact.unit or ""))
    return any(_stands_in(word, own) for word in lexicon.alternatives(head))


def _negated(text: str, fact: Fact) -> bool:
    """Tell whether question and clause differ in a negation (“不满一年”, “没有采纳”)."""
    asked = bool(_NEGATION.search(re.sub(r"有没有|是不是|有无", "", text)))
    return asked != bool(_NEGATION.search(fact.row[0]))


def _unit_bonus(asked: str | None, unit: str | None) -> float:
    """Return what the unit says for a figure: the one asked for, or only one like it."""
    if asked is None:
        return 0.0
    return 0.1 if asked == unit else -0.1


def _superseded(fact: Fact) -> bool:
    """Tell whether the clause goes on to say what the figure became (“由14.6缩短到11.3”)."""
    quote = "".join(fact.quote.split())
    rest = quote[quote.find(fact.raw) + len(fact.raw) :]
    before = quote[: quote.find(fact.raw)]
    return bool(re.search(r"[由从]$", before) and _BECAME.match(rest))


def _is_heavy(word: str, lexicon: Lexicon) -> bool:
    return word not in lexicon.light and word not in lexicon.own and word not in lexicon.generic


def unit_fits(asked: str | None, unit: str | None) -> bool:
    """Tell whether a figure in `unit` can answer a question for `asked`.

    >>> unit_fits("件", "条"), unit_fits("场", "人次"), unit_fits(None, "%")
    (True, False, True)
    """
    if asked is None:
        return True
    if unit is None:
        return asked in _COUNTED
    base = scaled(Decimal(1), unit)[1] or unit
    wanted = scaled(Decimal(1), asked)[1] or asked
    return base == wanted or any(base in group and wanted in group for group in _ALIKE)


def _score(words: Sequence[str], fact: Fact, passage: str, lexicon: Lexicon) -> float | None:
    """Return how well a clause explains `words`, None where one of them is unexplained."""
    own = bare(fact.row[0] + (fact.unit or ""))
    inherited = bare(fact.quote[: _clause_start(fact)])
    heading = bare("".join(fact.section) + _lead(passage, fact.quote))
    spoken, others = _around(fact)
    sentence = bare(spoken)
    around = bare("".join(passage.split()).replace(others, "")) if others else bare(passage)
    total, weights, own_hits, distant = 0.0, 0.0, 0, 0
    used: set[str] = set()
    if not _names_rate(words, fact, own, lexicon):
        return None
    if "分别" in own:
        return None  # which of several figures belongs to which subject is not told by place
    demanding = any(_is_heavy(word, lexicon) for word in words)
    for word in words:
        heavy = _is_heavy(word, lexicon)
        level, hit = _level(word, (own, inherited, heading, sentence), lexicon)
        if heavy and not level:
            if len(word) < 3 or not _stands_in(word, around):
                return None
            distant, level = distant + 1, DISTANT
        if level >= OWN - SYNONYM_COST:
            own_hits += heavy or word in lexicon.generic or not demanding
            used.add(hit)
        weight = 1.0 if heavy else LIGHT
        weights += weight
        total += weight * level if level else -LIGHT / 2
    if own_hits <= distant:
        return None
    extra = [
        word
        for word in segment(own)
        if len(word) > 1
        and _is_heavy(word, lexicon)
        and not any(word in hit or hit in word for hit in used)
    ]
    return total / max(weights, LIGHT) - EXTRA_COST * len(extra)


def _names_rate(words: Sequence[str], fact: Fact, own: str, lexicon: Lexicon) -> bool:
    """Tell whether the question names the rate a percentage is of (答复率, 满意度)."""
    rates = _RATE.findall(own) if fact.unit in {"%", "％"} else []
    return not rates or any(
        alternative in own and alternative[-1] == rate[-1]
        for rate in rates
        for word in words
        for alternative in lexicon.alternatives(word)
        if alternative
    )


def _lead(passage: str, quote: str) -> str:
    """Return the opening sentence of the paragraph `quote` stands in, its topic."""
    position = passage.find(quote)
    paragraph = passage[: max(position, 0)].split("\n")[-1]
    sentences = text_to_sentences(paragraph)
    return sentences[0] if sentences and MARKER.match(sentences[0]) else ""


def _clause_start(fact: Fact) -> int:
    """Return where the figure's own clause begins in its sentence."""
    quote = "".join(fact.quote.split())
    position = quote.find(fact.raw)
    if position < 0:
        return len(fact.quote)
    clause = re.split(r"[，,；;：:]", quote[:position])[-1]
    return position - len(clause)


def _around(fact: Fact) -> tuple[str, str]:
    """Return a sentence without the clauses of the figures after this one, and those clauses.

    In “收到意见513条，采纳178条” the word 采纳 says nothing about 513.
    """
    quote = "".join(fact.quote.split())
    position = quote.find("".join(fact.raw.split()))
    if position < 0:
        return quote, ""
    end = position + len("".join(fact.raw.split()))
    for clause in _CLAUSE.finditer(quote, end):
        if re.match(r"[，,；;、：:].*\d", clause.group()):
            return quote[: clause.start()], quote[clause.start() :]
    return quote, ""


def _level(word: str, texts: Sequence[str], lexicon: Lexicon) -> tuple[float, str]:
    """Return where `word` is found, own clause first, and the wording it was found in."""
    for text, level in zip(texts, (OWN, INHERITED, HEADING, SENTENCE), strict=True):
        if _stands_in(word, text):
            return level, word
        for alternative in sorted(lexicon.alternatives(word), key=len, reverse=True):
            if _stands_in(alternative, text):
                return level - SYNONYM_COST, alternative
    return 0.0, ""


def _stands_in(word: str, text: str) -> bool:
    """Tell whether `word` stands in `text`; a number only as a whole number."""
    if word.isascii():
        return re.search(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", text) is not None
    return word in text


def decided(matches: Sequence[Match]) -> list[Match]:
    """Return the matches within a hair of the best, it first: those that compete with it."""
    if not matches:
        return []
    best = matches[0].score
    return [match for match in matches if best - match.score <= MARGIN]
