"""Clauses: the anatomy of the sentence around a figure of running text.

Which words are the figure's own, which it inherits from the clauses before it, which
belong to figures after it; and whether it tells what was instead of what is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.facts import clause_to_subject, sentence_to_figures
from corpus.report import Fact
from corpus.terms import bare, compact

RESPECTIVELY = "分别"
_CLAUSE = re.compile(r"[，,；;、：:]?[^，,；;、：:]*")
_BECAME = re.compile(r"[^，。；、]{0,8}?(?:到|至|为|成)了?\d")
_FROM = re.compile(r"[由从][^，。；、]{0,8}?$")
_THAN = re.compile(
    r"(?:[比较于]|相比)(?:上年|去年|上一年|上年度|20\d\d年|年初|此前|原来)[^，。；、]{0,4}的$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure's sentence taken apart; texts are bare of punctuation unless said."""

    own: str
    """The figure's own stretch, its unit behind it."""
    lead: str
    """The own stretch before the figure, as printed."""
    tail: str
    """The own stretch after the figure, as printed."""
    inherited: str
    """The sentence before the clause of the figure."""
    before: str
    """The clause before the figure's own, as printed."""
    sentence: str
    """The sentence without the clauses of the figures after this one."""
    printed: str
    """The sentence to the end of the figure's clause, white space removed."""
    later: str
    """Those clauses, white space removed."""
    rivals: tuple[tuple[str, str, str | None], ...]
    """What stands before and behind the figures listed before this one, with their
    units; totals this one is a part of are none."""
    former: bool
    """Whether the figure is what was before: of “由64个精简为38个” the 64."""


def fact_to_clause(fact: Fact) -> Clause:
    """Return the sentence of `fact`, taken apart around its figure."""
    return _take_apart(fact.quote, fact.raw, fact.row[0], fact.unit or "")


@lru_cache(maxsize=8192)
def _take_apart(quote: str, raw: str, subject: str, unit: str) -> Clause:
    text, raw = compact(quote), compact(raw)
    lead, _, tail = subject.partition("…")
    start, position = _locate(quote, raw, subject)
    end = position + len(raw) if position >= 0 else len(text)
    head = text[:position] if position >= 0 else text
    cut = _first_figure_after(text, end) if position >= 0 else len(text)
    stop = min(cut, end + len(re.split(r"[，,；;]", text[end:])[0]))
    earlier = [c for c in re.split(r"[，,；;：:]", text[:start]) if c]
    told_apart = RESPECTIVELY in head and RESPECTIVELY not in subject
    return Clause(
        own=bare(subject + unit),
        lead=lead,
        tail=tail,
        inherited="" if told_apart else bare(text[:start]),
        before=earlier[-1] if earlier else "",
        sentence=bare(subject if told_apart else text[:cut]),
        printed=subject if told_apart else text[:stop],
        later=text[cut:],
        rivals=_rivals(quote, position),
        former=bool(_FROM.search(head) and _BECAME.match(text[end:])) or bool(_THAN.search(head)),
    )


def _locate(quote: str, raw: str, subject: str) -> tuple[int, int]:
    """Return where a figure's own stretch and the figure begin, white space not counted."""
    found = [
        (
            len(compact(quote[: clause[0]])),
            len(compact(quote[: quantity.start])),
            clause_to_subject(quote, clause, quantity),
        )
        for quantity, clause in sentence_to_figures(quote)
        if compact(quote[quantity.start : quantity.end]) == raw
    ]
    for start, position, _ in sorted(found, key=lambda place: place[2] != subject):
        return start, position
    position = compact(quote).find(raw)
    head = compact(quote)[: max(position, 0)]
    return len(head) - len(re.split(r"[，,；;：:]", head)[-1]), position


def _rivals(quote: str, position: int) -> tuple[tuple[str, str, str | None], ...]:
    """Return the figures before `position` from the last 其中 on."""
    found: list[tuple[str, str, str | None]] = []
    text = compact(quote)
    whole = text.rfind("其中", 0, max(position, 0))
    for quantity, (start, stop) in sentence_to_figures(quote):
        if whole <= len(compact(quote[: quantity.start])) < position:
            lead, tail = quote[start : quantity.start], quote[quantity.end : stop]
            found.append((compact(lead), compact(tail), quantity.unit))
    return tuple(found)


def _first_figure_after(text: str, start: int) -> int:
    """Return where the first clause with a figure of its own begins behind `start`."""
    for clause in _CLAUSE.finditer(text, start):
        if re.match(r"[，,；;、：:].*\d", clause.group()):
            return clause.start()
    return len(text)
