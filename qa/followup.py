"""Follow-ups: “那上年结转的呢” read together with the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.question import Question, parse_question

_OPENS = re.compile(r"^(?:那么?|换成|如果是|改成|再看|还有|其中|和|与|跟)")
_CLOSES = re.compile(r"呢[？?。!！]*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and how it was understood."""

    question: str
    understood: str


def merge(
    question: Question,
    history: Sequence[Turn],
    aliases: Sequence[tuple[str, Sequence[str]]],
) -> Question:
    """Return `question` with year, issuer and subject carried over from the last turn.

    Year and issuer carry over whenever the question names none. The subject carries over
    only where the question is an ellipsis that leaves nothing but a year or an issuer.
    """
    if not history:
        return question
    last = parse_question(history[-1].question, aliases)
    if len(history) > 1:
        last = merge(last, history[:-1], aliases)
    merged = replace(
        question,
        years=question.years if question.years or question.relative else last.years,
        relative=question.relative if question.years or question.relative else last.relative,
        issuers=question.issuers or last.issuers,
    )
    bare = re.sub(r"[那呢么的，。？?!！　\s]|换成|如果是|改成|再看", "", question.body)
    if not bare and (_OPENS.search(question.text) or _CLOSES.search(question.text)):
        return replace(
            merged,
            body=last.body,
            unit=last.unit,
            numeric=last.numeric,
            operation=last.operation,
            text=f"{last.text}　{question.text}",
        )
    return merged
