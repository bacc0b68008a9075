"""Draft to answer: cited, proven or withheld, with what the report contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.checks import Finding
from corpus.report import Fact, Passage
from index.library import Library
from qa.answer import Answer, Kind, Status
from qa.answerer import Answerer
from qa.compose import draft_to_answer
from qa.draft import Draft
from qa.proof import WITHHELD
from qa.statutory.numbers import fact_to_value
from tests.qa.samples import GREEN, STONE

SENTENCE = f"2020年，{STONE}本年新收政府信息公开申请71件。"


@pytest.fixture(scope="module")
def fact(samples: Library) -> Fact:
    (report,) = [r for r in samples.reports() if (r.issuer, r.year) == (STONE, 2020)]
    return next(f for f in samples.facts(report=report.id) if f.raw == "71" and f.table)


@pytest.fixture(scope="module")
def draft(fact: Fact) -> Draft:
    values = (fact_to_value(fact),)
    return Draft(Status.ANSWERED, Kind.NUMBER, "新收", (SENTENCE,), values, (fact,))


def _no_findings(report: str) -> Sequence[Finding]:
    return ()


def _composed(draft: Draft, answerer: Answerer) -> Answer:
    return draft_to_answer(draft, "问", answerer.catalog, _no_findings)


def test_a_proven_draft_is_shown_with_its_place(
    draft: Draft, fact: Fact, answerer: Answerer
) -> None:
    answer = _composed(draft, answerer)
    assert (answer.status, answer.text) == (Status.ANSWERED, SENTENCE)
    (citation,) = answer.citations
    assert citation.fact == fact.id
    assert citation.row == ("一、本年新收政府信息公开申请数量",)
    assert citation.column == ("总计",)
    assert citation.quote.endswith("56 12 0 0 0 3 71")
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("old", "new"), [("71件", "17件"), ("71件", "71条"), ("2020年", "2021年"), (STONE, GREEN)]
)
def test_a_changed_sentence_is_withheld_and_so_are_its_values(
    old: str, new: str, draft: Draft, answerer: Answerer
) -> None:
    answer = _composed(replace(draft, sentences=(SENTENCE.replace(old, new),)), answerer)
    assert answer.status is Status.NOT_FOUND
    assert answer.values == ()
    assert new not in answer.text
    assert WITHHELD in answer.notes


def test_only_what_is_wrong_is_withheld(draft: Draft, answerer: Answerer) -> None:
    mixed = replace(draft, sentences=(SENTENCE, "其中自然人57件。"), notes=("另有99件。",))
    answer = _composed(mixed, answerer)
    assert answer.text == SENTENCE
    assert answer.status is Status.ANSWERED
    assert answer.notes == (WITHHELD,)


def test_a_quotation_of_a_cited_passage_passes(samples: Library, answerer: Answerer) -> None:
    def told(passage: Passage, words: str) -> Answer:
        sentence = f"报告写道：“{words}”"
        quotes = ((passage, passage.text),)
        quoted = Draft(Status.ANSWERED, Kind.TEXT, "总体", (sentence,), quotes=quotes)
        return _composed(quoted, answerer)

    (report,) = [r for r in samples.reports() if (r.issuer, r.year) == (STONE, 2020)]
    passage = next(p for p in samples.passages(report.id) if "1689条" in p.text)
    assert "1689条" in told(passage, "全年主动公开政府信息1689条").text
    assert told(passage, "全年主动公开政府信息1698条").status is Status.NOT_FOUND
    assert told(passage, "1689条").citations[0].passage == passage.id
