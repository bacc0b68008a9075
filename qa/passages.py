"""Text questions: passages to the sentences that answer.

A passage answers only when every noun of the question stands in it or in the headings
above it, directly or by a synonym; verbs and turns of phrase only rank. Contact data,
dates and document numbers are taken by their form. Lists are quoted whole.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.quantity import parse_figure
from corpus.report import Passage
from corpus.sections import text_to_sentences
from corpus.terms import nouns, simplify
from qa.lexicon import Lexicon
from qa.prose import content_words
from qa.question import Question

MIN_COVERAGE = 0.5
"""Share of the question's weight that a passage with its headings must account for."""

LIST_WORDS = re.compile(
    r"哪些|哪几|哪方面|什么(?:问题|不足|措施|困难|毛病|方面|工作|办法|做法|打算|计划|内容|权利|形式|方式)|如何|怎么|怎样|措施|做法|打算|主要|列举|为什么|原因|思路"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of answer recognised by its form: asked by `asks`, found by `finds`."""

    name: str
    asks: re.Pattern[str]
    finds: re.Pattern[str]


FORMS = (
    Form(
        "电话",
        re.compile(r"电话|联系方式|热线号码|怎么联系|号码是"),
        re.compile(r"(?:0\d{2,3}[-—－ ]?)?\d{7,8}(?!\d)|1\d{10}"),
    ),
    Form("邮编", re.compile(r"邮编|邮政编码"), re.compile(r"(?:邮编|邮政编码)[：:]?\s*\d{6}")),
    Form(
        "地址",
        re.compile(r"地址|在哪(?:里|儿)?(?:办公|联系)?|什么地方"),
        re.compile(r"地址[：:]?\s*[^，。；）)]+|\d+号|位于|设[在立]|依托"),
    ),
    Form(
        "网址",
        re.compile(r"网址|网站地址|域名"),
        re.compile(r"(?:https?://)?(?:www\.)?[\w.-]+\.(?:gov\.)?(?:cn|com|example|org)\S*"),
    ),
    Form("邮箱", re.compile(r"邮箱|e-?mail|电子邮件"), re.compile(r"[\w.+-]+@[\w.-]+")),
    Form(
        "文号",
        re.compile(r"文号|几号文|发文字号|文件号"),
        re.compile(r"[\u3400-\u9fff]{1,8}〔\d{4}〕\s*\d+\s*号"),
    ),
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a passage that answers, with how well it does."""

    passage: Passage
    text: str
    score: float


def find_excerpts(
    question: Question,
    passages: Sequence[Passage],
    ranks: Mapping[str, float],
    lexicon: Lexicon,
) -> list[Excerpt]:
    """Return the excerpts that answer `question`, best first; none where a noun is missing.

    Args:
        question: the question as parsed.
        passages: candidates from the search.
        ranks: retrieval score by passage id, best 1.0.
        lexicon: synonyms and words without weight.
    """
    words = [w for w in content_words(question.body, lexicon) if w not in lexicon.own]
    if not words:
        return []
    hard = {w for w in nouns(question.body) if w not in lexicon.light} & set(words)
    hard |= {w for w in words if w.isascii()}
    weights = _weights(words, passages, lexicon)
    form = next((form for form in FORMS if form.asks.search(question.text)), None)
    if form is not None:
        hard -= set(re.findall(form.asks, question.text)) | lexicon.alternatives(form.name)
    excerpts = []
    for passage in passages:
        excerpt = _excerpt(question, passage, words, hard, weights, form, lexicon)
        if excerpt is not None:
            score = excerpt.score + 0.5 * ranks.get(passage.id, 0.0)
            excerpts.append(Excerpt(passage, excerpt.text, score))
    return sorted(excerpts, key=lambda excerpt: -excerpt.score)


def _weights(
    words: Sequence[str], passages: Sequence[Passage], lexicon: Lexicon
) -> dict[str, float]:
    """Return a weight for each word: rare among the candidates counts more."""
    frequency = Counter(
        word
        for passage in passages
        for word in words
        if _found(word, simplify(passage.text), lexicon)
    )
    return {
        word: (0.3 if word in lexicon.light else 1.0)
        * math.log(1 + (len(passages) + 1) / (1 + frequency[word]))
        for word in words
    }


def _found(word: str, text: str, lexicon: Lexicon) -> bool:
    return any(alternative in text for alternative in lexicon.alternatives(word))


def _excerpt(
    question: Question,
    passage: Passage,
    words: Sequence[str],
    hard: set[str],
    weights: Mapping[str, float],
    form: Form | None,
    lexicon: Lexicon,
) -> Excerpt | None:
    heading = simplify("".join(passage.section))
    body = simplify(passage.text)
    if any(not _found(word, body + heading, lexicon) for word in hard):
        return None
    if form is not None and not form.finds.search(passage.text):
        return None
    total = sum(weights.values()) or 1.0
    best, best_score = "", -1.0
    for sentence in text_to_sentences(passage.text):
        plain = simplify(sentence)
        score = sum(weights[w] for w in words if _found(w, plain, lexicon)) / total
        if form is not None and form.finds.search(sentence):
            score += 0.5
        if score > best_score:
            best, best_score = sentence, score
    around = sum(weights[w] for w in words if _found(w, body + heading, lexicon)) / total
    if around < MIN_COVERAGE and form is None:
        return None
    in_heading = sum(weights[w] for w in words if _found(w, heading, lexicon)) / total
    text = passage.text if LIST_WORDS.search(question.text) and form is None else best
    return Excerpt(passage, text, 0.6 * best_score + 0.4 * around + 0.3 * in_heading)


_LISTED = re.compile(
    r"((?:[^，。；：、“”（）\s]{1,14}、){1,14}[^，。；：、“”（）\s]{1,14}?)等?"
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
