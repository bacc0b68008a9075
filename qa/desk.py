"""The desk: one library in its newest generation, and what is asked of it by every front.

It answers questions, keeps the latest answers of the workbench so that they can be
downloaded and judged, and knows of the library what every tab needs.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.errors import ModelError, UsageError
from corpus.report import Report
from index.embedding import Encoder, is_loaded
from index.library import Hit, Library
from qa.answer import Answer
from qa.answerer import Answerer, Turn
from qa.llm.rewording import Reworder
from qa.rendering.card import Held, answer_to_html
from qa.rendering.page_image import pictured
from qa.service.question_log import QuestionLog
from qa.understanding.own_words import library_lexicon, own_words_text

KEPT = 1000
"""Answers that can still be downloaded."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with its card, and the key under which it may be rated."""

    key: str
    answer: Answer
    card: str
    """Empty where it was not asked for."""


@dataclass(frozen=True)
class Holdings:
    """What a generation holds, as lists to choose from."""

    reports: tuple[Report, ...]

    @cached_property
    def issuers(self) -> tuple[str, ...]:
        """Issuers in the order of their names."""
        return tuple(sorted({r.issuer for r in self.reports if r.issuer}))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years, the latest first."""
        return tuple(sorted({r.year for r in self.reports if r.year is not None}, reverse=True))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of report in the order of their names."""
        return tuple(sorted({r.kind for r in self.reports}))

    @cached_property
    def pictured(self) -> frozenset[str]:
        """Reports whose pages can be drawn, by id."""
        return pictured(self.reports)

    @cached_property
    def by_id(self) -> dict[str, Report]:
        """Headers by report id."""
        return {report.id: report for report in self.reports}


@dataclass(frozen=True, slots=True, eq=False)
class Counter:
    """One generation of the library, what answers from it, and what it holds."""

    library: Library
    answerer: Answerer
    holdings: Holdings
    words: str = ""
    """What the library's own words were when this was opened."""


class Desk:
    """Answers questions from the newest generation of one library."""

    def __init__(
        self,
        library: Library,
        log: QuestionLog | None = None,
        ready: Callable[[], bool] = is_loaded,
        reworder: Reworder | None = None,
        state: Path | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        """Sit down at a library.

        Args:
            library: What is asked.
            log: Where questions and ratings are noted, if anywhere.
            ready: Whether the embedding model can be used without waiting for it.
            reworder: The language model that words answers anew, if one is set up.
            state: Folder for what is worked out in the background, if any.
            encoder: Embedding model of the library; the configured one by default.
        """
        self._counter = _library_to_counter(library)
        self.log = log
        self.state = state
        self.encoder = encoder
        self._ready = ready
        self._moving = threading.Lock()
        self._shelf = threading.Lock()
        # Citizens ask as often as they like; what staff asked stays for all that.
        self._answers: dict[bool, OrderedDict[str, Answer]] = {
            True: OrderedDict(),
            False: OrderedDict(),
        }
        self.reworder = reworder

    @property
    def library(self) -> Library:
        """The library, moved on to what was last published."""
        return self.counter().library

    @property
    def holdings(self) -> Holdings:
        """What the newest generation holds."""
        return self.counter().holdings

    def counter(self, *, wait: bool = False) -> Counter:
        """Return library and answerer of the newest generation, for one request to keep.

        One thread opens a new generation; until it is done the others go on with the
        old one, which closes when the last request that reads it lets it go. With `wait`
        nobody goes on with the old one: what was just written is there.
        """
        if self._moving.acquire(blocking=wait):
            try:
                library = self._counter.library.newest()
                if library is not self._counter.library or self._is_reworded(library):
                    self._counter = _library_to_counter(library)
            finally:
                self._moving.release()
        return self._counter

    def _is_reworded(self, library: Library) -> bool:
        """Tell whether the library's own words changed to something that can be used."""
        try:
            changed = own_words_text(library.directory) != self._counter.words
            return changed and bool(library_lexicon(library.directory))
        except UsageError:
            # Half written by hand: what was said before holds until it is whole.
            return False

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        years: Sequence[int] = (),
        issuers: Sequence[str] = (),
        front: str = "api",
        *,
        draw: bool = True,
    ) -> Answered:
        """Return the answer to `question` and its card, and keep it for a while.

        Without `draw` there is no card, no table is read for it, and nothing is kept.

        Raises:
            BaogaoError: The question cannot be asked, or the library cannot be used.
        """
        counter = self.counter()
        answer = counter.answerer.ask(question, years, issuers, turns)
        key = f"q_{secrets.token_hex(6)}"
        if self.log is not None:
            self.log.asked(key, answer, front)
        if draw:
            self._keep(key, answer, staff=front == "ui")
        return Answered(key, answer, self._card(counter, answer, key, front) if draw else "")

    def reworded(self, answered: Answered, front: str = "api") -> Iterator[Answered]:
        """Yield `answered` in a model's words, as they come; the last one counts.

        Nothing without a model, or where it is of no help. This waits for the model.
        """
        if self.reworder is None:
            return
        counter = self.counter()
        for answer in self.reworder.reword(answered.answer, counter.answerer.catalog):
            if answered.card:
                self._keep(answered.key, answer, staff=front == "ui")
            card = self._card(counter, answer, answered.key, front) if answered.card else ""
            yield Answered(answered.key, answer, card)

    def worded(self, answered: Answered) -> Answered:
        """Return `answered` in a model's words where one can be had, else as it is."""
        for each in self.reworded(answered):
            answered = each
        return answered

    def _card(self, counter: Counter, answer: Answer, key: str, front: str) -> str:
        cited = {(c.report, c.table) for c in answer.citations if c.table is not None}
        tables = {place: counter.library.table(*place) for place in cited}
        held = reports_to_held(counter.holdings.reports)
        own = front == "ui"
        drawn = counter.holdings.pictured if own else frozenset()
        return answer_to_html(answer, tables, held, key if own else "", drawn)

    def _keep(self, key: str, answer: Answer, *, staff: bool) -> None:
        with self._shelf:
            shelf = self._answers[staff]
            shelf[key] = answer
            while len(shelf) > KEPT:
                shelf.popitem(last=False)

    def kept(self, key: str, *, staff: bool = True) -> Answer | None:
        """Return the answer kept under `key` for staff or citizens, None once it is forgotten."""
        with self._shelf:
            return self._answers[staff].get(key)

    def rate(self, key: str, rating: str, reason: str) -> None:
        """Note how an answer was rated."""
        if self.log is not None:
            self.log.rated(key, rating, reason)

    def search(
        self, query: str, k: int, years: Sequence[int], issuers: Sequence[str]
    ) -> tuple[list[Hit], bool]:
        """Return the best passages, and whether meaning counted beside words.

        While the model is being loaded, or where it cannot be, words alone count.
        """
        library = self.library
        if not self._ready():
            return library.lexical_search(query, k, years, issuers), False
        try:
            return library.search(query, k, years, issuers), True
        except ModelError:
            return library.lexical_search(query, k, years, issuers), False


def _library_to_counter(library: Library) -> Counter:
    words = own_words_text(library.directory)
    answerer = Answerer(library)
    # Worked out before anybody waits for it.
    answerer.catalog.aliases()
    return Counter(library, answerer, Holdings(answerer.catalog.reports), words)


def reports_to_held(reports: Iterable[Report]) -> Held:
    """Return the issuers with their years, in the order of their names."""
    years: dict[str, set[int]] = {}
    for report in reports:
        held = years.setdefault(report.issuer or "单位不明", set())
        if report.year is not None:
            held.add(report.year)
    return [(issuer, sorted(years[issuer])) for issuer in sorted(years)]
