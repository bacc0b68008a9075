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

from corpus.quantity import units
from corpus.readers.layout import MARKER
from corpus.report import Fact, FactKind, Passage
from corpus.sections import text_to_sentences
from corpus.terms import bare, is_word, segment, simplify
from qa.prose.claims import (
    Asked,
    holds,
    is_elided,
    only_listed,
    read_asked,
    stands_in,
)
from qa.prose.clauses import RESPECTIVELY, Clause, fact_to_clause
from qa.prose.nouns import leading_noun, trailing_noun
from qa.prose.units import unit_bonus, unit_fits
from qa.understanding.lexicon import Lexicon
from qa.understanding.segments import cover, passing

OWN, INHERITED, HEADING, SENTENCE, DISTANT = 1.0, 0.6, 0.35, 0.25, 0.15
"""Worth of a word by where it stands; a word elsewhere in the passage (a long one only)
counts as long as more words stand in the clause itself."""
EXTRA_COST = 0.06
"""Cost of a word of the clause that the question does not speak of."""
LIGHT = 0.4
"""Weight of a word that may stay unexplained, against 1 for one that may not."""
SYNONYM_COST = 0.08
"""Cost of a word found by a synonym instead of itself."""
_RATE = re.compile(r"[\u3400-\u9fff]{1,3}[率度]")
MARGIN = 0.05
MAX_TITLE = 40
"""Characters of the longest sentence taken for a heading."""
_HOLLOW = re.compile(r"(?:共?有|共计?|为|达|计|约|多达|其中)?")


@dataclass(frozen=True, slots=True)
class Match:
    """A prose figure with how well its clause answers."""

    fact: Fact
    score: float


def content_words(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of `text` that a clause must account for."""
    known, phrases = lexicon.whole(), passing(lexicon.weightless())
    words: list[str] = []
    for piece in cover(text, phrases):
        if piece.kind == "unknown" or piece.text not in lexicon.function:
            whole = piece.text in known or piece.text in lexicon.generic
            words.extend([piece.text] if whole else segment(piece.text))
    # 篇数 names no thing, only how things are counted.
    words = [w for w in words if w in known or not (w[-1] == "数" and w[:-1] in units())]
    # 受理量 asks for what is 受理; the clause says the verb.
    stems = [w[:-1] if len(w) >= 3 and w[-1] in "量数" and is_word(w[:-1]) else w for w in words]
    return tuple(dict.fromkeys(stems))


def match_prose(
    text: str,
    unit: str | None,
    facts: Sequence[Fact],
    passages: Mapping[str, Passage],
    lexicon: Lexicon,
    *,
    former: bool = False,
) -> list[Match]:
    """Return the prose figures whose clause explains all of `text`, best first.

    Args:
        text: the question's body.
        unit: the unit it asks for, if it names one.
        facts: prose figures to choose from.
        passages: the passages they stand in, by id.
        lexicon: synonyms and words without weight.
        former: asked what was before, not what is.
    """
    words = content_words(text, lexicon)
    if not any(_is_heavy(word, lexicon) for word in words) and len(words) < 2:
        return []
    asked = read_asked(text, unit, lexicon, former)
    matches = []
    for fact in facts:
        if fact.kind is not FactKind.PROSE or not unit_fits(unit, fact.unit):
            continue
        passage = passages.get(fact.passage or "")
        clause = fact_to_clause(fact)
        score = _score(words, asked, fact, clause, passage.text if passage else "", lexicon)
        if score is not None and holds(asked, fact, clause, lexicon):
            matches.append(Match(fact, score + unit_bonus(unit, fact.unit)))
    return sorted(matches, key=lambda match: -match.score)


def _is_heavy(word: str, lexicon: Lexicon) -> bool:
    return word not in lexicon.light and word not in lexicon.own and word not in lexicon.generic


def _score(
    words: Sequence[str],
    asked: Asked,
    fact: Fact,
    clause: Clause,
    passage: str,
    lexicon: Lexicon,
) -> float | None:
    """Return how well a clause explains `words`, None where one of them is unexplained."""
    # “涉及土地确权的申请最多，有21件”: the figure's own stretch says nothing by itself.
    own = clause.own if _HOLLOW.fullmatch(clause.lead) is None else bare(clause.before) + clause.own
    heading = bare("".join(fact.section) + _lead(passage, fact.quote))
    before, sentence = _without_rivals(clause, fact)
    places = (own, before, heading, sentence)
    whole = "".join(passage.split())
    around = bare(whole.replace(clause.later, "") if clause.later else whole)
    issuer = simplify(fact.issuer or "")
    total, weights, own_hits, distant = 0.0, 0.0, 0, 0
    used: set[str] = set()
    if not _names_rate(words, fact, own, lexicon):
        return None
    if _told_of_rival(words, asked, fact, clause, lexicon):
        return None
    if RESPECTIVELY in own:
        return None  # which of several figures belongs to which subject is not told by place
    demanding = any(_is_heavy(word, lexicon) for word in words)
    for word in words:
        heavy = _is_heavy(word, lexicon)
        level, hit = _level(word, places, lexicon)
        if not level and len(word) > 1 and issuer.startswith(word):
            continue  # the name of the place itself restricts nothing
        if _misplaced(word, level, hit, asked, fact, clause, places, lexicon):
            return None
        if heavy and not level:
            if len(word) < 3 or not stands_in(word, around):
                return None
            distant, level = distant + 1, DISTANT
        if level >= OWN - SYNONYM_COST:
            own_hits += heavy or word in (asked.head, *lexicon.generic) or not demanding
            used.add(hit)
        elif word == asked.head and len(word) > 3 and stands_in(word[-2:], own):
            own_hits += 1  # “专题培训……共培训60人”
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


def _misplaced(
    word: str,
    level: float,
    hit: str,
    asked: Asked,
    fact: Fact,
    clause: Clause,
    places: Sequence[str],
    lexicon: Lexicon,
) -> bool:
    """Tell whether `word`, found as `hit`, restricts the question to another figure."""
    if not level:
        if word not in lexicon.light or word in lexicon.hollow:
            return False
        whole = bare(fact.quote)
        return not any(stands_in(other, whole) for other in lexicon.alternatives(word))
    if level <= SENTENCE and f"{word}{asked.head}" in asked.text:
        return True  # “多轮解读”: what a later clause says of it is not said of the figure
    if hit != word and word in lexicon.bodies - {asked.head}:
        return not any(stands_in(word, place) for place in places)
    listed = level != HEADING and _is_heavy(word, lexicon) and fact.value != 100
    return listed and only_listed(hit, clause.printed, asked.text)  # of 100% each has all


def _without_rivals(clause: Clause, fact: Fact) -> tuple[str, str]:
    """Return what a figure inherits and its sentence, less what is said of figures like it.

    In “监测信息157条，处置舆情235起” nothing said of the 157 is said of the 235.
    """
    inherited, sentence = clause.inherited, clause.sentence
    if is_elided(clause):
        return inherited, sentence
    for lead, tail, unit in clause.rivals:
        behind = leading_noun(tail)
        for noun in (bare(trailing_noun(lead)), bare(behind) if behind == tail else ""):
            if noun and noun not in clause.own and unit_fits(unit, fact.unit):
                inherited, sentence = inherited.replace(noun, ""), sentence.replace(noun, "")
    return inherited, sentence


def _told_of_rival(
    words: Sequence[str], asked: Asked, fact: Fact, clause: Clause, lexicon: Lexicon
) -> bool:
    """Tell whether a figure listed before this one, of the same things, is the one asked for.

    In “预算单位96家、决算单位94家” the word 预算 is said of the 96.
    """
    if asked.head is None:
        return False
    names = lexicon.alternatives(asked.head)
    for lead, tail, unit in clause.rivals:
        other = bare(lead + tail)
        if unit != fact.unit or not any(name in other for name in names):
            continue
        if any(_is_heavy(w, lexicon) and w in other and w not in clause.own for w in words):
            return any(name in clause.own for name in names)
    return False


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
    """Return the sentence that opens the item `quote` stands in (“三是…。”), its topic."""
    position = passage.find(quote)
    paragraph = passage[: max(position, 0)].split("\n")[-1]
    if MARKER.match(quote):
        return ""
    sentences = text_to_sentences(paragraph)
    marked = [each for each in sentences if MARKER.match(each)]
    if marked:
        return marked[-1]
    # A short sentence without a figure is a heading that was not set off.
    title = sentences[0] if len(sentences) == 1 and len(sentences[0]) <= MAX_TITLE else ""
    return "" if re.search(r"\d", title) else title


def _in_parts(word: str, text: str) -> bool:
    """Tell whether a compound stands in `text` in two parts (“委托第三方开展评估”)."""
    cuts = range(2, len(word) - 1) if len(word) > 3 else ()
    return any(
        is_word(word[:cut]) and is_word(word[cut:]) and word[:cut] in text and word[cut:] in text
        for cut in cuts
    )


def _level(word: str, texts: Sequence[str], lexicon: Lexicon) -> tuple[float, str]:
    """Return where `word` is found, own clause first, and the wording it was found in."""
    for text, level in zip(texts, (OWN, INHERITED, HEADING, SENTENCE), strict=True):
        if stands_in(word, text):
            return level, word
        for alternative in sorted(lexicon.alternatives(word), key=len, reverse=True):
            if stands_in(alternative, text):
                return level - SYNONYM_COST, alternative
        if _in_parts(word, text):
            return level - SYNONYM_COST, word
    return 0.0, ""


def decided(matches: Sequence[Match]) -> list[Match]:
    """Return the matches within a hair of the best, it first: those that compete with it."""
    if not matches:
        return []
    best = matches[0].score
    return [match for match in matches if best - match.score <= MARGIN]
