"""Text questions: passages to the sentences that answer.

A passage answers only when every noun of the question stands in it or in the headings
above it, directly or by a synonym; verbs and turns of phrase only rank. Contact data,
dates and document numbers are taken by their form. Lists are quoted whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from corpus.quantity import parse_figure
from corpus.report import Passage
from corpus.sections import text_to_sentences
from corpus.terms import bare, is_word, nouns
from qa.prose.particulars import CONTACT, LISTED, NAMES, Form, asked_form
from qa.prose.selection import content_words
from qa.understanding.lexicon import Lexicon, Topic
from qa.understanding.question import Question

MIN_COVERAGE = 0.4
"""Share of the question's weight that a passage with its headings must account for."""

ALONE = 0.85
"""Share of a question that one sentence accounts for where it is the whole answer."""
NAMED = 0.9
"""Score of a sentence that has a name in it and accounts for enough of what is asked."""
PREFACE = "（前言）"
"""Stands in the lexicon for what precedes the first heading."""
LIST_WORDS = re.compile(
    r"哪些|哪几|哪方面|什么(?:问题|不足|措施|困难|毛病|方面|工作|办法|做法|打算|计划|内容|权利|形式|方式)|如何|怎么|怎样|措施|做法|打算|主要|列举|为什么|原因|思路"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a passage that answers, with how well it does."""

    passage: Passage
    text: str
    score: float
    on_topic: bool = False
    """Whether its section is the one for the sort of content asked for."""
    of_sort: bool = False
    """Whether it names the sort of thing asked for (什么原则) with all else that was asked."""


def find_excerpts(
    question: Question,
    passages: Sequence[Passage],
    strengths: Mapping[str, float],
    lexicon: Lexicon,
) -> list[Excerpt]:
    """Return the excerpts that answer `question`, best first; none where a noun is missing.

    Args:
        question: the question as parsed.
        passages: candidates from the search.
        strengths: retrieval score by passage id, from 0.0 to 1.0 for the best.
        lexicon: synonyms and words without weight.
    """
    form = asked_form(question)
    query = _to_query(question, passages, form, lexicon)
    if not query.weights and form is None and question.part is None:
        return []
    excerpts = []
    for passage in passages:
        excerpt = _excerpt(query, passage, lexicon)
        if excerpt is not None:
            score = excerpt.score + strengths.get(passage.id, 0.0)
            excerpts.append(replace(excerpt, score=score))
    return sorted(excerpts, key=lambda excerpt: -excerpt.score)


@dataclass(frozen=True, slots=True)
class _Query:
    """What a passage is measured against."""

    weights: Mapping[str, float]
    hard: frozenset[str]
    sorts: frozenset[str]
    """Nouns of the sort of thing asked for: 原则 of “什么原则”."""
    form: Form | None
    topics: tuple[Topic, ...]
    whole: bool
    """Whether a list or a manner is asked for, to be quoted whole."""
    past: bool
    """Whether what was done is asked for, not what is planned."""


def _to_query(
    question: Question, passages: Sequence[Passage], form: Form | None, lexicon: Lexicon
) -> _Query:
    body = _asking_clause(question.body, form)
    words = [w for w in content_words(body, lexicon) if w not in lexicon.own]
    hard = (set(nouns(body)) - lexicon.light) & set(words)
    hard |= {word for word in words if word.isascii()}
    quoted = re.findall(r"[“《‘\"]([^”》’\"]{2,30})[”》’\"]", question.body)
    terms = [bare(term) for term in quoted]
    words = [w for w in words if not any(w in term for term in terms)] + terms
    hard = {w for w in hard if not any(w in term for term in terms)} | set(terms)
    # “哪些权利”, “什么地方”: the noun says what sort of answer is wanted, it need not
    # stand in it.
    sorts = {word for word in words if _ASKED_SORT.search(question.body.split(word)[0][-4:])}
    hard -= {word for word in hard if _ASKED_SORT.search(question.body.split(word)[0][-4:])}
    if form is not None:
        # What the form finds need not be found by its name as well.
        named = {word for word in words if form.asks.search(word) or word in form.name}
        named |= lexicon.alternatives(form.name)
        hard -= named | (lexicon.bodies if form.name in CONTACT else frozenset())
        words = [word for word in words if word not in named]
    topics = tuple(t for t in lexicon.topics if any(word in question.body for word in t.asks))
    hard -= lexicon.generic
    hard -= {word for topic in topics for word in topic.asks}
    hard -= {word for word in hard if word.startswith(("哪", "什么"))}
    if question.part is not None or (form is not None and form.name == LISTED):
        hard = set()  # the part is named: whatever stands in it is what was asked for
    weights = _weights(words, hard, passages, lexicon)
    return _Query(
        weights,
        frozenset(hard),
        frozenset(sorts & set(weights)),
        form,
        topics,
        whole=bool(LIST_WORDS.search(question.text)),
        past=bool(re.search(r"了|已|过|是怎么.*的", question.text)),
    )


def _asking_clause(body: str, form: Form | None) -> str:
    """Return the clause that asks for a datum of an office; what is told beside it is no part."""
    if form is None or form.name not in CONTACT:
        return body
    clauses = re.split("[，,。；？?]", body)
    return next((clause for clause in clauses if form.asks.search(clause)), body)


MIN_WITNESSES = 2
"""One noun may be missing where at least this many other words of content are found."""
_ASKED_SORT = re.compile(r"(?:哪些|哪几[个种类项]?|什么|哪个|哪种|哪类|何种)$")


def _weights(
    words: Sequence[str], hard: Set[str], passages: Sequence[Passage], lexicon: Lexicon
) -> dict[str, float]:
    """Return a weight for each word: rare among the candidates counts more.

    A turn of phrase that stands in none of them says nothing about any.
    """
    bodies = [bare(passage.text) for passage in passages]
    weights = {}
    for word in words:
        frequency = sum(1 for body in bodies if _found(word, body, lexicon))
        if frequency or word in hard:
            share = 0.3 if word in lexicon.light | lexicon.generic else 1.0
            weights[word] = share * math.log(1 + (len(bodies) + 1) / (1 + frequency))
    return weights


def _found(word: str, text: str, lexicon: Lexicon) -> float:
    """Return 1 where `word` stands in `text`, less where only a synonym does, else 0."""
    if word in text:
        return 1.0
    if any(other in text for other in lexicon.alternatives(word)):
        return 0.7
    return 0.7 if _stands_apart(word, text) else 0.0


def _stands_apart(word: str, text: str) -> bool:
    """Tell whether both halves of a compound stand close together (“以…思想为指导”)."""
    one, other = word[:2], word[2:]
    if len(word) != 4 or not (is_word(one) and is_word(other)):
        return False
    return bool(re.search(f"{one}.{{0,3}}{other}|{other}.{{0,3}}{one}", text))


def _coverage(query: _Query, text: str, lexicon: Lexicon) -> float:
    total = sum(query.weights.values())
    if not total:
        return 1.0
    return sum(w * _found(word, text, lexicon) for word, w in query.weights.items()) / total


def _on_topic(topics: Sequence[Topic], section: Sequence[str]) -> float:
    """Return how surely a section is about one of `topics`: by its own heading or one above."""
    parts = [part for topic in topics for part in topic.heading]
    if not section:
        return 0.6 if PREFACE in parts else 0.0
    if section and any(part in section[-1] for part in parts):
        return 0.6
    return 0.2 if any(part in heading for heading in section for part in parts) else 0.0


def _excerpt(query: _Query, passage: Passage, lexicon: Lexicon) -> Excerpt | None:
    heading = bare("".join(passage.section))
    body = bare(passage.text)
    missing = [word for word in query.hard if not _found(word, body + heading, lexicon)]
    if missing:
        content = [w for w in query.weights if w not in lexicon.light]
        witnesses = sum(1 for word in content if _found(word, body + heading, lexicon))
        if len(missing) > 1 or witnesses < MIN_WITNESSES:
            return None
    if query.form is not None and not query.form.finds.search(passage.text):
        return None
    on_topic = _on_topic(query.topics, passage.section)
    around = _coverage(query, body + heading, lexicon)
    if around < MIN_COVERAGE and query.form is None and not on_topic:
        return None
    sentences = []
    for sentence in text_to_sentences(passage.text):
        score = _coverage(query, bare(sentence), lexicon)
        if query.form is not None and query.form.finds.search(sentence):
            score += 0.5
        sentences.append((score, sentence))
    best_score, best = max(sentences, key=lambda pair: pair[0], default=(0.0, passage.text))
    if query.form is not None and query.form.name in NAMES and best_score < NAMED:
        return None
    score = 0.4 * best_score + 0.6 * around
    score += 0.3 * _coverage(query, bare("".join(passage.section[-1:])), lexicon)
    if query.topics:
        score += on_topic or -0.3
    elif _on_topic(lexicon.topics, passage.section):
        # Problems and plans answer only who asks for them: “做了什么” is not a plan.
        score -= 0.6 if query.past else 0.3
    whole = query.whole and query.form is None
    others = max((score for score, sentence in sentences if sentence != best), default=0.0)
    told_once = best_score >= ALONE and others <= best_score / 2
    text = passage.text if (whole and not told_once) or best_score < 0.5 else best
    of_sort = bool(query.sorts) and all(word in best for word in query.sorts) and best_score > 0.9
    return Excerpt(passage, text, score, on_topic=on_topic > 0, of_sort=of_sort)


_LISTED = re.compile(
    r"((?:[^，。；：、“”（）\s]{1,14}、){1,14}[^，。；：、“”（）\s]{1,14}?(?<!\d))等?"
    r"([二两三四五六七八九十]{1,2}|\d{1,2})(?:个|项|类|大|条|种)?(?:方面|方向|领域|部门|单位|渠道|环节|类别|事项|项|类)"
)


def incomplete_list(text: str) -> str | None:
    """Return a remark where a printed list names more or fewer items than it says.

    “从户政、健康、民政、教育、人社等六个方向” names five.
    """
    for match in _LISTED.finditer(text):
        items = [item for item in match[1].split("、") if item]
        stated = parse_figure(match[2])
        if stated is not None and stated != len(items) and len(items) >= 2:
            printed = match.group()[len(match[1]) :].lstrip("等")
            items[0] = re.sub(r"^(?:从|在|对|围绕|聚焦|涉及|包括|通过|以)", "", items[0])
            return f"原文称“{printed}”，实际列出的是“{'、'.join(items)}”，数目不符。"
    return None
