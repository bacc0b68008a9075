"""A conversation: questions with their cards, as HTML and as history for the next question.

Pure functions from exchanges, reports and holdings to the HTML a page shows, and the
one step that answers a question at the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from corpus.errors import BaogaoError
from corpus.report import Report
from qa.answerer import Turn
from qa.desk import Counter, Desk, reports_to_held
from qa.examples import example_questions
from qa.rendering.card import error_to_html, years_to_text

__all__ = ["Counter", "Desk", "reports_to_held"]

WORKING = '<p class="talk-working" role="status">正在查表…</p>'
EMPTY = (
    '<div class="answer"><p>库中还没有报告。</p><p>请在“管理”里上传报告，或在命令行运行 '
    "<code>baogao ingest 报告所在的文件夹</code>，完成后即可提问。</p></div>"
)
HINT = '<p class="talk-hint" role="status">请先输入问题。</p>'


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation, how it was understood, and its card."""

    question: str
    understood: str
    card: str


def ask_at(desk: Desk, question: str, past: Sequence[Exchange]) -> Iterator[Exchange]:
    """Yield `question` with its card, and again as a language model finds other words for it.

    What a person can act on is said in the card.
    """
    turns = [Turn(each.question, each.understood) for each in past if each.understood]
    try:
        answered = desk.answer(question, turns, front="ui")
        yield Exchange(question, answered.answer.understood, answered.card)
        for each in desk.reworded(answered, front="ui"):
            yield Exchange(question, each.answer.understood, each.card)
    except BaogaoError as error:
        yield Exchange(question, "", error_to_html(str(error)))


def exchanges_to_html(exchanges: Sequence[Exchange], hint: str = "") -> str:
    """Return the conversation, oldest exchange first, and below it a passing hint."""
    turns = "".join(
        f'<section class="talk-turn">{_question_to_html(each.question)}{each.card}</section>'
        for each in exchanges
    )
    tools = '<button type="button" data-save-talk>保存对话</button>' if exchanges else ""
    return (
        f'<div role="log" aria-label="对话" aria-live="polite">{turns}</div>'
        f'{hint}<p class="talk-tools">{tools}</p>'
    )


def _question_to_html(question: str) -> str:
    return f'<p class="talk-question"><span>{escape(question)}</span></p>' if question else ""


def welcome_to_html(reports: Iterable[Report]) -> str:
    """Return what stands there before the first question: examples, or how to begin."""
    examples = example_questions(reports)
    if not examples:
        return EMPTY
    items = "".join(
        f'<li><button type="button" data-ask="{escape(each)}">{escape(each)}</button></li>'
        for each in examples
    )
    return (
        '<div class="answer"><p>请在下面输入问题，或者从这里开始：</p>'
        f'<ul class="answer-choices">{items}</ul></div>'
    )


def holdings_to_html(reports: Sequence[Report]) -> str:
    """Return the panel that says what can be asked about, nothing for an empty library."""
    items = "".join(
        f"<li><b>{escape(issuer)}</b><span>{years_to_text(years)}</span></li>"
        for issuer, years in reports_to_held(reports)
    )
    if not items:
        return ""
    return f"<h2>在库报告 <small>{len(reports)}份</small></h2><ul>{items}</ul>"
