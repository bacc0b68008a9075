"""Answerer: question in, proven answer out.

    Answerer(library).ask("2020年城东区收到多少件信息公开申请？")

The flow: understand the question, resolve whose report and which year, then try in
this order — statutory tables, figures in running text, the sentences themselves — and
prove whatever is to be shown. What cannot be explained is not answered.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from corpus.checks import Finding, check_carried, check_report
from corpus.report import Fact, Passage, Report, State
from corpus.tables.checks import check_totals
from corpus.terms import segment
from index.library import Library
from qa.answer import Answer, Status
from qa.compose import draft_to_answer
from qa.contradictions import disputes_to_findings, prose_against_tables
from qa.draft import Draft
from qa.general.matrix import Cell, facts_to_cells
from qa.general.matrix_answers import answer_from_matrices
from qa.general.records import RecordDesk
from qa.misreadings import is_misread
from qa.prose.figures import answer_from_prose
from qa.prose.particulars import as_label, asked_form
from qa.prose.premises import with_premises
from qa.prose.texts import answer_from_text
from qa.refusal import not_held, nothing_found, refuse, with_held
from qa.statutory.indicators import says_something
from qa.statutory.tables import answer_from_tables
from qa.understanding.catalog import Catalog, find_parent
from qa.understanding.cues import Operation
from qa.understanding.followup import Turn, merge
from qa.understanding.lexicon import Lexicon
from qa.understanding.own_words import library_lexicon
from qa.understanding.question import Question, parse_question
from qa.understanding.scope import Scope, resolve
from qa.understanding.segments import mend_words

__all__ = ["Answerer", "Turn"]


MAX_MENDED = 40
"""Most reports whose words are gone through to mend a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What is kept of one report while the library stays the same."""

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]


class Answerer:
    """Answers questions over one library."""

    def __init__(self, library: Library, lexicon: Lexicon | None = None) -> None:
        """Answer from `library`, in the words of `lexicon`, by default its own."""
        self._library = library
        self._lexicon = lexicon or library_lexicon(library.directory)
        self._records: dict[str, _Record] = {}
        self._checked: dict[str, list[Finding]] = {}
        self._drawn: dict[str, tuple[Cell, ...]] = {}
        self._spelled: dict[str, frozenset[str]] = {}
        self._known = lru_cache(maxsize=64)(self._words_of)

    def apart(self) -> Answerer:
        """Return another that shares what is held, but remembers what it reads on its own."""
        other = Answerer(self._library, self._lexicon)
        other.catalog = self.catalog
        return other

    def forget(self) -> None:
        """Let go of the facts and findings that were read."""
        for kept in (self._records, self._checked, self._drawn, self._spelled):
            kept.clear()

    @cached_property
    def catalog(self) -> Catalog:
        """What the library holds."""
        reports = tuple(self._library.reports())
        latest = {r.issuer: r for r in sorted(reports, key=lambda r: r.year or 0) if r.issuer}
        parents = [
            (issuer, parent)
            for issuer, report in latest.items()
            if issuer and (parent := self._parent(issuer, report)) is not None
        ]
        return Catalog(reports, tuple(parents))

    @cached_property
    def _aliases(self) -> list[tuple[str, tuple[str, ...]]]:
        return self.catalog.aliases()

    def _parent(self, issuer: str, report: Report) -> str | None:
        return find_parent(issuer, (p.text for p in self._library.passages(report.id)))

    def ask(
        self,
        question: str,
        years: Sequence[int] | None = None,
        issuers: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer `question`.

        Args:
            question: as typed, at most 500 characters.
            years: only reports of these years, whatever the question says.
            issuers: only reports of these issuers (full or short names).
            history: earlier turns of the conversation, oldest first.

        Raises:
            QuestionError: the question is empty, too long, or holds no words.
        """
        started = time.perf_counter()
        aliases = self._aliases
        parsed = merge(parse_question(question, aliases), history, aliases)
        scope = resolve(parsed, self.catalog, years or (), issuers or ())
        parsed = self._mended(parsed, scope)
        drafted = self._draft(parsed, scope, years or (), issuers or (), history)

        def ask(clause: str) -> Draft:
            premise = replace(
                parse_question(clause, aliases),
                years=parsed.years,
                relative=parsed.relative,
                issuers=parsed.issuers,
            )
            return self._draft(premise, scope, years or (), issuers or (), ())

        draft = _say_carried(parsed, with_premises(parsed, drafted, ask))
        answer = draft_to_answer(draft, question, self.catalog, self._findings)
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    @cached_property
    def _records_desk(self) -> RecordDesk:
        return RecordDesk(self._library.records)

    def _draft(
        self,
        question: Question,
        scope: Scope,
        years: Sequence[int],
        issuers: Sequence[str],
        history: Sequence[Turn],
    ) -> Draft:
        if question.opinion:
            return refuse(question)
        before = history[-1].question if history else None
        recorded = self._records_desk.answer(
            question, years, issuers, before, alone=not self.catalog.issuers
        )
        if recorded is not None and (recorded.facts or recorded.status is not Status.NOT_FOUND):
            return recorded
        if not scope.reports:
            general = self._from_matrices(question, scope)
            return general or recorded or not_held(question, scope, self.catalog, self._facts)
        if question.reason:
            # “为什么填“/””: a figure is no answer to why.
            cause = answer_from_text(question, scope, self._library, self._lexicon)
            if cause is not None:
                return cause
        draft = None
        if not question.in_text or question.operation is Operation.CHECK:
            draft = answer_from_tables(question, scope, self._facts, self._findings, self._lexicon)
        if draft is None:
            draft = self._from_matrices(question, scope)
        unanswered = draft is None or (draft.status is Status.NOT_FOUND and not _is_final(draft))
        if unanswered and says_something(question.body, self._lexicon):
            prose = answer_from_prose(question, scope, self._facts, self._passages, self._lexicon)
            draft = prose or draft
        if draft is None and (label := as_label(question)) is not None:
            draft = answer_from_prose(label, scope, self._facts, self._passages, self._lexicon)
        said = asked_form(question) or says_something(question.body, self._lexicon)
        if draft is None and not question.numeric and said:
            draft = answer_from_text(question, scope, self._library, self._lexicon)
        held = (self.catalog, self._facts, self._lexicon)
        if draft is None or is_misread(question.text, draft):
            return recorded or nothing_found(question, scope, *held)
        return with_held(draft, question, scope, *held)

    def _from_matrices(self, question: Question, scope: Scope) -> Draft | None:
        reports = [
            report
            for report in self.catalog.select(scope.issuers, ())
            if report.id in self._with_tables
        ]
        return answer_from_matrices(question, reports, self._cells, scope.years)

    @cached_property
    def _with_tables(self) -> frozenset[str]:
        return frozenset(self._library.reports_with_tables())

    def _cells(self, report: Report) -> tuple[Cell, ...]:
        if report.id not in self._drawn:
            self._drawn[report.id] = facts_to_cells(self._facts(report))
        return self._drawn[report.id]

    def _mended(self, question: Question, scope: Scope) -> Question:
        """Return `question` with slips mended that sound like a word of the reports meant."""
        lexicon = self._lexicon

        def known() -> frozenset[str]:
            reports = scope.reports if len(scope.reports) <= MAX_MENDED else ()
            return self._known(tuple(report.id for report in reports))

        text, body = (
            mend_words(each, known, lexicon.plain()) for each in (question.text, question.body)
        )
        return replace(question, text=text, body=body)

    def _words_of(self, reports: Sequence[str]) -> frozenset[str]:
        """Return the words of two characters that a slip may stand for."""
        return self._lexicon.pairs().union(*map(self._words, reports))

    def _words(self, report: str) -> frozenset[str]:
        known = self._spelled.get(report)
        if known is None:
            passages = self._library.passages(report)
            words = (word for p in passages for word in segment(p.text))
            known = frozenset(word for word in words if len(word) == 2)
            self._spelled[report] = known
        return known

    def _record(self, report: Report) -> _Record:
        record = self._records.get(report.id)
        if record is None:
            facts = tuple(self._library.facts(report=report.id))
            disputed = disputes_to_findings(report.id, self._library.disputes(report.id))
            findings = (
                *disputed,
                *check_report(facts),
                *check_totals(facts),
                *prose_against_tables(facts, self._lexicon),
            )
            record = _Record(facts, findings)
            self._records[report.id] = record
        return record

    def _checks(self, report: Report) -> list[Finding]:
        """Return every finding on a report: within it, and against the years beside it."""
        found = list(self._record(report).findings)
        for other in self.catalog.select([report.issuer] if report.issuer else [], []):
            if report.year is None or other.year is None or other.issuer != report.issuer:
                continue
            if other.year == report.year - 1:
                found += check_carried(self._facts(other), self._facts(report))
            elif other.year == report.year + 1:
                found += check_carried(self._facts(report), self._facts(other))
        return found

    def _facts(self, report: Report) -> Sequence[Fact]:
        return self._record(report).facts

    def _findings(self, report: str) -> Sequence[Finding]:
        known = self._checked.get(report)
        if known is None:
            header = next(r for r in self.catalog.reports if r.id == report)
            known = self._checked[report] = self._checks(header)
        return known

    def findings(self, report: str) -> Sequence[Finding]:
        """Return what checking the figures of a report of the catalog found."""
        return [finding for finding in self._findings(report) if finding.report == report]

    def _passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        return self._library.passages_by_id(ids)


def _say_carried(question: Question, draft: Draft) -> Draft:
    """Say in the line of understanding what was taken over from the question before."""
    if not question.carried or not draft.understood:
        return draft
    carried = "、".join(dict.fromkeys(question.carried))
    return replace(draft, understood=f"{draft.understood}（沿用上一问：{carried}）")


def _is_final(draft: Draft) -> bool:
    """Tell whether a figure of the running text must not stand in for what is missing.

    So where the cell asked for is found but its print cannot be read, and where the
    figures are known but cannot be computed with.
    """
    return draft.final or any(fact.state is State.UNREADABLE for fact in draft.facts)
