"""Rewording: an answer in better words, as far as every sentence of them is proven.

The answer that was found is sent to the model; what comes back is taken sentence by
sentence. A sentence stays only if it restates the answer (`qa.llm.restatement`) and passes
the proof (`qa.proof`); what the kept sentences leave unsaid follows as it was. Whatever
goes wrong, the answer remains what it was.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.quantity import units
from corpus.terms import fold, segment, simplify
from qa.answer import Answer, Generated, Kind, Status, Value, decimal_to_text
from qa.llm.client import load_openai, stream_reply
from qa.llm.limits import Limits, ModelUnavailable
from qa.llm.prompt import sentences_to_messages, visible
from qa.llm.restatement import (
    Names,
    Place,
    Statement,
    ended,
    restate,
    sentences_to_statements,
    split_sentences,
    with_wording,
    words,
)
from qa.llm.settings import LlmSettings
from qa.proof import Evidence, unproven, years_of
from qa.rendering.wording import figure
from qa.understanding.catalog import Catalog
from qa.understanding.levels import place_of

LOG = logging.getLogger("baogao.llm")
LABEL = "以上文字由大模型改写，逐句与查到的答案核对过；以原文为准。"
WITHHELD = "大模型写的话有没通过核对的，已经略去。"
MOST_SENT = 4000
"""Characters of an answer that are still sent; longer ones stay as they are."""
_CARRIED = "沿用上一问"
_THOUGHT = "</think>"


@dataclass(frozen=True, slots=True)
class Source:
    """What may be reworded of an answer, and what it is proven by."""

    sentences: tuple[str, ...]
    statements: tuple[Statement, ...]
    fixed: tuple[str, ...]
    """Formulas and what repeats the question: they follow as they are."""
    names: Names
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Said:
    """What of a reply has been kept so far."""

    place: Place = field(default_factory=Place)
    kept: tuple[str, ...] = ()
    withheld: int = 0


class Reworder:
    """Asks one model to reword answers."""

    def __init__(self, settings: LlmSettings, limits: Limits | None = None) -> None:
        """Get ready.

        Raises:
            UsageError: The client is not installed.
        """
        load_openai()
        self.settings = settings
        self._limits = limits or Limits(settings)

    def reword(self, answer: Answer, catalog: Catalog) -> Iterator[Answer]:
        """Yield `answer` in the model's words, once more with every sentence that is proven.

        Nothing, where there is nothing to be reworded or the model is of no help. The last
        one counts; it is `answer` itself where the model broke off midway.
        """
        source = answer_to_source(answer, catalog)
        if source is None:
            return
        messages = sentences_to_messages(answer.question, source.sentences)
        said, shown = Said(), False
        try:
            for sentence in self._replies(messages):
                said = hear(said, sentence, source)
                reworded = said_to_answer(said, answer, source, self.settings.model)
                if reworded is not None or shown:
                    shown = reworded is not None
                    yield reworded or answer
        except ModelUnavailable as error:
            LOG.warning("not reworded: %s", error.reason)
            if shown:
                yield answer

    def _replies(self, messages: Sequence[dict[str, str]]) -> Iterator[str]:
        """Yield the sentences of the reply, each as soon as it is complete."""
        sent = sum(len(message["content"]) for message in messages)
        most = 2 * self.settings.answer_tokens
        with self._limits.asking(sent + self.settings.answer_tokens) as use:
            use.tokens = sent
            text, known = "", 0
            for piece in stream_reply(self.settings, messages):
                text += piece
                use.tokens += len(piece)
                if len(text) > most:
                    raise ModelUnavailable("too_long")
                yield from (sentences := _complete(text))[known:]
                known = max(known, len(sentences))
        yield from _sentences(text)[known:]


def _sentences(text: str) -> list[str]:
    if text.lstrip().startswith("<think>") and _THOUGHT not in text:
        return []
    return list(split_sentences(text.rpartition(_THOUGHT)[2]))


def _complete(text: str) -> list[str]:
    """Return the sentences that no further character can belong to."""
    sentences = _sentences(text)
    closed = not sentences or sentences[-1].count("“") <= sentences[-1].count("”")
    return sentences if closed and text.endswith(("。", "！", "？", "\n")) else sentences[:-1]


def answer_to_source(answer: Answer, catalog: Catalog) -> Source | None:
    """Return what of `answer` may be reworded; None where there is nothing."""
    if answer.status is not Status.ANSWERED or answer.kind is Kind.CHECK:
        return None
    every = tuple(split_sentences(answer.text))
    fixed = tuple(s for s in every if s.startswith("计算：") or "您问的是" in s)
    sentences = tuple(s for s in every if s not in fixed)
    if not sentences or len(answer.text) > MOST_SENT:
        return None
    names = {
        issuer: (place_of(issuer), *(n for n in aliases if len(n) > 2 or n == issuer))
        for issuer, aliases in catalog.aliases()
    }
    statements = sentences_to_statements(sentences, names, choose=answer.kind is Kind.TEXT)
    statements[0] = with_wording(statements[0], _sayings(answer, statements[0], names))
    evidence = Evidence(
        values=answer.values,
        citations=answer.citations,
        catalogue=frozenset(
            {report.title for report in catalog.reports}
            | {value.label for value in answer.values}
            | {value.issuer for value in answer.values if value.issuer}
            | set(catalog.issuers)
        ),
        years=years_of(answer.values, (report.year for report in catalog.reports)),
        issuers=frozenset(catalog.issuers),
        asked=answer.question,
    )
    return Source(sentences, tuple(statements), fixed, names, evidence)


def reply_to_answer(
    reply: Sequence[str], answer: Answer, source: Source, model: str
) -> Answer | None:
    """Return `answer` in the words of `reply`; None where no whole statement of them is left."""
    said = Said()
    for sentence in reply:
        said = hear(said, sentence, source)
    return said_to_answer(said, answer, source, model)


def hear(said: Said, sentence: str, source: Source) -> Said:
    """Return what has been said with one more sentence, which is kept only if it is proven."""
    text = fold(visible(sentence)).strip()
    reached = restate(text, source.statements, said.place, source.names)
    if reached is None or unproven(text, source.evidence):
        return replace(said, withheld=said.withheld + 1)
    return replace(said, place=reached, kept=(*said.kept, ended(text)))


def said_to_answer(said: Said, answer: Answer, source: Source, model: str) -> Answer | None:
    """Return `answer` in the words kept, what they leave unsaid as it was.

    None where nothing was kept, or a statement was begun and not finished.
    """
    order, statements = said.place.said, source.statements
    if not order or said.place.parts < len(statements[order[-1]].parts):
        return None
    first = min(order)
    before = [ended(s.text) for s in statements[:first]]
    after = [ended(s.text) for i, s in enumerate(statements) if i > first and i not in order]
    return replace(
        answer,
        text="".join([*before, *said.kept, *after, *source.fixed]),
        notes=(LABEL, *([WITHHELD] if said.withheld else []), *answer.notes),
        generated=Generated(model, answer.text, said.withheld),
    )


def _sayings(answer: Answer, first: Statement, names: Names) -> list[list[str]]:
    """Return the words of the question with its figure in place, where it asks for just one.

    “收到多少件申请” may be said “收到71件申请” or “收到申请71件”.
    """
    value = answer.values[0] if answer.values else None
    if value is None or not _is_plain(answer, value, first):
        return []
    asked = fold(answer.question)
    for aliases in names.values():
        for name in sorted(aliases, key=len, reverse=True):
            asked = asked.replace(name, "")
    asked = re.sub(r"(?<!\d)\d{4}年度?", "", asked)
    unit = "|".join(sorted(map(re.escape, units()), key=len, reverse=True))
    gap = re.search(rf"(?:多少|几)(?:{unit})?", asked)
    if gap is None:
        return []
    rest = (asked[: gap.start()], asked[gap.end() :])
    if any(sign in words()["unsafe"] or sign.isdigit() for sign in "".join(rest)):
        return []
    said = [[w for w in segment(part) if w not in words()["asking"]] for part in rest]
    printed = figure(value.value, value.unit)
    return [[*said[0], printed, *said[1]], [*said[0], *said[1], printed]] if any(said) else []


def _is_plain(answer: Answer, value: Value, first: Statement) -> bool:
    """Tell whether the first statement begins with one printed figure, and that was asked for."""
    if answer.kind is not Kind.NUMBER or value.value is None or value.derived is not None:
        return False
    if value.qualifier or _CARRIED in answer.understood or first.issuer != value.issuer:
        return False
    opening = simplify(re.split("[，；]", first.text.partition("，")[2])[0])
    return opening.endswith(figure(value.value, value.unit)) and (
        decimal_to_text(value.value) in opening
    )
