"""Editions: several files of one report, and which of them answers.

Two files of the same issuer, year and kind whose contents overlap are one report. Of two
that were published on different days the later is the corrected edition, and the earlier
is kept but not answered from. Others are sources of the same text: the one read best
answers, and where another prints a different figure, both are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.checks import Result, check_report
from corpus.report import Fact, FactKind, Problem, Report, Source, State

DIFFERS = "sources_differ"
_OVERLAP = 0.3
"""Part of the smaller file's cells, or of its text, that two files of a report share."""
_SHINGLE = 8
_LISTED = 30
"""Differences that are listed one by one."""

CellKey = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A figure that another source of the same report prints differently."""

    fact: Fact
    other: Fact
    source: Source


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The files of one report."""

    main: Report
    """The one that answers, with the sources and disputes of all."""
    members: tuple[Report, ...]
    """Every file as it was read, the main one first."""
    sources: tuple[str, ...]
    """Ids of the files that are sources of the main edition, its own first."""
    superseded: tuple[str, ...]
    """Ids of earlier editions."""
    disputes: tuple[Dispute, ...]


def is_same_report(one: Report, other: Report) -> bool:
    """Tell whether two files of the same issuer, year and kind hold the same report."""
    if one.records or other.records:
        return False
    cells: list[set[object]] = [set(_cells(report)) for report in (one, other)]
    if not all(cells):
        cells = [set(_shingles(report)) for report in (one, other)]
    least = min(len(found) for found in cells)
    return least > 0 and len(cells[0] & cells[1]) >= _OVERLAP * least


def arrange(members: Sequence[Report]) -> Arrangement:
    """Return how the files `members` of one report stand to each other."""
    latest = max((member.published or "" for member in members), default="")
    old = [m for m in members if m.published and m.published < latest]
    current = sorted((m for m in members if m not in old), key=_worth, reverse=True)
    best, others = current[0], current[1:]
    disputes = [dispute for other in others for dispute in find_disputes(best, other)]
    own = tuple(problem for problem in best.problems if problem.code != DIFFERS)
    main = replace(
        best,
        sources=(best.sources[0], *(other.sources[0] for other in others)),
        source_url=next((m.source_url for m in current if m.source_url), None),
        published=latest or None,
        problems=(*own, *_disputes_to_problems(best, disputes)),
    )
    return Arrangement(
        main=main,
        members=(best, *others, *old),
        sources=tuple(member.id for member in current),
        superseded=tuple(sorted(member.id for member in old)),
        disputes=tuple(disputes),
    )


def find_disputes(one: Report, other: Report) -> list[Dispute]:
    """Return the cells that are determined in both and do not say the same."""
    theirs = _cells(other)
    found = []
    for key, fact in _cells(one).items():
        differing = theirs.get(key)
        if differing is not None and _says(fact) != _says(differing):
            theirs_here = replace(differing, report=one.id)
            found.append(Dispute(fact, theirs_here, other.sources[0]))
    return found


def _says(fact: Fact) -> object:
    if fact.value is not None:
        return fact.value
    return "".join(fact.raw.split()) if fact.state is State.TEXT else fact.state


def _cells(report: Report) -> dict[CellKey, Fact]:
    """Return the determined cells of `report`; a heading that names two of them names none."""
    found: dict[CellKey, Fact] = {}
    doubled: set[CellKey] = set()
    for fact in report.facts:
        if fact.kind is not FactKind.CELL or fact.state is State.UNREADABLE:
            continue
        key = (fact.table_kind or fact.table or "", fact.row, fact.column)
        doubled |= {key} & found.keys()
        found[key] = fact
    return {key: fact for key, fact in found.items() if key not in doubled}


def _shingles(report: Report) -> list[str]:
    text = "".join("".join(passage.text.split()) for passage in report.passages)
    return [text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1)]


def _worth(report: Report) -> tuple[int, int, int, bool, str]:
    """Return how well a file was read and adds up; the id makes the order certain."""
    cells = [fact for fact in report.facts if fact.kind is FactKind.CELL]
    read = sum(1 for fact in cells if fact.state is not State.UNREADABLE)
    failed = sum(1 for finding in check_report(report.facts) if finding.result is Result.FAIL)
    return read, -failed, len(report.facts) - len(cells), report.pages is not None, report.id


def _disputes_to_problems(report: Report, disputes: Sequence[Dispute]) -> list[Problem]:
    own = report.sources[0].name
    problems = [
        Problem(
            DIFFERS,
            f"{' › '.join(each.fact.row)} × {' › '.join(each.fact.column)}："
            f"“{own}”印作“{each.fact.raw}”，“{each.source.name}”印作“{each.other.raw}”。",
            each.fact.page,
            each.fact.table,
        )
        for each in islice(disputes, _LISTED)
    ]
    if len(disputes) > _LISTED:
        rest = f"几个来源另有{len(disputes) - _LISTED}处数字不同。"
        problems.append(Problem(DIFFERS, rest))
    return problems
