"""Questions answered by quoting running text: sentences, lists, data of a known form."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set

from corpus.passages import TABLE_MARK
from index.library import Hit, Library
from qa.answer import Kind, Status
from qa.draft import Draft
from qa.prose.particulars import asked_form
from qa.prose.passages import LIST_WORDS, Excerpt, find_excerpts, incomplete_list
from qa.rendering.wording import place, when_and_who
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

CANDIDATES = 40
MAX_ALIKE = 3
"""Most sentences quoted where several name the sort of thing asked for."""
MAX_SCANNED = 40
"""Most reports whose passages are gone through for a telephone number or a part."""


def answer_from_text(
    question: Question, scope: Scope, library: Library, lexicon: Lexicon
) -> Draft | None:
    """Return the sentences that answer, quoted; None if no passage explains the question."""
    years = tuple(dict.fromkeys(r.year for r in scope.reports if r.year)) if scope.years else ()
    issuers = scope.issuers
    hits = library.search(question.original, CANDIDATES, years, issuers)
    allowed = {report.id for report in scope.reports}
    hits = [hit for hit in hits if hit.passage.report in allowed]
    hits += _found_by_form(question, scope, library, {hit.passage.id for hit in hits})
    draft = _quote_best(question, hits, lexicon)
    if draft is None and issuers:
        # A city's plan may be published by one of its own departments.
        below = library.search(question.original, CANDIDATES, years, ())
        below = [h for h in below if _below(h.report.issuer or "", issuers)]
        draft = _quote_best(question, below, lexicon)
    return draft


def _found_by_form(
    question: Question, scope: Scope, library: Library, known: Set[str]
) -> list[Hit]:
    """Return passages that hold the sort of datum or the part asked for, whatever their words."""
    form = asked_form(question)
    if (form is None and question.part is None) or len(scope.reports) > MAX_SCANNED:
        return []
    return [
        Hit(0, passage, report, -math.inf)
        for report in scope.reports
        for passage in library.passages(report.id)
        if passage.id not in known
        and (question.part is not None or (form and form.finds.search(passage.text)))
    ]


def _below(issuer: str, above: Sequence[str]) -> bool:
    """Tell whether `issuer` bears the name of one of `above` at the head of its own."""
    stems = [re.sub(r"(?:人民政府|管理委员会|管委会)$", "", name) for name in above]
    return any(issuer.startswith(stem) and issuer not in above for stem in stems)


def _quote_best(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> Draft | None:
    hits = [hit for hit in hits if not hit.passage.text.startswith(TABLE_MARK)]
    if not hits:
        return None
    if question.part is not None:
        heading = f"{question.part}、"
        hits = [h for h in hits if h.passage.section and h.passage.section[0].startswith(heading)]
        if not hits:
            return None
    passages = [hit.passage for hit in hits]
    excerpts = find_excerpts(question, passages, _strengths(hits), lexicon)
    if not excerpts:
        return None
    report = next(h.report for h in hits if h.passage.report == excerpts[0].passage.report)
    chosen = _whole_answer(question, excerpts)
    quote = "\n".join(excerpt.text.strip() for excerpt in chosen)
    notes = [remark for e in chosen if (remark := incomplete_list(e.text)) is not None]
    is_list = bool(LIST_WORDS.search(question.text))
    head = when_and_who(report.year, report.issuer)
    return Draft(
        Status.ANSWERED,
        Kind.LIST if is_list else Kind.TEXT,
        place(report.year, report.issuer, " › ".join(chosen[0].passage.section[-1:])),
        (f"{head}的报告写道：“{quote}”",),
        quotes=tuple((excerpt.passage, excerpt.passage.text) for excerpt in chosen),
        notes=tuple(notes),
    )


def _strengths(hits: Sequence[Hit]) -> dict[str, float]:
    """Return retrieval scores stretched to 0…1."""
    scores = [hit.score for hit in hits if hit.score > -math.inf]
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return {hit.passage.id: max(0.0, (hit.score - low) / ((high - low) or 1.0)) for hit in hits}


def _whole_answer(question: Question, excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Return the best excerpt, with the neighbours that continue its list."""
    best = excerpts[0]
    same = [e for e in excerpts if e.of_sort and e.passage.report == best.passage.report]
    if len(same) > 1 and best.of_sort:
        return sorted(same[:MAX_ALIKE], key=lambda e: e.passage.ordinal)
    if not LIST_WORDS.search(question.text):
        return [best]
    near = [
        e
        for e in excerpts[1:6]
        if e.passage.report == best.passage.report
        and e.passage.section == best.passage.section
        and abs(e.passage.ordinal - best.passage.ordinal) == 1
        and (e.score > 0.75 * best.score or e.on_topic)
    ]
    return sorted([best, *near[:1]], key=lambda e: e.passage.ordinal)
