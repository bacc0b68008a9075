"""A conversation: questions with their cards, as HTML and as history for the next question.

`Desk` is where questions are answered, whichever front they come from: the library in
its newest generation and the answerer over it. Around it pure functions from exchanges,
reports and holdings to the HTML a page shows.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from corpus.errors import BaogaoError
from corpus.report import Report
from index.library import Library
from qa.answer import Answer
from qa.answerer import Answerer, Turn
from qa.card import Held, answer_to_html, error_to_html, years_to_text
from qa.examples import example_questions
from qa.service.question_log import QuestionLog

WORKING = '<p class="talk-working" role="status">正在查表…</p>'
EMPTY = (
    '<div class="answer"><p>库中还没有报告。</p><p>请在命令行运行 '
    "<code>baogao ingest 报告所在的文件夹</code>，完成后刷新本页即可提问。</p></div>"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation, how it was understood, and its card."""

    question: str
    understood: str
    card: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with its card, and the key under which it may be rated."""

    key: str
    answer: Answer
    card: str


@dataclass(frozen=True, slots=True)
class Counter:
    """One generation of the library and what answers from it."""

    library: Library
    answerer: Answerer


class Desk:
    """Answers questions from the newest generation of one library."""

    def __init__(self, library: Library, log: QuestionLog | None = None) -> None:
        """Answer from `library`; note questions in `log`, if there is one."""
        self._counter = Counter(library, Answerer(library))
        self._log = log
        self._moving = threading.Lock()

    @property
    def library(self) -> Library:
        """The library, moved on to what was last published."""
        return self.counter().library

    def counter(self) -> Counter:
        """Return library and answerer of the newest generation, for one request to keep.

        One thread opens a new generation; until it is done the others go on with the
        old one, which closes when the last request that reads it lets it go.
        """
        if self._moving.acquire(blocking=False):
            try:
                library = self._counter.library.newest()
                if library is not self._counter.library:
                    answerer = Answerer(library)
                    answerer.catalog.aliases()
                    self._counter = Counter(library, answerer)
            finally:
                self._moving.release()
        return self._counter

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        years: Sequence[int] = (),
        issuers: Sequence[str] = (),
        front: str = "api",
    ) -> Answered:
        """Return the answer to `question` and its card.

        Raises:
            BaogaoError: The question cannot be asked, or the library cannot be used.
        """
        counter = self.counter()
        answer = counter.answerer.ask(question, years, issuers, turns)
        cited = {(c.report, c.table) for c in answer.citations if c.table is not None}
        tables = {place: counter.library.table(*place) for place in cited}
        held = reports_to_held(counter.answerer.catalog.reports)
        key = f"q_{secrets.token_hex(6)}"
        if self._log is not None:
            self._log.asked(key, answer, front)
        return Answered(key, answer, answer_to_html(answer, tables, held))

    def rate(self, key: str, rating: str, reason: str) -> None:
        """Note how an answer was rated."""
        if self._log is not None:
            self._log.rated(key, rating, reason)

    def ask(self, question: str, past: Sequence[Exchange]) -> Exchange:
        """Return `question` with its card; what a person can act on is said in the card."""
        turns = [Turn(each.question, each.understood) for each in past if each.understood]
        try:
            answered = self.answer(question, turns, front="ui")
        except BaogaoError as error:
            return Exchange(question, "", error_to_html(str(error)))
        return Exchange(question, answered.answer.understood, answered.card)


def reports_to_held(reports: Iterable[Report]) -> Held:
    """Return the issuers with their years, in the order of their names."""
    years: dict[str, set[int]] = {}
    for report in reports:
        held = years.setdefault(report.issuer or "单位不明", set())
        if report.year is not None:
            held.add(report.year)
    return [(issuer, sorted(years[issuer])) for issuer in sorted(years)]


def exchanges_to_html(exchanges: Iterable[Exchange]) -> str:
    """Return the conversation, oldest exchange first."""
    turns = "".join(
        f'<section class="talk-turn">{_question_to_html(each.question)}{each.card}</section>'
        for each in exchanges
    )
    return f'<div role="log" aria-label="对话" aria-live="polite">{turns}</div>'


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
